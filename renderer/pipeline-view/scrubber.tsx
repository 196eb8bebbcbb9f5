import { IconChevronLeft, IconChevronRight, IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { actions } from "#renderer/actions";
import { KeyHint, useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import {
  closeSteps,
  goBy,
  openStep,
  STEP_IDS,
  type StepId,
  togglePlaying,
  usePipelineView,
} from "#renderer/pipeline-steps";
import styles from "./pipeline-view.module.css";

/** Which step is open, and the way to the others. */
export function Scrubber({ step, canPlay }: { readonly step: StepId; readonly canPlay: boolean }) {
  const {
    pipeline: words,
    steps: { titles },
  } = useText();
  const isPlaying = usePipelineView((view) => view.isPlaying);
  const before = useKeyLabel(actions.previousStep);
  const after = useKeyLabel(actions.nextStep);
  const close = useKeyLabel(actions.closeSteps);
  const at = STEP_IDS.indexOf(step);
  return (
    <div className={styles.scrubber}>
      <b className={styles.stepName} data-testid="open-step">
        {titles[step]}
      </b>
      <Knob label={withKey(words.before, before)} isDisabled={at === 0} onPress={() => goBy(-1)}>
        <IconChevronLeft size={15} />
      </Knob>
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={STEP_IDS.length - 1}
        value={at}
        aria-label={words.label}
        aria-valuetext={words.at(at + 1, STEP_IDS.length, titles[step])}
        data-testid="step-slider"
        onChange={(event) => openStep(STEP_IDS[Number(event.currentTarget.value)] as StepId)}
      />
      <Knob label={withKey(words.after, after)} isDisabled={at === STEP_IDS.length - 1} onPress={() => goBy(1)}>
        <IconChevronRight size={15} />
      </Knob>
      {canPlay && (
        <Knob label={isPlaying ? words.stop : words.replay} onPress={togglePlaying}>
          {isPlaying ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
        </Knob>
      )}
      <span className={styles.keys} aria-hidden>
        <KeyHint of={actions.previousStep} /> <KeyHint of={actions.nextStep} />
      </span>
      <Knob label={withKey(words.close, close)} onPress={closeSteps}>
        <IconX size={15} />
      </Knob>
    </div>
  );
}

interface KnobProps {
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Knob({ label, isDisabled, onPress, children }: KnobProps) {
  return (
    <button
      type="button"
      className={styles.knob}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
