import { describe, expect, it } from "vitest";
import type { RunResult, ScoredGroup } from "#core/samples";
import { describeRun, nothingScored, scoringProblem } from "#electron/cli";

function group(id: string, error: string | null): ScoredGroup {
  return {
    ...{ candidates: [`${id}1`, `${id}2`], scores: error === null ? [0.5, 0.25] : null, reasoning: null, error },
    ...{ attempts: 1, cached: false, milliseconds: 1, exchange: null },
  };
}

function resultOf(groups: ScoredGroup[]): RunResult {
  return {
    ...{ question: "q", image: { path: "p.png", width: 4, height: 3 }, pack: "p@1.0.0", evaluator: "chat" },
    ...{ attentionSource: "grid", candidates: [], seeds: [], attention: { rows: 1, cols: 1, values: [1] } },
    funnel: { seeds: 0, proposed: 0, afterPredictedIou: 0, afterStability: 0, afterNms: 0, kept: 0 },
    timings: { encode: 0, segment: 0, discover: 0, evaluate: 0, total: 0 },
    ...{ provider: "cpu", embedding: "computed", settings: {} },
    scoring: {
      ...{ evaluator: "chat", model: "m at host", usesGroundTruth: false, groupSize: 2, seed: 0, cot: true },
      ...{ maskStyle: "binary", groups, usage: null },
    },
  };
}

describe("what could not be scored", () => {
  it("is nothing where every group has scores, and where there was nothing to score", () => {
    for (const groups of [[group("a", null), group("b", null)], []]) {
      const result = resultOf(groups);
      expect(scoringProblem(result)).toBeNull();
      expect(nothingScored(result)).toBe(false);
      expect(describeRun(result, null)).toContain("Ranked by chat: m at host");
    }
  });

  it("is counted where some groups failed; the others are ranked", () => {
    const result = resultOf([group("a", null), group("b", "Timed out."), group("c", "Gone.")]);
    expect(scoringProblem(result)).toBe("2 of 3 groups (4 masks) could not be scored and rank last: Timed out.");
    expect(nothingScored(result)).toBe(false);
    expect(describeRun(result, null)).toContain("Ranked by chat");
    expect(describeRun(result, null)).toContain("failed on 2 of 3 groups; their masks rank last:");
  });

  it("is said with its reason where it was all, and no ranking is claimed", () => {
    const result = resultOf([group("a", "Timed out."), group("b", "Gone.")]);
    expect(scoringProblem(result)).toBe("No mask could be scored, so none is ranked: Timed out.");
    expect(nothingScored(result)).toBe(true);
    const text = describeRun(result, null);
    expect(text).toContain("Not ranked: no mask could be scored");
    expect(text).not.toMatch(/Ranked by|rank last/);
  });
});

it("what there is one of is told in the singular", () => {
  const result = resultOf([{ ...group("a", "Gone."), candidates: ["a1"] }, group("b", null)]);
  const usage = { requests: 1, cached: 1, inputTokens: 1, outputTokens: 9, cost: null };
  const text = describeRun(
    {
      ...result,
      funnel: { ...result.funnel, seeds: 1, proposed: 3 },
      ...(result.scoring ? { scoring: { ...result.scoring, usage } } : {}),
    },
    null,
  );
  expect(text).toContain("\n1 seed, 3 masks; ");
  expect(text).toContain("\n  1 mask: Gone.");
  expect(text).toContain(": 1 request, 1 answer from the cache; 1 token in, 9 out");
  expect(scoringProblem(result)).toMatch(/^1 of 2 groups \(1 mask\) /);
});
