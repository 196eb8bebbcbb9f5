import type { Candidate, RunResult } from "#core/samples";
import { HEIGHT, rowMask, WIDTH } from "./masks.ts";

export function candidate(id: string, row: number, more: Partial<Candidate> = {}): Candidate {
  return {
    id,
    source: "amg",
    rle: rowMask(row),
    area: WIDTH,
    bbox: [0, row, WIDTH, 1],
    predictedIou: 0.9,
    stability: 0.95,
    score: null,
    rank: 1,
    ...more,
  };
}

export function runResult(candidates: readonly Candidate[], evaluator = "predicted-iou"): RunResult {
  return {
    question: "Which one?",
    image: { path: "a.png", width: WIDTH, height: HEIGHT },
    pack: "mobilesam 1.0.0",
    evaluator,
    attentionSource: "grid",
    candidates: [...candidates],
    seeds: [{ x: 1.5, y: 2, token: 0, attention: 0.25 }],
    attention: { rows: 1, cols: 2, values: [0.5, 0.5] },
    funnel: { seeds: 1, proposed: 3, afterPredictedIou: 2, afterStability: 2, afterNms: 2, kept: 2 },
    timings: { encode: 1, segment: 2, discover: 3, evaluate: 0, total: 6 },
    provider: "cpu",
    embedding: "computed",
    settings: { nmsIou: 0.7 },
  };
}
