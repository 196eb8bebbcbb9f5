import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bitmap, bitmapArea, createBitmap, encodeRle } from "#core/masks";
import type { Candidate, EvaluatorName, RunResult } from "#core/samples";
import type { Pipeline } from "#electron/jobs";
import type { BatchOptions, BatchSample, BatchSource, RunServices, SampleRunner, SampleToRun } from "#electron/runs";

export const WIDTH = 24;
export const HEIGHT = 18;

/** Numbers from a text, 0..bound - 1: the same on every machine. */
export function numberOf(text: string, bound: number): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return (hash >>> 0) % bound;
}

/** A rectangle that the text decides. */
export function rectangle(text: string): Bitmap {
  const bitmap = createBitmap(WIDTH, HEIGHT);
  const [x0, y0] = [numberOf(`${text} x`, WIDTH - 6), numberOf(`${text} y`, HEIGHT - 6)];
  const [x1, y1] = [x0 + 3 + numberOf(`${text} w`, 6), y0 + 3 + numberOf(`${text} h`, 6)];
  for (let y = y0; y < Math.min(y1, HEIGHT); y++) {
    for (let x = x0; x < Math.min(x1, WIDTH); x++) bitmap.data[y * WIDTH + x] = 1;
  }
  return bitmap;
}

export interface FakeSample {
  readonly id: string;
  readonly category: string;
  readonly kinds: readonly string[];
  readonly truth: Bitmap;
  readonly ignore: Bitmap | null;
}

export function fakeSamples(count: number): FakeSample[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `sample ${i}`,
    category: i % 3 === 0 ? "stuff" : "thing",
    kinds: i % 2 === 0 ? ["a"] : ["a", "b"],
    truth: i === 4 ? createBitmap(WIDTH, HEIGHT) : rectangle(`truth ${i}`),
    ignore: i % 4 === 1 ? rectangle(`ignore ${i}`) : null,
  }));
}

export function fakeSource(samples: readonly FakeSample[], changes: Partial<BatchSource> = {}): BatchSource {
  const batchSample = ({ id, category, kinds, truth, ignore }: FakeSample, index: number): BatchSample => ({
    ...{ id, index, question: `Where is ${id}?`, category, kinds, where: `${id}.png` },
    truth: { mask: encodeRle(truth), ignore: ignore === null ? null : encodeRle(ignore) },
    image: async () => ({ path: `${id}.png`, hash: id.padEnd(64, "0"), width: WIDTH, height: HEIGHT }),
  });
  return {
    identity: {
      ...{ kind: "dataset", path: "/data/fake", name: "fake", format: "own", samples: samples.length },
      hash: samples.map(({ id }) => id).join(),
    },
    ids: samples.map(({ id }) => id),
    skipped: 0,
    notes: [],
    samples: async function* (places) {
      for (const [index, sample] of samples.entries()) if (places.has(index)) yield batchSample(sample, index);
    },
    ...changes,
  };
}

/** Five candidates a sample, of which the text decides the masks and the scores; the initial mask is the first. */
export function fakeCandidates(question: string): { readonly mask: Bitmap; readonly score: number }[] {
  return Array.from({ length: 5 }, (_, i) => {
    const text = `${question} candidate ${i}`;
    const truth = /sample (\d+)/.exec(question)?.[1];
    // The third is close to the truth, so that the oracles differ from the top 1.
    const mask = i === 2 ? rectangle(`truth ${truth}`) : rectangle(text);
    return { mask, score: numberOf(`${text} score`, 1000) / 1000 };
  }).sort((a, b) => b.score - a.score);
}

