import { beforeEach, describe, expect, it } from "vitest";
import type { Candidate } from "#core/samples";
import { useView } from "#renderer/canvas";
import {
  candidateThatStayed,
  cellOf,
  closeSteps,
  covers,
  describe as describeTarget,
  goBy,
  hoverTarget,
  openStep,
  type Report,
  reportOf,
  STEP_IDS,
  type StepId,
  type Subject,
  shownAttention,
  targetAt,
  togglePlaying,
  toggleStep,
  tokenAt,
  usePipelineView,
} from "#renderer/pipeline-steps";
import { apart, logitValues } from "#renderer/pipeline-view";
import { boxMask } from "./fake-client.ts";

type Trace = NonNullable<Subject["run"]["trace"]>;

const candidate = (rank: number, change: Partial<Candidate> = {}): Candidate => ({
  id: `c${rank}`,
  source: "amg",
  rle: boxMask(rank * 4, 2, 10, 8),
  area: 80,
  bbox: [rank * 4, 2, 10, 8],
  predictedIou: 0.9,
  stability: 0.95,
  score: 1 - rank / 10,
  rank,
  ...change,
});
const candidates = [
  candidate(1, { source: "original", origin: { step: "multi-mask", mask: 3 } }),
  candidate(2, { origin: { step: "amg", mask: 2, seed: 1 } }),
  candidate(3, { source: "semantic", origin: { step: "self-refinement", mask: 1 } }),
  candidate(4, { source: "imported", model: "LISA", score: null }),
];

const token = (index: number, attention: number, meanLogit: number | null, kept: boolean) => ({
  ...{ token: index, attention, meanLogit, kept },
  region: { x0: (index % 4) * 10, y0: Math.floor(index / 4) * 10, x1: (index % 4) * 10 + 10, y1: 10 },
});
const trace: Trace = {
  tokens: [token(0, 0.5, 2, true), token(3, 0.3, -4, false), token(1, 0.2, 1, true)],
  initial: {
    ...{ prompt: "prompt-tokens", point: null, maskIndex: 0, rle: boxMask(0, 0, 4, 4), area: 16, bbox: [0, 0, 4, 4] },
    ...{ predictedIou: 0.85, stability: null },
  },
  logits: { rows: 1, cols: 2, min: -10, max: 5, data: btoa("\u0000\u00ff") },
  graph: { cosine: 0.7, edges: [[0, 1]], coreness: [2, 2, 0], k: 2, core: [0, 1], fellBack: false },
  background: { x: 35, y: 25, logit: -9, attention: 0.01, rule: "most-attended" },
  casualties: [
    { seed: 0, mask: 1, reason: "nms", predictedIou: 0.91, stability: 0.97, gaveWayTo: "1:2" },
    { seed: 0, mask: 2, reason: "duplicate", predictedIou: 0.91, stability: 0.97, gaveWayTo: "c3" },
    { seed: 2, mask: 3, reason: "predicted-iou", predictedIou: 0.4, stability: null },
    { seed: 2, mask: 2, reason: "nms", predictedIou: 0.9, stability: 0.96, gaveWayTo: "2:1" },
  ],
  dropped: [{ source: "original", mask: 1, reason: "empty" }],
  without: [],
  layers: [{ layer: 5, values: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }],
  notes: ["a note of the run"],
};
const group = { attempts: 1, cached: false, milliseconds: 1, exchange: null };
const run: Subject["run"] = {
  ...{ id: "r", at: "2026-11-23T12:00:00.000Z", question: "?", pack: "geo-tiny@1.0.0", evaluator: "pack" },
  image: { path: "a.png", width: 40, height: 30 },
  attentionSource: "pack",
  seeds: [
    { x: 5, y: 5, token: 0, attention: 0.5 },
    { x: 15, y: 5, token: 1, attention: 0.2 },
    { x: 35, y: 15, token: 7, attention: 0.1 },
  ],
  attention: { rows: 3, cols: 4, values: [0.5, 0.2, 0, 0.3, 0, 0, 0, 0, 0, 0, 0, 0] },
  funnel: { seeds: 3, proposed: 9, afterPredictedIou: 8, afterStability: 8, afterNms: 2, kept: 1 },
  timings: { encode: 0, segment: 0, discover: 1, evaluate: 0, total: 1 },
  ...{ provider: "cpu", embedding: "disk" },
  settings: { predIou: 0.88, stability: 0.9, nmsIou: 0.7, amgBudget: 9, seed: 0 },
  trace,
  scoring: {
    ...{ evaluator: "pack", model: "geo-tiny@1.0.0", usesGroundTruth: false, groupSize: 2, seed: 0, cot: true },
    ...{ maskStyle: null, usage: null },
    groups: [
      { ...group, candidates: ["c2", "c1"], scores: [0.8, 0.9], reasoning: "cubes : #1 ;", error: null },
      { ...group, candidates: ["c3"], scores: null, reasoning: null, error: "no end" },
    ],
  },
};
const subject: Subject = { run, candidates };
const rowsOf = (report: Report, table = 0) => report.tables[table]?.rows ?? [];
const factOf = (report: Report, label: string) => report.facts.find((fact) => fact.label === label)?.value;

