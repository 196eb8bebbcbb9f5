import { z } from "zod";
import type { Rle } from "#core/masks";
import { type Convention, candidateOracle, type IouTally, iouOf, tallyRle, topKOracle } from "#core/metrics";
import type { Candidate, RunResult } from "#core/samples";

const tallySchema = z.object({ intersection: z.number().nonnegative(), union: z.number().nonnegative() });

/** A candidate beside the ground truth. */
export const candidateFigureSchema = tallySchema.extend({
  id: z.string(),
  rank: z.number().int().positive(),
  /** Null where its group could not be scored. */
  score: z.number().nullable(),
});
export type CandidateFigure = z.infer<typeof candidateFigureSchema>;

/** What one sample adds to the report: pixels of intersection and union, under the run's convention. */
export const sampleFiguresSchema = z.object({
  /** SAM's single mask from the prompt token. */
  initial: tallySchema,
  /** The best by score; an empty mask where no candidate has one. */
  top1: tallySchema,
  /** The best by ground truth of the first three that are scored; an empty mask where none is. */
  top3Oracle: tallySchema,
  /** The best of all candidates by ground truth; an empty mask where there is none. */
  candidateOracle: tallySchema,
  /** All candidates, by rank. */
  candidates: z.array(candidateFigureSchema),
});
export type SampleFigures = z.infer<typeof sampleFiguresSchema>;

export interface GroundTruth {
  readonly mask: Rle;
  readonly ignore: Rle | null;
}

const SHOWN = 3;

/**
 * Compares a run's initial mask and every candidate with the ground truth. Throws `bad-input` where sizes differ.
 * Only scored candidates may be answers: a group that failed has no number, and none is made up for it.
 */
export function figuresOf(
  result: Pick<RunResult, "candidates" | "trace">,
  truth: GroundTruth,
  convention: Convention,
): SampleFigures {
  const tally = (rle: Rle | null): IouTally => tallyRle(rle, truth.mask, truth.ignore, convention);
  const nothing = tally(null);
  const candidates = [...result.candidates]
    .sort((a, b) => a.rank - b.rank)
    .map((candidate) => ({ ...figureOf(candidate), ...tally(candidate.rle) }));
  const scored = candidates.filter(({ score }) => score !== null);
  return {
    initial: result.trace === undefined ? nothing : tally(result.trace.initial.rle),
    top1: pixels(scored[0] ?? nothing),
    top3Oracle: pixels(topKOracle(scored, SHOWN)?.tally ?? nothing),
    candidateOracle: pixels(candidateOracle(candidates)?.tally ?? nothing),
    candidates,
  };
}

/** What a sample counts that failed: empty masks in every column, so that leaving out what is hard never helps. */
export function emptyFigures(truth: GroundTruth, convention: Convention): SampleFigures {
  const nothing = tallyRle(null, truth.mask, truth.ignore, convention);
  return { initial: nothing, top1: nothing, top3Oracle: nothing, candidateOracle: nothing, candidates: [] };
}

/** Plain IoU of a candidate under the run's convention, 0..1; 1 where nothing was meant and nothing answered. */
export function candidateIou(candidate: CandidateFigure): number {
  return iouOf(candidate);
}

function figureOf({ id, rank, score }: Candidate) {
  return { id, rank, score };
}

function pixels({ intersection, union }: IouTally): IouTally {
  return { intersection, union };
}
