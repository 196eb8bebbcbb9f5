import { expect } from "vitest";
import { rleArea, rleBBox } from "#core/masks";
import { type Attention, discoveryTraceSchema } from "#core/samples";
import { discoverySettings } from "#native-models/packs";
import type { AttentionAnswer } from "#native-models/segmenter";
import type { Discovery, DiscoveryTask } from "../../../native-models/engine/discover.ts";
import { type Cells, fakeImage, promptToken, samThatSees } from "./fake-sam.ts";

/** Two things in an image of 512 x 512 pixels, low-resolution cells of two pixels each. */
export const LEFT: Cells = { x0: 32, y0: 32, x1: 96, y1: 96 };
export const RIGHT: Cells = { x0: 160, y0: 128, x1: 224, y1: 192 };
export const THINGS = [LEFT, RIGHT];

/** 8 x 8 tokens of 32 cells; `peaks` by token, the rest shares what is left. */
export function attentionOf(peaks: Readonly<Record<number, number>>, frame?: Attention["frame"]): Attention {
  const taken = Object.values(peaks).reduce((a, b) => a + b, 0);
  const values = Array.from({ length: 64 }, (_, token) => peaks[token] ?? 0);
  const rest = (1 - taken) / (64 - Object.keys(peaks).length);
  return {
    rows: 8,
    cols: 8,
    values: values.map((value) => (value === 0 ? rest : value)),
    ...(frame === undefined ? {} : { frame }),
  };
}

export function answerOf(attention: Attention, change: Partial<AttentionAnswer> = {}): AttentionAnswer {
  const seeding = { kind: "rerank" } as const;
  return { attention, layers: [], promptTokens: promptToken(0), seeding, exchange: null, usage: null, ...change };
}

/** The left thing is asked for, and an attention sink lies in the corner. */
export const SINK = attentionOf({ 0: 0.4, 9: 0.1, 10: 0.1, 17: 0.1, 18: 0.1 });

export function taskOf(change: Partial<DiscoveryTask> = {}): DiscoveryTask {
  return {
    image: fakeImage(512, 512, THINGS),
    sam: samThatSees(THINGS).sam,
    answer: answerOf(SINK),
    negatives: [],
    settings: discoverySettings(undefined, { keptTokens: 4, seeds: 12 }),
    without: [],
    seed: 1,
    batch: 1,
    ...change,
  };
}

export const bySource = ({ candidates }: Discovery) =>
  candidates.map(({ source, origin }) => `${source} ${origin?.mask}`).filter((entry) => !entry.startsWith("amg"));

/** Casualties and candidates account for every proposal, and nothing is in the set twice or outside the image. */
export function expectSound(found: Discovery, task: DiscoveryTask): void {
  const { candidates, funnel, trace } = found;
  const amg = candidates.filter(({ source }) => source === "amg");
  const { width, height } = task.image.embedding;
  expect(trace.casualties.length + funnel.kept).toBe(funnel.proposed);
  expect(amg.length).toBe(funnel.kept);
  expect(amg.length).toBeLessThanOrEqual(task.settings.amgBudget);
  expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
  expect(new Set(candidates.map(({ rle }) => rle.counts)).size).toBe(candidates.length);
  expect(candidates.map(({ rank }) => rank)).toEqual(candidates.map((_, index) => index + 1));
  for (const { rle, area, bbox } of candidates) {
    expect(rle.size).toEqual([height, width]);
    expect(area).toBe(rleArea(rle));
    expect(area).toBeGreaterThan(0);
    expect(bbox).toEqual(rleBBox(rle));
    expect(bbox[0] + bbox[2] <= width && bbox[1] + bbox[3] <= height).toBe(true);
  }
  for (const step of ["original", "semantic"] as const) {
    const asked = task.without.includes(step) || (step === "semantic" && found.seeds.length === 0);
    const accounted = [...candidates, ...trace.dropped].filter(({ source }) => source === step).length;
    expect(accounted).toBe(asked ? 0 : 3);
  }
  for (const { x, y } of found.seeds) expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
  const steps = [funnel.proposed, funnel.afterPredictedIou, funnel.afterStability, funnel.afterNms];
  expect(steps).toEqual([...steps].sort((a, b) => b - a));
  expect(discoveryTraceSchema.parse(trace)).toEqual(trace);
}
