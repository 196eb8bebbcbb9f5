import { Button, Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useCallback, useMemo } from "react";
import type { Rle } from "#core/masks";
import type { Candidate, Evaluation } from "#core/samples";
import { actions } from "#renderer/actions";
import { useText } from "#renderer/language";
import { pictureUrl } from "#renderer/link";
import {
  isRunning,
  needsQuestion,
  rankingEvaluation,
  untouchedCandidate,
  useSession,
  useSessionState,
} from "#renderer/session";
import { useSettings } from "#renderer/settings";
import { CandidateGrid } from "./candidate-grid.tsx";
import styles from "./candidates.module.css";
import { BY_SAM } from "./evaluator-names.ts";
import { GallerySwitches } from "./gallery-switches.tsx";
import { OWN_MASK, withOwnMask } from "./own-mask.ts";
import { RankedBy } from "./ranked-by.tsx";
import { RunProgress, RunState } from "./run-state.tsx";

const none: readonly Candidate[] = [];
/** A mask under the brush is drawn here when the hand rests. */
const REST_MS = 400;
const noEvaluations: readonly Evaluation[] = [];

/** All candidates of the question, best first, with whose order that is. */
export function CandidateGallery() {
  const words = useText().candidates;
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
  const isReference = state?.mask != null && state.mask.counts === detail?.groundTruth?.counts;
  const own = useOwnMask(detail?.id ?? null, isReference ? null : (state?.mask ?? null));
  const author = useSettings().data?.author;
  const ranked = useMemo(
    () => [...withOwnMask(candidates, own, author)].sort((a, b) => a.rank - b.rank),
    [candidates, own, author],
  );
  // The own mask is the one that there is: there is nothing to choose.
  const choose = useCallback(
    (candidate: Candidate) => {
      if (candidate.id !== OWN_MASK) session.choose(candidate);
    },
    [session],
  );
  const untouched = state ? untouchedCandidate(state, candidates) : null;
  // SAM's own estimate stands in for a score until an evaluator gives one; it must not look like one.
  const ranking = detail === null ? null : rankingEvaluation(detail, rankedBy);
  const scorer = ranking ?? detail?.run ?? null;
  const isScored = scorer !== null && scorer.evaluator !== BY_SAM;
  const canShow = detail?.imageStatus === "ok";
  return (
    <section aria-label={words.title} data-tour="candidates">
      <div className={styles.head}>
        <span>{words.title}</span>
        {running ? (
          <RunProgress />
        ) : detail?.run ? (
          <RankedBy run={detail.run} evaluations={evaluations} ranking={ranking} />
        ) : detail && candidates.length > 0 && !needsQuestion(detail) ? (
          <Button size="compact-xs" variant="default" onClick={() => actions.discoverCandidates.perform({ session })}>
            {words.discover}
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

/** The mask as it was when the hand last rested; null right after another sample was opened. */
function useOwnMask(sampleId: string | null, mask: Rle | null): Rle | null {
  const now = useMemo(() => ({ sampleId, mask }), [sampleId, mask]);
  const [rested] = useDebouncedValue(now, REST_MS);
  return rested.sampleId === sampleId ? rested.mask : null;
}
