import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import type { Candidate } from "#core/samples";
import { useText } from "#renderer/language";
import { STEP_IDS, toggleStep, usePipelineView } from "#renderer/pipeline-steps";
import { areScoresHidden, inRunOrder, isRunning, isVeiled, useSessionState } from "#renderer/session";
import styles from "./pipeline-strip.module.css";
import { type PipelineStep, stepsOf } from "./steps.ts";

const none: readonly Candidate[] = [];

/** The run behind the candidates, laid open step by step. */
export function PipelineStrip() {
  const words = useText().steps;
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const running = useSessionState((state) => (state.sample ? isRunning(state.jobs[state.sample.detail.id]) : false));
  const veiled = useSessionState(isVeiled);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  const steps = useMemo(() => (run ? stepsOf(run, inRunOrder(candidates), words) : null), [run, candidates, words]);
  return (
    <section className={styles.strip} aria-label={words.label} data-tour="pipeline">
      {steps
        ? steps.map((step) => <Step key={step.id} step={step} />)
        : STEP_IDS.map((id) => (
            <div key={id} className={styles.step}>
              <b>{words.titles[id]}</b>
              <span className={styles.how}>{veiled ? words.pointFirst : running ? words.running : words.noRun}</span>
              <span className={styles.value}>–</span>
            </div>
          ))}
    </section>
  );
}

/** Opens the step on the picture, with its numbers below. */
function Step({ step }: { readonly step: PipelineStep }) {
  const words = useText().steps;
  const isOpen = usePipelineView((view) => view.step === step.id);
  const isHidden = useSessionState(areScoresHidden) && step.id === "top";
  return (
    // Of the open step the panel says it all, and the words would lie over it.
    <Tooltip label={words.clickIt(step.explanation)} position="top" disabled={isOpen}>
      <button
        type="button"
        className={styles.step}
        data-testid={`step-${step.id}`}
        aria-pressed={isOpen}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => toggleStep(step.id)}
      >
        <b>{step.title}</b>
        <span className={styles.how}>{isHidden ? words.untilVerdict : step.how}</span>
        <span className={styles.value}>{step.value}</span>
      </button>
    </Tooltip>
  );
}
