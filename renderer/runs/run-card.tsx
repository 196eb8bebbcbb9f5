import { Button, Group, Progress } from "@mantine/core";
import { useState } from "react";
import type { BatchInfo } from "#electron/api";
import { ErrorPanel } from "#renderer/feedback";
import { ago } from "#renderer/home";
import { useText } from "#renderer/language";
import { RunFailures } from "./run-failures.tsx";
import { paceWords, planWords, selectionWords, stateWords, stepWords } from "./run-words.ts";
import styles from "./runs.module.css";
import { useRunCommands } from "./use-run-commands.ts";

/** One run: what it does over which samples, how far it is, and what can be done about it. */
export function RunCard({ run }: { readonly run: BatchInfo }) {
  const words = useText().runs;
  const { state, total, problem } = run;
  return (
    <li className={styles.run} data-testid="run" data-run-id={run.id} data-state={state}>
      <div className={styles.runHead}>
        <span className={styles.badge} data-state={state}>
          {stateWords(run)}
        </span>
        <strong>{words.samples(total)}</strong>
        <span className={styles.ago}>{ago(run.created)}</span>
      </div>
      <div className={styles.words}>
        <bdi>{selectionWords(run.selection)}</bdi>
        {run.plan.onlyNew && words.withoutRun}
        <br />
        <bdi>{planWords(run.plan)}</bdi>
      </div>
      <Shares run={run} />
      {problem && <ErrorPanel report={problem} />}
      <Actions run={run} />
    </li>
  );
}

function Shares({ run }: { readonly run: BatchInfo }) {
  const words = useText().runs;
  const { done, failed, total, state, current } = run;
  const share = (value: number): number => (100 * value) / Math.max(1, total);
  const step = current && current.total > 1 ? words.step(stepWords(current.step), current.done, current.total) : null;
  const now = current === null ? "" : (step ?? stepWords(current.step));
  return (
    <>
      <Progress.Root size={6}>
        <Progress.Section value={share(done)} color="var(--r2-accent)" aria-label={words.withResult} />
        {failed > 0 && (
          <Progress.Section value={share(failed)} color="var(--r2-bad)" aria-label={words.failedSamples} />
        )}
      </Progress.Root>
      <div className={styles.figures}>
        <span data-testid="run-figures">{words.figures(done, total, failed)}</span>
        <span className={styles.dim}>{state === "running" ? paceWords(run) || now : ""}</span>
      </div>
    </>
  );
}

function Actions({ run }: { readonly run: BatchInfo }) {
  const words = useText().runs;
  const { state, failed } = run;
  const { busy, send } = useRunCommands(run);
  const [shown, setShown] = useState(false);
  const command = (name: Parameters<typeof send>[0], label: string) => (
    <Button size="compact-xs" variant="default" loading={busy === name} onClick={() => send(name)}>
      {label}
    </Button>
  );
  const isOpen = state === "queued" || state === "running" || state === "paused";
  if (!isOpen && failed === 0) return null;
  return (
    <>
      <Group gap={6}>
        {(state === "queued" || state === "running") && command("pause", words.pause)}
        {state === "paused" && command("resume", words.resume)}
        {failed > 0 && state !== "cancelled" && command("retry", words.retry(failed))}
        {isOpen && command("cancel", words.cancel)}
        {failed > 0 && (
          <Button size="compact-xs" variant="subtle" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? words.hideFailures : words.showFailures}
          </Button>
        )}
      </Group>
      {shown && failed > 0 && <RunFailures run={run} />}
    </>
  );
}
