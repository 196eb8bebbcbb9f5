import { Button, Progress } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { actions } from "#renderer/actions";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { useText } from "#renderer/language";
import { isRunning, needsQuestion, useSession, useSessionState } from "#renderer/session";
import styles from "./candidates.module.css";

/** How far a run is, in the gallery's head line, so that nothing moves when it begins or ends. */
export function RunProgress() {
  const words = useText().candidates;
  const session = useSession();
  const job = useSessionState((state) => (state.sample ? state.jobs[state.sample.detail.id] : undefined));
  if (!job || !isRunning(job)) return null;
  const name = words.steps[job.step] ?? job.step;
  return (
    <span className={styles.running} role="status" data-testid="run-progress">
      <span className={styles.runningStep}>{job.total > 1 ? `${name} · ${job.done} / ${job.total}` : name}</span>
      <Progress size={4} w={56} value={job.total > 0 ? (100 * job.done) / job.total : 0} aria-label={words.progress} />
      <Button size="compact-xs" flex="none" variant="default" onClick={() => void session.cancelRun()}>
        {words.cancel}
      </Button>
    </span>
  );
}

/** What stands in the gallery when there is nothing to choose from: a failure with its cure, or an offer. */
export function RunState() {
  const { candidates: words, shell } = useText();
  const session = useSession();
  const sample = useSessionState((state) => state.sample);
  const job = useSessionState((state) => (state.sample ? state.jobs[state.sample.detail.id] : undefined));
  const soon = useSessionState((state) => state.discoverSoon);
  if (!sample || soon || isRunning(job)) return null;
  if (sample.detail.imageStatus !== "ok") {
    return <EmptyState title={words.cannotShow}>{words.needPicture}</EmptyState>;
  }
  if (job?.state === "failed" && job.error) {
    return (
      <ErrorPanel report={job.error}>
        <Button size="xs" variant="default" onClick={() => void session.discover("settings")}>
          {shell.retry}
        </Button>
      </ErrorPanel>
    );
  }
  if (sample.detail.candidates.length > 0) return null;
  if (needsQuestion(sample.detail)) {
    return (
      <EmptyState icon={<IconTargetArrow size={28} stroke={1.4} />} title={words.none}>
        {words.questionFirst}
      </EmptyState>
    );
  }
  const ranEmpty = sample.detail.run !== null;
  const cancelled = job?.state === "cancelled";
  return (
    <EmptyState
      icon={<IconTargetArrow size={28} stroke={1.4} />}
      title={cancelled ? words.cancelled : ranEmpty ? words.nonePassed : words.none}
    >
      <span>{ranEmpty ? words.tryClicks : <ProposeOrClick />}</span>
      <Button mt={8} size="xs" onClick={() => actions.discoverCandidates.perform({ session })}>
        {cancelled ? words.again : words.discover}
      </Button>
    </EmptyState>
  );
}

function ProposeOrClick() {
  const words = useText().candidates;
  const key = useKeyLabel(actions.pointTool);
  return words.propose(withKey(words.clickIt, key));
}
