import { Button, Skeleton } from "@mantine/core";
import { useCallback, useMemo } from "react";
import type { Candidate } from "#core/samples";
import { actions } from "#renderer/actions";
import { pictureUrl } from "#renderer/link";
import { isRunning, needsQuestion, untouchedCandidate, useSession, useSessionState } from "#renderer/session";
import { CandidateGrid } from "./candidate-grid.tsx";
import styles from "./candidates.module.css";
import { GallerySwitches } from "./gallery-switches.tsx";
import { RankedBy } from "./ranked-by.tsx";
import { RunProgress, RunState } from "./run-state.tsx";

const none: readonly Candidate[] = [];

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
    <section aria-label="Candidates" data-tour="candidates">
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
      <GallerySwitches />
      <div className={styles.cards} data-candidates data-testid="candidates">
        {canShow && ranked.length > 0 && (
          <CandidateGrid
            candidates={ranked}
            url={pictureUrl(projectId, detail.imageId)}
            chosenId={state?.chosenCandidateId ?? null}
            isTouched={untouched === null}
            scoredBy={isScored ? (detail.run?.scoring?.model ?? detail.run?.evaluator ?? null) : null}
            onChoose={choose}
          />
        )}
        {ranked.length === 0 && (running || detail === null) && (
          <div className={styles.grid}>
            {[0, 1, 2, 3, 4, 5].map((i) => (
              <Skeleton key={i} height={118} radius={8} animate={running} />
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
