import type { Bitmap } from "#core/masks";

/** One sample's masks; candidates best first, each with its score. */
export interface PlainSample {
  readonly truth: Bitmap;
  readonly ignore: Bitmap | null;
  readonly initial: Bitmap | null;
  readonly candidates: readonly { readonly mask: Bitmap; readonly score: number | null }[];
}

interface Pixels {
  readonly i: number;
  readonly u: number;
}

/** Pixel by pixel, apart from the product's run-length sweeps: LISA's intersection and union of class 1. */
function pixelsOf(prediction: Bitmap | null, { truth, ignore }: PlainSample, convention: "lisa" | "lens"): Pixels {
  let i = 0;
  let u = 0;
  for (let k = 0; k < truth.data.length; k++) {
    const ignored = ignore !== null && ignore.data[k] === 1;
    if (ignored && convention === "lisa") continue;
    const meant = truth.data[k] === 1 && !ignored;
    const said = prediction !== null && prediction.data[k] === 1;
    if (meant && said) i++;
    if (meant || said) u++;
  }
  return { i, u };
}

const term = ({ i, u }: Pixels) => (u === 0 ? 1 : i / (u + 1e-5));
const iou = ({ i, u }: Pixels) => (u === 0 ? 1 : i / u);

function pairOf(all: readonly Pixels[], convention: "lisa" | "lens") {
  const gIoU = all.reduce((sum, pixels) => sum + term(pixels), 0) / all.length;
  const [i, u] = [all.reduce((sum, pixels) => sum + pixels.i, 0), all.reduce((sum, pixels) => sum + pixels.u, 0)];
  return { gIoU, cIoU: i / (u + (convention === "lisa" ? 1e-10 : 1e-8)) };
}

const best = (all: readonly Pixels[]) =>
  all.reduce((a, b) => (term(b) > term(a) || (term(b) === term(a) && b.u < a.u) ? b : a));

/** The report's figures over these samples, computed apart from the product. */
export function plainFigures(samples: readonly PlainSample[], convention: "lisa" | "lens") {
  const seen = samples.map((sample) => {
    const pixels = (mask: Bitmap | null) => pixelsOf(mask, sample, convention);
    const all = sample.candidates.map(({ mask, score }) => ({ score, ...pixels(mask) }));
    const scored = all.filter(({ score }) => score !== null);
    const nothing = pixels(null);
    return {
      all,
      scored,
      initial: pixels(sample.initial),
      top1: scored[0] ?? nothing,
      top3Oracle: scored.length === 0 ? nothing : best(scored.slice(0, 3)),
      candidateOracle: all.length === 0 ? nothing : best(all),
    };
  });
  const withScores = seen.filter(({ scored }) => scored.length > 0);
  const pairs = withScores.flatMap(({ scored }) => scored.map((each) => [each.score as number, iou(each)] as const));
  const rhos = withScores
    .map(({ scored }) => rho(scored.map((each) => [each.score as number, iou(each)] as const)))
    .filter((each) => each !== null);
  const regrets = withScores.map(({ all, top1 }) => Math.max(...all.map(iou)) - iou(top1));
  return {
    initial: pairOf(
      seen.map(({ initial }) => initial),
      convention,
    ),
    top1: pairOf(
      seen.map(({ top1 }) => top1),
      convention,
    ),
    top3Oracle: pairOf(
      seen.map(({ top3Oracle }) => top3Oracle),
      convention,
    ),
    candidateOracle: pairOf(
      seen.map(({ candidateOracle }) => candidateOracle),
      convention,
    ),
    evaluator: {
      spearmanPooled: rho(pairs),
      spearmanPerQuestion: rhos.length === 0 ? null : mean(rhos),
      top1Regret: mean(regrets),
      mae: mean(pairs.map(([score, truth]) => Math.abs(score - truth))),
    },
  };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Spearman's rho with a rank as 1 + smaller ones + half of the other equals, in O(n^2). */
function rho(pairs: readonly (readonly [number, number])[]): number | null {
  const ranks = (of: 0 | 1) =>
    pairs.map((a) => {
      const smaller = pairs.filter((b) => b[of] < a[of]).length;
      const equal = pairs.filter((b) => b[of] === a[of]).length;
      return smaller + (equal + 1) / 2;
    });
  const [a, b] = [ranks(0), ranks(1)];
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [(a[i] as number) - meanA, (b[i] as number) - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return pairs.length < 2 || aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb);
}
