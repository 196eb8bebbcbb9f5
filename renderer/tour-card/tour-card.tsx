import { Button, Group } from "@mantine/core";
import { useElementSize, useViewportSize } from "@mantine/hooks";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useText } from "#renderer/language";
import { endTour, placeCard, TOUR_STEPS, type TourStep, useTour, walkTour } from "#renderer/tour";
import styles from "./tour.module.css";
import { useAnchor } from "./use-anchor.ts";
import { useTourKeys } from "./use-tour-keys.ts";

/** The tour, a card beside what it speaks of. All else can be used meanwhile: nothing is covered, no key is taken. */
export function TourCard({ onEnd }: { readonly onEnd: () => void }) {
  const at = useTour((tour) => tour.at);
  const step = at === null ? null : (TOUR_STEPS[at] ?? null);
  if (step === null || at === null) return null;
  return <Card step={step} at={at} onEnd={onEnd} />;
}

interface CardProps {
  readonly step: TourStep;
  readonly at: number;
  readonly onEnd: () => void;
}

function Card({ step, at, onEnd }: CardProps) {
  const words = useText().tour;
  const keys = useTourKeys();
  const anchor = useAnchor(step);
  const { ref, width, height } = useElementSize();
  const view = useViewportSize();
  const place = placeCard(anchor, { width: width + FRAME, height: height + FRAME }, view);
  const { title, text } = words.steps[step];
  const leave = (): void => {
    endTour();
    onEnd();
  };
  const leaveOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  };
  return (
    <>
      {anchor && <div className={styles.ring} style={{ ...anchor }} aria-hidden />}
      <section
        className={styles.card}
        style={place}
        data-unplaced={view.width === 0 || undefined}
        aria-label={words.label}
        data-testid="tour"
        data-step={step}
        onKeyDown={leaveOnEscape}
      >
        <div ref={ref} aria-live="polite">
          <b className={styles.title}>{title}</b>
          <p className={styles.text}>{text(keys)}</p>
          <Steps at={at} leave={leave} onEnd={onEnd} />
        </div>
      </section>
    </>
  );
}

/** The card's padding and border on both sides, which the size of what is in it leaves out. */
const FRAME = 26;

interface StepsProps {
  readonly at: number;
  readonly leave: () => void;
  readonly onEnd: () => void;
}

function Steps({ at, leave, onEnd }: StepsProps) {
  const words = useText().tour;
  const next = useRef<HTMLButtonElement>(null);
  // The keyboard goes along with the tour; the pointer need not.
  useEffect(() => next.current?.focus({ preventScroll: true }), []);
  const isLast = at === TOUR_STEPS.length - 1;
  return (
    <Group justify="space-between" wrap="nowrap" mt={10}>
      <span className={styles.progress}>{words.progress(at + 1, TOUR_STEPS.length)}</span>
      <Group gap={6} wrap="nowrap">
        {!isLast && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={leave}>
            {words.skip}
          </Button>
        )}
        {at > 0 && (
          <Button size="compact-xs" variant="default" onClick={() => walkTour(-1)}>
            {words.back}
          </Button>
        )}
        <Button ref={next} size="compact-xs" onClick={() => !walkTour(1) && onEnd()}>
          {isLast ? words.done : words.next}
        </Button>
      </Group>
    </Group>
  );
}
