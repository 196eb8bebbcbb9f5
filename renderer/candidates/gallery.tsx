import { Button, Skeleton, Tooltip } from "@mantine/core";
import { useCallback, useMemo } from "react";
import type { Candidate, SampleDetail } from "#core/samples";
import { actions } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import { pictureUrl } from "#renderer/link";
import { isRunning, needsQuestion, untouchedCandidate, useSession, useSessionState } from "#renderer/session";
import { oneLine } from "#renderer/words";
import { CandidateCard } from "./candidate-card.tsx";
import styles from "./candidates.module.css";
import { RunProgress, RunState } from "./run-state.tsx";

const none: readonly Candidate[] = [];
const hover = (hoveredCandidate: string | null): void => useView.setState({ hoveredCandidate });

/** All candidates of the question, best first, with whose order that is. */
export function CandidateGallery() {
  const session = useSession();
  const projectId = useSessionState((state) => state.projectId);
  const detail = useSessionState((state) => state.sample?.detail ?? null);
  const state = useSessionState((session) => session.sample?.state ?? null);
  const running = useSessionState(
    (all) => all.discoverSoon || (all.sample ? isRunning(all.jobs[all.sample.detail.id]) : false),
  );
  const candidates = detail?.candidates ?? none;
  const ranked = useMemo(() => [...candidates].sort((a, b) => a.rank - b.rank), [candidates]);
  const choose = useCallback((candidate: Candidate) => session.choose(candidate), [session]);
  const untouched = state ? untouchedCandidate(state, candidates) : null;
  // SAM's own estimate stands in for a score until an evaluator gives one; it must not look like one.
  const isScored = detail?.run != null && detail.run.evaluator !== "predicted-iou";
  const canShow = detail?.imageStatus === "ok";
  return (
    <section aria-label="Candidates">
      <div className={styles.head}>
        <span>Candidates</span>
        {running ? (
          <RunProgress />
        ) : detail?.run ? (
          <RankedBy
            evaluator={detail.run.evaluator}
            model={detail.run.scoring?.model}
            failed={failedGroups(detail.run)}
            pack={detail.run.pack}
            at={detail.run.at}
          />
        ) : detail && candidates.length > 0 && !needsQuestion(detail) ? (
          <Button size="compact-xs" variant="default" onClick={() => actions.discoverCandidates.perform({ session })}>
            Discover candidates
          </Button>
        ) : null}
      </div>
      <div className={styles.state}>
        <RunState />
      </div>
      <div className={styles.grid} data-candidates data-testid="candidates">
        {canShow &&
          ranked.map((candidate) => (
            <CandidateCard
              key={candidate.id}
              candidate={candidate}
              url={pictureUrl(projectId, detail.imageId)}
              isChosen={candidate.id === state?.chosenCandidateId}
              isTouched={candidate.id === state?.chosenCandidateId && untouched === null}
              isScored={isScored}
              onChoose={choose}
              onHover={hover}
            />
          ))}
        {ranked.length === 0 &&
          (running || detail === null) &&
          [0, 1, 2, 3, 4, 5].map((i) => <Skeleton key={i} height={118} radius={8} animate={running} />)}
      </div>
    </section>
  );
}

const failedGroups = (run: NonNullable<SampleDetail["run"]>): number =>
  run.scoring?.groups.filter((group) => group.scores === null).length ?? 0;

interface RankedByProps {
  readonly evaluator: string;
  readonly model: string | undefined;
  /** Groups without scores. */
  readonly failed: number;
  readonly pack: string;
  readonly at: string;
}

function RankedBy(props: RankedByProps) {
  const failures = props.failed > 0 ? ` ${props.failed} groups of masks could not be scored and stand last.` : "";
  const bySam = props.evaluator === "predicted-iou";
  const name = oneLine(props.model ?? props.evaluator, 60);
  const label = bySam
    ? `Ranked by SAM's own predicted IoU: how good each mask is, not an answer to the question. Pack ${props.pack}, run of ${new Date(props.at).toLocaleString()}.`
    : `Ranked by the score of ${name}${props.evaluator === "oracle" ? ", which uses ground truth" : ""}. Pack ${props.pack}, run of ${new Date(props.at).toLocaleString()}.${failures}`;
  return (
    <Tooltip label={label}>
      <span className={styles.by}>
        {props.failed > 0 && <b className={styles.failed}>{props.failed} failed · </b>}
        ranked by <b>{bySam ? "SAM's predicted IoU" : name}</b>
      </span>
    </Tooltip>
  );
}