describe("a step in numbers", () => {
  it("tells the attention of the aggregate, or of one layer", () => {
    const all = reportOf("attention", subject, null);
    expect(
      rowsOf(all)
        .slice(0, 3)
        .map((row) => row.cells[1]),
    ).toEqual(["0", "3", "1"]);
    expect(rowsOf(all)[0]?.cells).toEqual(["1", "0", "0", "0", "0.5000", "6.00"]);
    const layer = reportOf("attention", subject, 5);
    expect(factOf(layer, "shown")).toBe("layer 5");
    expect(rowsOf(layer)[0]?.cells[1]).toBe("1");
  });

  it("shows the aggregate where a run lacks the chosen layer", () => {
    expect(shownAttention(run, 9)).toMatchObject({ layer: null, largest: 0.5 });
    expect(shownAttention(run, 5)).toMatchObject({ layer: 5, largest: 1 });
  });

  it("tells kept tokens from dropped ones in words", () => {
    const report = reportOf("tokens", subject, null);
    expect(rowsOf(report).map((row) => row.cells.at(-1))).toEqual(["kept", "dropped", "kept"]);
    expect(factOf(report, "dropped")).toBe("1");
  });

  it("lists each filter's casualties under its reason, in the filters' order, with what decided", () => {
    const report = reportOf("amg", subject, null);
    expect(report.tables.map((table) => table.title)).toEqual([
      "Kept",
      "Dropped, predicted IoU too low: 1",
      "Dropped, overlaps a better one: 2",
      "Dropped, the same as another: 1",
    ]);
    expect(rowsOf(report, 1)[0]?.cells).toEqual(["3", "3", "0.40", "–", "predicted IoU 0.40, above 0.88 is needed"]);
    expect(rowsOf(report, 2).map((row) => row.cells[4])).toEqual([
      "its box overlaps that of candidate 2 (AMG)",
      "its box overlaps that of mask 1 of seed 3",
    ]);
    expect(rowsOf(report, 3)[0]?.cells[4]).toBe("the same pixels as candidate 3 (semantic)");
    expect(factOf(report, "pred. IoU > 0.88")).toBe("8");
  });

  it("tells the graph's core, and the masks that became no candidates", () => {
    const report = reportOf("semantic", subject, null);
    expect(rowsOf(report, 2).map((row) => row.cells)).toEqual([
      ["1", "1", "2", "core"],
      ["2", "1", "2", "core"],
      ["3", "0", "0", "outside"],
    ]);
    expect(report.notes).toEqual(["The original mask 1 is no candidate: empty."]);
  });

  it("keeps the groups as they were asked, and says which failed", () => {
    const report = reportOf("ranked", subject, null);
    expect(report.tables.map((table) => table.title)).toEqual(["Group 1 of 2", "Group 2 of 2: failed"]);
    expect(rowsOf(report).map((row) => row.cells)).toEqual([
      ["1", "2", "AMG", "0.80", "0.90"],
      ["2", "1", "original", "0.90", "0.90"],
    ]);
    expect(report.notes[0]).toContain("Group 2 failed, none of its masks has a score: no end");
    expect(report.tables[0]?.columns[3]?.explanation).toContain("geo-tiny@1.0.0");
  });

  it("ranks the run's own candidates alone, and tells the run's notes with the result", () => {
    const report = reportOf("top", subject, null);
    expect(rowsOf(report).map((row) => row.cells[0])).toEqual(["1", "2", "3"]);
    expect(factOf(report, "lead")).toBe("0.10");
    expect(report.notes).toEqual(["a note of the run"]);
  });

  it.each(STEP_IDS)("says of a run without a trace what is not there: %s", (step) => {
    const { trace: _, scoring: __, ...bare } = run;
    const report = reportOf(step, { run: bare, candidates: [] }, null);
    const told = [...report.notes, ...report.tables.map((table) => table.title)];
    expect(told.join(" ")).not.toBe("");
  });

  it.each(STEP_IDS)("explains every number, and gives each row as many cells as columns: %s", (step) => {
    const { facts, tables } = reportOf(step, subject, null);
    for (const fact of facts) expect(fact.explanation).not.toBe("");
    for (const { columns, rows } of tables) {
      for (const column of columns) expect(column.explanation).not.toBe("");
      for (const row of rows) expect(row.cells).toHaveLength(columns.length);
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    }
  });
});

