import { AppError, type ErrorCode } from "#core/errors";
import type { Rle } from "#core/masks";
import { type Convention, type IouTally, tallyRle } from "#core/metrics";
import type { Predictions } from "#electron/datasets/predictions";
import type { DatasetSample } from "#electron/datasets/reading";
import type { EvaluationFailure } from "./report.ts";

/** A sample with ground truth. */
export type ScorableSample = Pick<DatasetSample, "id" | "ignore"> & { readonly mask: Rle };

export interface Outcome {
  readonly tally: IouTally;
  readonly missing: boolean;
  readonly failure: EvaluationFailure | null;
}

/** What is wrong with one prediction and leaves the others alone. */
const OF_ONE_FILE: ReadonlySet<ErrorCode> = new Set([
  "bad-input",
  "not-found",
  "image-missing",
  "image-damaged",
  "too-large",
  "read-only",
]);

/**
 * Compares a sample's prediction with its ground truth. A missing prediction, and one that cannot be compared, count as
 * an empty mask, so that leaving out what is hard never helps. Throws what concerns more than this prediction.
 */
export async function outcomeOf(
  sample: ScorableSample,
  predictions: Predictions,
  convention: Convention,
): Promise<Outcome> {
  const tally = (prediction: Rle | null) => tallyRle(prediction, sample.mask, sample.ignore, convention);
  if (!predictions.has(sample.id)) return { tally: tally(null), missing: true, failure: null };
  const where = predictions.whereOf(sample.id) ?? predictions.path;
  let prediction: Rle | null;
  try {
    prediction = await predictions.get(sample.id);
    if (prediction) assertSizeOf(prediction, sample.mask, where);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !OF_ONE_FILE.has(thrown.code)) throw thrown;
    const { code, message, cure } = thrown;
    const failure = { id: sample.id, code, message, where: thrown.where ?? where, cure };
    return { tally: tally(null), missing: false, failure };
  }
  return { tally: tally(prediction), missing: prediction === null, failure: null };
}

function assertSizeOf(prediction: Rle, truth: Rle, where: string): void {
  const [height, width] = prediction.size;
  if (height === truth.size[0] && width === truth.size[1]) return;
  throw new AppError({
    code: "bad-input",
    message: `This mask has ${width} x ${height} pixels, its image ${truth.size[1]} x ${truth.size[0]}.`,
    where,
    cure: "Save it in the size of the original image, without scaling or cropping.",
  });
}
