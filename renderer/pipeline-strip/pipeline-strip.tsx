import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { toggle, useView } from "#renderer/canvas";
import { isRunning, useSessionState } from "#renderer/session";
import styles from "./pipeline-strip.module.css";
import { type PipelineStep, STEP_TITLES, stepsOf } from "./steps.ts";

/** The run behind the candidates, laid open step by step. */
export function PipelineStrip() {
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const running = useSessionState((state) => (state.sample ? isRunning(state.jobs[state.sample.detail.id]) : false));
  const steps = useMemo(() => (run ? stepsOf(run) : null), [run]);
  return (
    <section className={styles.strip} aria-label="Pipeline">
      {steps
        ? steps.map((step) => <Step key={step.id} step={step} />)
        : STEP_TITLES.map((title) => (
            <div key={title} className={styles.step}>
              <b>{title}</b>
              <span className={styles.how}>{running ? "running…" : "no run yet"}</span>
              <span className={styles.value}>–</span>
            </div>
          ))}
    </section>
  );
}

function Step({ step }: { readonly step: PipelineStep }) {
  const { draws } = step;
  const isOn = useView((view) => (draws ? view[draws] : false));
  const content = (
    <>
      <b>{step.title}</b>
      <span className={styles.how}>{step.how}</span>
      <span className={styles.value}>{step.value}</span>
    </>
  );
  return (
    <Tooltip label={step.explanation} position="top">
      {draws ? (
        <button
          type="button"
          className={styles.step}
          data-testid={`step-${step.id}`}
          aria-pressed={isOn}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => toggle(draws)}
        >
          {content}
        </button>
      ) : (
        <div className={styles.step} data-testid={`step-${step.id}`}>
          {content}
        </div>
      )}
    </Tooltip>
  );
}