describe("what lies under the pointer", () => {
  const at = (step: StepId, x: number, y: number) => targetAt(step, subject, { x, y }, 1);

  it("is a token of the grid, or of those that were looked at", () => {
    expect(at("attention", 12, 3)).toEqual({ kind: "token", token: 1 });
    expect(at("tokens", 32, 3)).toEqual({ kind: "token", token: 3 });
    expect(at("tokens", 22, 3)).toBeNull();
    expect(at("attention", 41, 3)).toBeNull();
  });

  it("is the nearest seed within reach, which shrinks as one zooms in", () => {
    expect(at("seeds", 13, 6)).toEqual({ kind: "seed", seed: 1 });
    expect(targetAt("seeds", subject, { x: 11, y: 5 }, 4)).toBeNull();
    expect(at("semantic", 35, 24)).toEqual({ kind: "background" });
  });

  it("is the smallest mask of the step's own", () => {
    expect(at("amg", 15, 5)).toEqual({ kind: "candidate", id: "c2" });
    expect(at("initial", 15, 5)).toBeNull();
    expect(at("ranked", 38, 28)).toBeNull();
  });

  it("knows a mask's pixels from its runs", () => {
    const mask = boxMask(3, 2, 5, 4);
    expect([covers(mask, 3, 2), covers(mask, 7, 5), covers(mask, 8, 5), covers(mask, 3, 6)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("is told in words, with the reason", () => {
    expect(describeTarget({ kind: "token", token: 3 }, subject, null)).toBe(
      "Token 3, attention 0.3000; dropped by the rerank: mean logit -4.00, place 3 of 3, and the 2 highest are kept",
    );
    expect(describeTarget({ kind: "seed", seed: 2 }, subject, null)).toContain("outside the core");
    expect(describeTarget({ kind: "casualty", seed: 2, mask: 3 }, subject, null)).toBe(
      "Mask 3 of seed 3, dropped (predicted IoU too low): predicted IoU 0.40, above 0.88 is needed",
    );
    expect(describeTarget({ kind: "candidate", id: "gone" }, subject, null)).toBeNull();
  });
});

describe("cells of the attention grid", () => {
  it("lie in the grid's frame, which may reach beyond the picture", () => {
    const attention = { rows: 2, cols: 2, values: [], frame: { x: 0, y: -10, width: 40, height: 40 } };
    const image = { width: 40, height: 20 };
    expect(cellOf(attention, 3, image)).toEqual({ x: 20, y: 10, width: 20, height: 20 });
    expect(tokenAt(attention, { x: 25, y: 5 }, image)).toBe(1);
    expect(tokenAt(attention, { x: 25, y: 25 }, image)).toBeNull();
  });
});

describe("whom a mask gave way to", () => {
  it("is found by id, or by seed and mask, and may be no candidate", () => {
    expect(candidateThatStayed("c3", candidates)?.id).toBe("c3");
    expect(candidateThatStayed("1:2", candidates)?.id).toBe("c2");
    expect(candidateThatStayed("2:1", candidates)).toBeNull();
    expect(candidateThatStayed(undefined, candidates)).toBeNull();
  });
});

describe("the open step", () => {
  beforeEach(closeSteps);
  const step = () => usePipelineView.getState().step;

  it("is gone through in order and stays at the ends", () => {
    goBy(1);
    expect(step()).toBe("attention");
    goBy(-1);
    expect(step()).toBe("attention");
    for (let i = 0; i < STEP_IDS.length + 2; i++) goBy(1);
    expect(step()).toBe("top");
  });

  it("closes where it is opened twice, and the person's mask comes back", () => {
    toggleStep("amg");
    expect(useView.getState().isLaidOpen).toBe(true);
    toggleStep("amg");
    expect([step(), useView.getState().isLaidOpen]).toEqual([null, false]);
  });

  it("plays from the start once the end is reached", () => {
    openStep("top");
    togglePlaying();
    expect(usePipelineView.getState()).toMatchObject({ step: "attention", isPlaying: true });
    closeSteps();
    expect(usePipelineView.getState().isPlaying).toBe(false);
  });

  it("shares a hovered candidate with the gallery and forgets it with the step", () => {
    openStep("ranked");
    hoverTarget({ kind: "candidate", id: "c2" });
    expect(useView.getState().hoveredCandidate).toBe("c2");
    goBy(1);
    expect(useView.getState().hoveredCandidate).toBeNull();
  });
});

describe("what is drawn", () => {
  it("reads the logits back from their bytes", () => {
    expect(logitValues(trace.logits)).toEqual([-10, 5]);
  });

  it("moves names apart so that each can be read", () => {
    const plate = (y: number, x = 0) => ({ text: "1", x, y, width: 10, height: 5 });
    expect(apart([plate(0), plate(2), plate(3), plate(1, 20)]).map((one) => one.y)).toEqual([0, 5, 10, 1]);
  });
});
