import { Button, Progress } from "@mantine/core";
import { IconPointFilled, IconTargetArrow } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { isRunning, useSession, useSessionState } from "#renderer/session";
import styles from "./candidates.module.css";

const stepNames: Readonly<Record<string, string>> = {
  queued: "Waiting for the model",
  encode: "Encoding the picture",
  discover: "Asking SAM at the seeds",
};

/** What stands in the gallery while there is nothing to choose from: progress, a failure with its cure, or an offer. */
export function RunState() {
  const session = useSession();
  const sample = useSessionState((state) => state.sample);
  const job = useSessionState((state) => (state.sample ? state.jobs[state.sample.detail.id] : undefined));
  const soon = useSessionState((state) => state.discoverSoon);
  const hasClicks = (sample?.draft ?? sample?.state.prompts)?.points.some((point) => point.label === 1) ?? false;
  const hasCandidates = (sample?.detail.candidates.length ?? 0) > 0;
  if (sample?.detail.imageStatus !== "ok") return null;
  if (job && isRunning(job)) {
    return (
      <div className={styles.running} role="status" data-testid="run-progress">
        <div className={styles.runningHead}>
          <span>
            {stepNames[job.step] ?? job.step}
            {job.total > 1 && ` · ${job.done} / ${job.total}`}
          </span>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void session.cancelRun()}>
            Cancel
          </Button>
        </div>
        <Progress size={4} value={job.total > 0 ? (100 * job.done) / job.total : 0} aria-label="Progress of the run" />
      </div>
    );
  }
  if (soon) return null;
  if (job?.state === "failed" && job.error) {
    return (
      <ErrorPanel report={job.error}>
        <Button size="xs" variant="default" onClick={() => void session.discover("grid")}>
          Retry
        </Button>
      </ErrorPanel>
    );
  }
  if (hasCandidates) {
    return hasClicks ? (
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPointFilled size={12} />}
        onClick={() => actions.discoverClicks.perform({ session })}
      >
        Discover from clicks
      </Button>
    ) : null;
  }
  const ranEmpty = sample.detail.run !== null;
  return (
    <EmptyState
      icon={<IconTargetArrow size={28} stroke={1.4} />}
      title={
        job?.state === "cancelled"
          ? "The run was cancelled."
          : ranEmpty
            ? "No candidate passed the filters."
            : "No candidates yet."
      }
    >
      <span>
        {ranEmpty
          ? "Click the target with the SAM point tool, then search around the clicks."
          : "Let SAM propose masks, or click the target yourself (Q)."}
      </span>
      <div className={styles.offers}>
        <Button size="xs" onClick={() => actions.discoverGrid.perform({ session })}>
          Discover candidates
        </Button>
        {hasClicks && (
          <Button size="xs" variant="default" onClick={() => actions.discoverClicks.perform({ session })}>
            Discover from clicks
          </Button>
        )}
      </div>
    </EmptyState>
  );
}
