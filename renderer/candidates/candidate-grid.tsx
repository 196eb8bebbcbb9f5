import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import type { Candidate, Evaluation } from "#core/samples";
import { useView } from "#renderer/canvas";
import { CandidateCard } from "./candidate-card.tsx";
import { CandidateMenu } from "./candidate-menu.tsx";
import styles from "./candidates.module.css";
import { useStaysInSight } from "./stay-in-sight.ts";
import { THUMBNAIL_ASPECT } from "./thumbnail.tsx";
import { useScroller } from "./use-scroller.ts";
import { useSeenRegion } from "./use-seen-region.ts";

const COLUMNS = 3;
const GAP = 8;
/** Until a row was measured. */
const ROW_HEIGHT = 118;

interface CandidateGridProps {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  readonly url: string;
  readonly chosenId: string | null;
  /** The chosen one was refined since. */
  readonly isTouched: boolean;
  /** Who scored the candidates; null where nobody but SAM did. */
  readonly scoredBy: string | null;
  readonly evaluations: readonly Evaluation[];
  readonly rankedBy: string | null;
  readonly onChoose: (candidate: Candidate) => void;
}

const hover = (hoveredCandidate: string | null): void => useView.setState({ hoveredCandidate });

/** Scrolls to the candidate that a key has chosen; a sample that is opened begins where it begins. */
function useChosenInSight(
  candidates: readonly Candidate[],
  chosenId: string | null,
  show: (row: number) => void,
): void {
  const before = useRef({ candidates, chosenId });
  useEffect(() => {
    const isSameSample = before.current.candidates === candidates;
    const isOther = before.current.chosenId !== chosenId;
    before.current = { candidates, chosenId };
    if (!isSameSample || !isOther) return;
    const at = candidates.findIndex(({ id }) => id === chosenId);
    if (at >= 0) show(Math.floor(at / COLUMNS));
  }, [candidates, chosenId, show]);
}

/** The candidates, however many: only the rows on screen exist. */
export function CandidateGrid({ candidates, chosenId, isTouched, ...card }: CandidateGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const { scroller, margin } = useScroller(grid);
  const region = useSeenRegion(THUMBNAIL_ASPECT);
  const virtualizer = useVirtualizer({
    count: Math.ceil(candidates.length / COLUMNS),
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 3,
    gap: GAP,
    scrollMargin: margin,
  });
  useChosenInSight(candidates, chosenId, (row) => {
    virtualizer.scrollToIndex(row, { align: "auto" });
    // Rows that were never on the screen are of a guessed height: the card itself says where it is.
    requestAnimationFrame(() =>
      grid.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest" }),
    );
  });
  useStaysInSight(scroller, grid);
  const measure = useCallback((row: HTMLDivElement | null) => virtualizer.measureElement(row), [virtualizer]);
  return (
    <div ref={grid} className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((row) => (
        <div
          key={row.key}
          ref={measure}
          data-index={row.index}
          className={styles.row}
          style={{ transform: `translateY(${row.start - margin}px)` }}
        >
          {candidates.slice(row.index * COLUMNS, (row.index + 1) * COLUMNS).map((candidate) => (
            <div key={candidate.id} className={styles.slot}>
              <CandidateCard
                candidate={candidate}
                isChosen={candidate.id === chosenId}
                isTouched={candidate.id === chosenId && isTouched}
                region={region}
                onHover={hover}
                {...card}
              />
              <CandidateMenu candidate={candidate} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
