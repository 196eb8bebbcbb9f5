import { Button, Skeleton } from "@mantine/core";
import { useCallback, useMemo } from "react";
import type { Candidate } from "#core/samples";
import { actions } from "#renderer/actions";
import { useView } from "#renderer/canvas";
import { pictureUrl } from "#renderer/link";
import { isRunning, needsQuestion, untouchedCandidate, useSession, useSessionState } from "#renderer/session";
import { CandidateCard } from "./candidate-card.tsx";
import { CandidateMenu } from "./candidate-menu.tsx";
import styles from "./candidates.module.css";
import { RankedBy } from "./ranked-by.tsx";
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
          <RankedBy run={detail.run} />
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
            <div key={candidate.id} className={styles.slot}>
              <CandidateCard
                candidate={candidate}
                url={pictureUrl(projectId, detail.imageId)}
                isChosen={candidate.id === state?.chosenCandidateId}
                isTouched={candidate.id === state?.chosenCandidateId && untouched === null}
                isScored={isScored}
                onChoose={choose}
                onHover={hover}
              />
              <CandidateMenu candidate={candidate} />
            </div>
          ))}
        {ranked.length === 0 &&
          (running || detail === null) &&
          [0, 1, 2, 3, 4, 5].map((i) => <Skeleton key={i} height={118} radius={8} animate={running} />)}
      </div>
    </section>
  );
}
