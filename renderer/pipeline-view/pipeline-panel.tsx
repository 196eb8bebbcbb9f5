import { useEffect, useMemo } from "react";
import { useView } from "#renderer/canvas";
import { useText } from "#renderer/language";
import {
  describe,
  goBy,
  isAtEnd,
  reportOf,
  type StepId,
  type Subject,
  togglePlaying,
  usePipelineView,
  whoseRun,
} from "#renderer/pipeline-steps";
import { shownIou } from "#renderer/words";
import styles from "./pipeline-view.module.css";
import { PointerWords } from "./pointer-words.tsx";
import { Scrubber } from "./scrubber.tsx";
import { StepChoices } from "./step-choices.tsx";
import { StepTable } from "./step-table.tsx";
import { useCanvasHover } from "./use-canvas-hover.ts";
import { useProposal } from "./use-proposal.ts";
import { useReducedMotion } from "./use-reduced-motion.ts";
import { useSubject } from "./use-subject.ts";

/** Time that a replayed step stays. */
const STAY_MS = 1600;

/** The open step in numbers, below the picture; nothing while no step is open. */
export function PipelinePanel() {
  const words = useText().pipeline;
  const step = usePipelineView((view) => view.step);
  const subject = useSubject();
  const isStill = useReducedMotion();
  const place = useCanvasHover(step, subject);
  useReplay(isStill);
  if (step === null) return null;
  return (
    <section className={styles.panel} aria-label={words.label} data-testid="pipeline-panel" data-step={step}>
      <Scrubber step={step} canPlay={!isStill} />
      {subject === null ? <p className={styles.empty}>{words.noRun}</p> : <Numbers step={step} subject={subject} />}
      {place !== null && subject !== null && <PointerWords place={place} subject={subject} />}
    </section>
  );
}

function Numbers({ step, subject }: { readonly step: StepId; readonly subject: Subject }) {
  const words = useText().reports;
  const layer = usePipelineView((view) => view.layer);
  const hoveredCandidate = useView((view) => view.hoveredCandidate);
  const report = useMemo(() => reportOf(step, subject, layer, words), [step, subject, layer, words]);
  const whose = whoseRun(subject.run);
  return (
    <div className={styles.numbers}>
      <div className={styles.summary}>
        <StepChoices step={step} run={subject.run} />
        <dl className={styles.facts}>
          {report.facts.map((fact) => (
            <div key={fact.label} title={`${fact.explanation} ${whose}`}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
        {report.notes.map((note) => (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ))}
      </div>
      <div className={styles.tables}>
        <HoveredLine subject={subject} />
        {report.tables.map((table) => (
          <StepTable key={table.title} table={table} whose={whose} hoveredCandidate={hoveredCandidate} />
        ))}
      </div>
    </div>
  );
}

/** What is pointed at, always at the same place, so that the tables below it never move. */
function HoveredLine({ subject }: { readonly subject: Subject }) {
  const words = useText().pipeline;
  const hovered = usePipelineView((view) => view.hovered);
  const layer = usePipelineView((view) => view.layer);
  const proposal = useProposal(hovered?.kind === "casualty" ? hovered : null);
  const told = hovered === null ? null : describe(hovered, subject, layer);
  const asked =
    hovered?.kind !== "casualty"
      ? ""
      : proposal.problem !== null
        ? words.noMask(`${proposal.problem.message} ${proposal.problem.cure}`)
        : proposal.mask === null
          ? words.asking
          : words.asked(proposal.mask.area, shownIou(proposal.mask.predictedIou));
  return (
    <p className={styles.hoveredLine} data-testid="hovered-line">
      {told === null ? words.rest : `${told}${asked}`}
    </p>
  );
}

/** Goes on from step to step while the replay runs; it ends with the last one. */
function useReplay(isStill: boolean): void {
  const isPlaying = usePipelineView((view) => view.isPlaying);
  useEffect(() => {
    if (!isPlaying) return;
    // Whoever asks for less motion gets none that goes on by itself.
    if (isStill) {
      togglePlaying();
      return;
    }
    const timer = setInterval(() => {
      if (isAtEnd()) togglePlaying();
      else goBy(1);
    }, STAY_MS);
    return () => clearInterval(timer);
  }, [isPlaying, isStill]);
}
