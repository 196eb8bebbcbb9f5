import { Button, Progress } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { isRunning, needsQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./candidates.module.css";

const stepNames: Readonly<Record<string, string>> = {
  queued: "Waiting for the model",
  encode: "Encoding the picture",
  discover: "Asking SAM",
};

/** How far a run is, in the gallery's head line, so that nothing moves when it begins or ends. */
export function RunProgress() {
  const session = useSession();
  const job = useSessionState((state) => (state.sample ? state.jobs[state.sample.detail.id] : undefined));
  if (!job || !isRunning(job)) return null;
  const name = stepNames[job.step] ?? job.step;
  return (
    <span className={styles.running} role="status" data-testid="run-progress">
      <span className={styles.runningStep}>{job.total > 1 ? `${name} · ${job.done} / ${job.total}` : name}</span>
      <Progress
        size={4}
        w={56}
        value={job.total > 0 ? (100 * job.done) / job.total : 0}
        aria-label="Progress of the run"
      />
      <Button size="compact-xs" flex="none" variant="default" onClick={() => void session.cancelRun()}>
        Cancel
      </Button>
    </span>
  );
}

/** What stands in the gallery when there is nothing to choose from: a failure with its cure, or an offer. */
export function RunState() {
  const session = useSession();
  const sample = useSessionState((state) => state.sample);
  const job = useSessionState((state) => (state.sample ? state.jobs[state.sample.detail.id] : undefined));
  const soon = useSessionState((state) => state.discoverSoon);
  if (!sample || soon || isRunning(job)) return null;
  if (sample.detail.imageStatus !== "ok") {
    return <EmptyState title="Candidates cannot be shown.">They need the picture.</EmptyState>;
  }
  if (job?.state === "failed" && job.error) {
    return (
      <ErrorPanel report={job.error}>
        <Button size="xs" variant="default" onClick={() => void session.discover("settings")}>
          Retry
        </Button>
      </ErrorPanel>
    );
  }
  if (sample.detail.candidates.length > 0) return null;
  if (needsQuestion(sample.detail)) {
    return (
      <EmptyState icon={<IconTargetArrow size={28} stroke={1.4} />} title="No candidates yet.">
        Write the question first; masks are proposed for it.
      </EmptyState>
    );
  }
  const ranEmpty = sample.detail.run !== null;
  const cancelled = job?.state === "cancelled";
  return (
    <EmptyState
      icon={<IconTargetArrow size={28} stroke={1.4} />}
      title={
        cancelled ? "The run was cancelled." : ranEmpty ? "No candidate passed the filters." : "No candidates yet."
      }
    >
      <span>
        {ranEmpty ? "Click the target with the SAM point tool, then search around the clicks." : <ProposeOrClick />}
      </span>
      <Button mt={8} size="xs" onClick={() => actions.discoverCandidates.perform({ session })}>
        {cancelled ? "Discover again" : "Discover candidates"}
      </Button>
    </EmptyState>
  );
}

function ProposeOrClick() {
  const key = useKeyLabel(actions.pointTool);
  return `Let SAM propose masks, or ${withKey("click the target yourself", key)}.`;
}