export function fakeResult(
  { request, image }: SampleToRun,
  scoreOf: (score: number, rank: number) => number | null = (score) => score,
): RunResult {
  const made = fakeCandidates(request.question);
  const candidates = made.map(({ mask, score }, index): Candidate => {
    return {
      ...{ id: `c${index}`, source: "amg", rle: encodeRle(mask), area: bitmapArea(mask), bbox: [0, 0, 1, 1] },
      ...{ predictedIou: 0.9, stability: 0.95, score: scoreOf(score, index + 1), rank: index + 1 },
    };
  });
  const unscored = candidates.filter(({ score }) => score === null).map(({ id }) => id);
  const initial = encodeRle(rectangle(`${request.question} initial`));
  return {
    question: request.question,
    image: { path: image.path, width: image.width, height: image.height },
    ...{ pack: "bare@1.0.0", evaluator: request.evaluator, attentionSource: "grid", candidates, seeds: [] },
    attention: { rows: 1, cols: 1, values: [1] },
    funnel: { seeds: 0, proposed: 0, afterPredictedIou: 0, afterStability: 0, afterNms: 0, kept: 0 },
    timings: { encode: 0, segment: 0, discover: 0, evaluate: 0, total: 0 },
    ...{ provider: "cpu", embedding: "computed", settings: {} },
    trace: traceOf(initial),
    scoring: scoringOf(request.evaluator, candidates, unscored, request.seed),
    versions: { app: "9.9.9", onnxruntime: "1.30.0" },
  };
}

function traceOf(rle: ReturnType<typeof encodeRle>): NonNullable<RunResult["trace"]> {
  return {
    tokens: [],
    initial: {
      ...{ prompt: "most-attended-point", point: null, maskIndex: 1, rle, area: 1, bbox: [0, 0, 1, 1] },
      ...{ predictedIou: 0.9, stability: null },
    },
    logits: { rows: 1, cols: 1, min: 0, max: 0, data: "" },
    ...{ graph: null, background: null, casualties: [], dropped: [], without: [], layers: [], notes: [] },
  };
}

function scoringOf(
  evaluator: EvaluatorName,
  candidates: readonly Candidate[],
  unscored: readonly string[],
  seed: number,
): NonNullable<RunResult["scoring"]> {
  const group = (ids: readonly string[], failed: boolean) => ({
    ...{ candidates: [...ids], scores: failed ? null : ids.map(() => 0.5), reasoning: null },
    ...{ error: failed ? "The server was asleep." : null, attempts: 1, cached: false, milliseconds: 1, exchange: null },
  });
  const scored = candidates.map(({ id }) => id).filter((id) => !unscored.includes(id));
  return {
    ...{ evaluator, model: "fake model", usesGroundTruth: false, groupSize: 5, seed, cot: null, maskStyle: null },
    groups: [
      ...(scored.length > 0 ? [group(scored, false)] : []),
      ...(unscored.length > 0 ? [group(unscored, true)] : []),
    ],
    usage: { requests: 2, cached: 1, inputTokens: 100, outputTokens: 10, cost: 0.25 },
  };
}

/** A folder with the pack `bare`, which has no graphs: nothing of it is run here. */
export function writeBarePack(dir: string, version = "1.0.0"): string {
  const pack = { format: 1, id: "bare", version, title: "Bare", licence: "MIT", domain: "tests", files: {} };
  mkdirSync(join(dir, "bare"), { recursive: true });
  writeFileSync(join(dir, "bare", "pack.json"), JSON.stringify(pack));
  return dir;
}

const noPipeline: Pipeline = {
  request: () => Promise.reject(new Error("No pipeline is needed here.")),
  status: () => ({ state: "stopped", pid: null, restarts: 0, lastProblem: null }),
  onStatus: () => () => {},
  configure: () => {},
  stop: async () => {},
};

export function fakeServices(packDir: string, changes: Partial<RunServices> = {}): RunServices {
  const services = { pipeline: noPipeline, version: "9.9.9", packDirs: [packDir], cacheDir: packDir, endpoint: null };
  return { ...services, ...changes };
}

export function batchOptions(
  source: BatchSource,
  services: RunServices,
  out: string,
  changes: Partial<BatchOptions> = {},
): BatchOptions {
  return {
    source,
    selection: { limit: null, ids: null },
    settings: {
      request: {
        ...{ attention: "grid", pack: "bare", evaluator: "random", groupSize: 5, cot: null, without: [], seed: 3 },
        overrides: {},
      },
      endpoint: null,
      convention: "lisa",
    },
    ...{ services, out, root: join(out, "..", "root"), resume: false },
    ...changes,
  };
}

/** Runs nothing, and remembers which samples it was asked for. */
export function fakeRunner(answer: (sample: SampleToRun) => RunResult = (sample) => fakeResult(sample)) {
  const asked: SampleToRun[] = [];
  const runSample: SampleRunner = async (_, sample) => {
    asked.push(sample);
    return answer(sample);
  };
  return { asked, runSample };
}
