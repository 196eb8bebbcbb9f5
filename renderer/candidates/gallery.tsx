import { Button, Skeleton } from "@mantine/core";
import { useCallback, useMemo } from "react";
import type { Candidate, Evaluation } from "#core/samples";
import { actions } from "#renderer/actions";
import { pictureUrl } from "#renderer/link";
import {
  isRunning,
  needsQuestion,
  rankingEvaluation,
  untouchedCandidate,
  useSession,
  useSessionState,
} from "#renderer/session";
import { CandidateGrid } from "./candidate-grid.tsx";
import styles from "./candidates.module.css";
import { BY_SAM } from "./evaluator-names.ts";
import { GallerySwitches } from "./gallery-switches.tsx";
import { RankedBy } from "./ranked-by.tsx";
import { RunProgress, RunState } from "./run-state.tsx";

const none: readonly Candidate[] = [];
const noEvaluations: readonly Evaluation[] = [];

/** All candidates of the question, best first, with whose order that is. */
export function CandidateGallery() {
  const session = useSession();
  const projectId = useSessionState((state) => state.projectId);
  const detail = useSessionState((state) => state.sample?.detail ?? null);
  const state = useSessionState((session) => session.sample?.state ?? null);
  const running = useSessionState(
    (all) => all.discoverSoon || (all.sample ? isRunning(all.jobs[all.sample.detail.id]) : false),
  );
  const rankedBy = useSessionState((all) => all.rankedBy);
  const candidates = detail?.candidates ?? none;
  const evaluations = detail?.evaluations ?? noEvaluations;
  const ranked = useMemo(() => [...candidates].sort((a, b) => a.rank - b.rank), [candidates]);
  const choose = useCallback((candidate: Candidate) => session.choose(candidate), [session]);
  const untouched = state ? untouchedCandidate(state, candidates) : null;
  // SAM's own estimate stands in for a score until an evaluator gives one; it must not look like one.
  const ranking = detail === null ? null : rankingEvaluation(detail, rankedBy);
  const scorer = ranking ?? detail?.run ?? null;
  const isScored = scorer !== null && scorer.evaluator !== BY_SAM;
  const canShow = detail?.imageStatus === "ok";
  return (
    <section aria-label="Candidates">
      <div className={styles.head}>
        <span>Candidates</span>
        {running ? (
          <RunProgress />
        ) : detail?.run ? (
          <RankedBy run={detail.run} evaluations={evaluations} ranking={ranking} />
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
            scoredBy={isScored ? (ranking?.model ?? detail.run?.scoring?.model ?? scorer.evaluator) : null}
            evaluations={evaluations}
            rankedBy={(ranking ?? evaluations.find(({ runId }) => runId === detail.run?.id))?.key ?? null}
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
