import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError, type ErrorCode } from "#core/errors";
import { createBitmap, encodeRle } from "#core/masks";
import type { Candidate } from "#core/samples";
import {
  createOracleEvaluator,
  createPredictedIouEvaluator,
  createRandomEvaluator,
  type Evaluator,
  type GroupAnswer,
  type MaskToScore,
  malformedAnswer,
  rankByScore,
  type ScoringTask,
  scoreCandidates,
} from "#native-models/evaluator";

const task: ScoringTask = {
  image: { path: "/x.png", hash: "h", width: 4, height: 4 },
  question: "Which one?",
  groundTruth: null,
};

/** The first `pixels` of a 4 x 4 image, row-major. */
function firstPixels(pixels: number) {
  const bitmap = createBitmap(4, 4);
  bitmap.data.fill(1, 0, pixels);
  return encodeRle(bitmap);
}

function masks(count: number): MaskToScore[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `mask-${index}`,
    rle: firstPixels(1),
    predictedIou: index / count,
  }));
}

const answer = (scores: unknown, more: Partial<GroupAnswer> = {}): GroupAnswer => ({
  scores: scores as number[],
  reasoning: null,
  exchange: null,
  usage: null,
  cached: false,
  ...more,
});

function evaluator(scoreGroup: Evaluator["scoreGroup"], more: Partial<Evaluator> = {}): Evaluator {
  return {
    name: "chat",
    model: "fake",
    usesGroundTruth: false,
    cot: null,
    maskStyle: null,
    largestGroup: 15,
    concurrency: 2,
    scoreGroup,
    ...more,
  };
}

const fail = (code: ErrorCode) => new AppError({ code, message: `It is ${code}.`, where: "there", cure: "Mend it." });
const usage = { requests: 1, cached: 0, inputTokens: 10, outputTokens: 2, cost: 0.5 };

describe("groups", () => {
  test("every candidate is in exactly one group, none larger than asked or than the evaluator takes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        async (count, groupSize, largestGroup, seed) => {
          const seen: string[] = [];
          const fake = evaluator(
            async (_, group) => {
              seen.push(...group.map(({ id }) => id));
              return answer(group.map(() => 0.5));
            },
            { largestGroup },
          );
          const candidates = masks(count);
          const { groups, ...scoring } = await scoreCandidates(fake, task, candidates, { groupSize, seed });
          const size = Math.min(groupSize, largestGroup);
          expect(scoring.groupSize).toBe(size);
          expect(groups.length).toBe(Math.ceil(count / size));
          groups.forEach((group, index) => {
            const rest = count - index * size;
            expect(group.candidates.length).toBe(Math.min(size, rest));
          });
          const ids = candidates.map(({ id }) => id).sort();
          expect(groups.flatMap((group) => group.candidates).sort()).toEqual(ids);
          expect(seen.sort()).toEqual(ids);
        },
      ),
    );
  });

  const order = async (seed: number, more: Partial<ScoringTask> = {}) =>
    (
      await scoreCandidates(createRandomEvaluator(0), { ...task, ...more }, masks(15), { groupSize: 5, seed })
    ).groups.map(({ candidates }) => candidates);

  test("the same seed gives the same groups; another seed, question or image gives others", async () => {
    expect(await order(7)).toEqual(await order(7));
    expect(await order(8)).not.toEqual(await order(7));
    expect(await order(7, { question: "Where?" })).not.toEqual(await order(7));
    expect(await order(7, { image: { ...task.image, hash: "other" } })).not.toEqual(await order(7));
    // A seed above 32 bits is not cut down to one below.
    expect(await order(7 + 2 ** 32)).not.toEqual(await order(7));
  });

  test("candidates are shuffled evenly: each place is taken by each candidate", async () => {
    const firsts = new Set<string | undefined>();
    for (let seed = 0; seed < 60; seed++) firsts.add((await order(seed))[0]?.[0]);
    expect(firsts.size).toBe(15);
  });

  test("no candidates, no groups", async () => {
    const scoring = await scoreCandidates(createRandomEvaluator(0), task, [], { groupSize: 5, seed: 0 });
    expect(scoring.groups).toEqual([]);
    expect(scoring.usage).toBeNull();
  });

  test("never more at once than the evaluator allows; progress counts to the end", async () => {
    let underWay = 0;
    let most = 0;
    const fake = evaluator(
      async (_, group) => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
        return answer(group.map(() => 0));
      },
      { concurrency: 3 },
    );
    const progress: string[] = [];
    await scoreCandidates(fake, task, masks(7), {
      groupSize: 1,
      seed: 1,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    expect(most).toBe(3);
    expect(progress).toEqual(["1/7", "2/7", "3/7", "4/7", "5/7", "6/7", "7/7"]);
  });
});

describe("failures", () => {
  const options = { groupSize: 5, seed: 0 };

  test.each<[string, unknown]>([
    ["too few", [0.1, 0.2]],
    ["too many", [0.1, 0.2, 0.3, 0.4]],
    ["NaN", [0.1, Number.NaN, 0.2]],
    ["infinite", [0.1, 0.2, Number.POSITIVE_INFINITY]],
    ["a string", [0.1, "0.2", 0.3]],
    ["null", [0.1, null, 0.3]],
    ["a hole", [0.1, undefined, 0.3]],
    ["below 0", [0.1, -0.01, 0.3]],
    ["above 1", [0.1, 87, 0.3]],
    ["no list", { 0: 0.1, length: 3 }],
    ["nothing", undefined],
  ])("%s: no score at all, after two tries, with what was exchanged and used", async (_, scores) => {
    const attempts: (number | undefined)[] = [];
    const fake = evaluator(async (_task, _group, { attempt } = {}) => {
      attempts.push(attempt);
      const exchange = { prompt: "p", images: ["i"], answers: [`answer ${attempt}`] };
      return answer(scores, { exchange, usage });
    });
    const scoring = await scoreCandidates(fake, task, masks(3), options);
    expect(attempts).toEqual([1, 2]);
    expect(scoring.groups[0]).toMatchObject({ scores: null, attempts: 2, cached: false });
    expect(scoring.groups[0]?.error).toMatch(/unusable: .*fake/);
    expect(scoring.groups[0]?.exchange).toEqual({ prompt: "p", images: ["i"], answers: ["answer 1", "answer 2"] });
    expect(scoring.usage).toEqual({ requests: 2, cached: 0, inputTokens: 20, outputTokens: 4, cost: 1 });
  });

  test("any answer that is not one number from 0 to 1 a mask never becomes a number", async () => {
    const strange = fc.oneof(
      fc.double(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.string(),
      fc.constant(null),
      fc.constant(undefined),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(strange, { maxLength: 6 }), async (scores) => {
        const valid = scores.length === 3 && scores.every((s) => typeof s === "number" && s >= 0 && s <= 1);
        const fake = evaluator(async () => answer(scores));
        const { groups } = await scoreCandidates(fake, task, masks(3), options);
        expect(groups[0]?.scores).toEqual(valid ? scores : null);
      }),
    );
  });

  test("a malformed answer is mended by the second try", async () => {
    const fake = evaluator(async (_task, group, { attempt } = {}) => {
      if (attempt === 1) throw malformedAnswer("Nonsense.", "fake", { prompt: "p", images: [], answers: ["?"] }, usage);
      return answer(
        group.map(() => 0.5),
        { exchange: { prompt: "p", images: [], answers: ["!"] }, usage },
      );
    });
    const { groups, usage: used } = await scoreCandidates(fake, task, masks(2), options);
    expect(groups[0]).toMatchObject({ scores: [0.5, 0.5], error: null, attempts: 2 });
    expect(groups[0]?.exchange?.answers).toEqual(["?", "!"]);
    expect(used?.requests).toBe(2);
  });

  test.each<ErrorCode>(["endpoint-failed", "worker-failed", "unsupported"])(
    "%s fails its group alone, without a second try",
    async (code) => {
      let calls = 0;
      const fake = evaluator(async (_task, group) => {
        calls++;
        if (group.some(({ id }) => id === "mask-0")) throw fail(code);
        return answer(group.map(() => 0.25));
      });
      const { groups } = await scoreCandidates(fake, task, masks(10), options);
      expect(calls).toBe(2);
      const failed = groups.find(({ candidates }) => candidates.includes("mask-0"));
      expect(failed).toMatchObject({ scores: null, attempts: 1, error: `It is ${code}. (there) Mend it.` });
      expect(groups.filter(({ scores }) => scores !== null).length).toBe(1);
    },
  );

  test.each<ErrorCode>(["unauthorised", "cancelled", "bad-input", "model-missing", "model-broken"])(
    "%s ends the whole scoring",
    async (code) => {
      let calls = 0;
      const fake = evaluator(
        async () => {
          calls++;
          throw fail(code);
        },
        { concurrency: 1 },
      );
      await expect(scoreCandidates(fake, task, masks(15), options)).rejects.toMatchObject({ code });
      expect(calls).toBe(1);
    },
  );

  test("a bug is thrown, not reported as a failed group", async () => {
    const fake = evaluator(async () => {
      throw new TypeError("oops");
    });
    await expect(scoreCandidates(fake, task, masks(3), options)).rejects.toThrow("oops");
  });

  test("cancelling stops the groups that wait and reaches those under way", async () => {
    const controller = new AbortController();
    let calls = 0;
    const fake = evaluator(
      async (_task, _group, { signal } = {}) => {
        calls++;
        const aborted = new Promise<never>((_, reject) => {
          signal?.addEventListener("abort", () => reject(fail("cancelled")));
        });
        controller.abort();
        return aborted;
      },
      { concurrency: 1 },
    );
    const call = scoreCandidates(fake, task, masks(15), { ...options, signal: controller.signal });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(calls).toBe(1);
  });
});

describe("ranking", () => {
  const candidate = (id: string, predictedIou = 0.9): Candidate => ({
    id,
    source: "amg",
    rle: firstPixels(1),
    area: 1,
    bbox: [0, 0, 1, 1],
    predictedIou,
    stability: 0.9,
    score: null,
    rank: 1,
  });
  const group = (scores: Record<string, number> | null, ids: string[], reasoning: string | null = null) => ({
    candidates: ids,
    scores: scores === null ? null : ids.map((id) => scores[id] as number),
    reasoning,
    error: null,
    attempts: 1,
    cached: false,
    milliseconds: 1,
    exchange: null,
  });

  test("highest first; equal scores keep their order; those of a failed group come last without a score", () => {
    const groups = [
      group({ d: 0.5, a: 0.5, c: 0 }, ["d", "a", "c"], "Because."),
      group(null, ["b", "e"]),
      group({ f: 1 }, ["f"]),
    ];
    const ranked = rankByScore(
      ["a", "b", "c", "d", "e", "f"].map((id) => candidate(id)),
      { groups },
    );
    expect(ranked.map(({ id, score, rank }) => [id, score, rank])).toEqual([
      ["f", 1, 1],
      ["a", 0.5, 2],
      ["d", 0.5, 3],
      ["c", 0, 4],
      ["b", null, 5],
      ["e", null, 6],
    ]);
    expect(ranked.map(({ reasoning }) => reasoning)).toEqual([
      undefined,
      "Because.",
      "Because.",
      "Because.",
      undefined,
      undefined,
    ]);
  });

  test("of equal scores the one that SAM thinks better of, but not among those without a score", () => {
    const given = [candidate("a", 0.7), candidate("b", 0.8), candidate("c", 0.6), candidate("d", 0.9)];
    const groups = [group({ a: 1, b: 1 }, ["a", "b"]), group(null, ["c", "d"])];
    expect(rankByScore(given, { groups }).map(({ id }) => id)).toEqual(["b", "a", "c", "d"]);
  });

  test("a score or a reasoning from before does not outlive a new scoring", () => {
    const old = { ...candidate("a"), score: 0.9, reasoning: "old" };
    const [ranked] = rankByScore([old], { groups: [group(null, ["a"])] });
    expect(ranked).toMatchObject({ score: null, rank: 1 });
    expect(ranked).not.toHaveProperty("reasoning");
  });
});

describe("baselines", () => {
  const scoresOf = async (of: Evaluator, group: readonly MaskToScore[], about: ScoringTask = task) =>
    (await of.scoreGroup(about, group)).scores;

  test("predicted IoU: SAM's own number, cut off where its unbounded head leaves 0..1", async () => {
    const group = [0.25, 1.02, -0.1].map(
      (predictedIou, index) => ({ ...masks(3)[index], predictedIou }) as MaskToScore,
    );
    expect(await scoresOf(createPredictedIouEvaluator(), group)).toEqual([0.25, 1, 0]);
  });

  test("predicted IoU: none for a mask that SAM did not make, and a NaN stays no score", async () => {
    const score = (predictedIou: number | null) =>
      scoreCandidates(createPredictedIouEvaluator(), task, [{ id: "foreign", rle: firstPixels(1), predictedIou }], {
        groupSize: 5,
        seed: 0,
      });
    expect((await score(null)).groups[0]).toMatchObject({ scores: null, error: expect.stringContaining("foreign") });
    expect((await score(Number.NaN)).groups[0]).toMatchObject({ scores: null });
  });

  test("random: fixed by seed, question, image and mask, whatever the group", async () => {
    const all = masks(200);
    const scores = await scoresOf(createRandomEvaluator(3), all);
    expect(await scoresOf(createRandomEvaluator(3), all.slice(7, 9))).toEqual(scores.slice(7, 9));
    expect(await scoresOf(createRandomEvaluator(4), all)).not.toEqual(scores);
    expect(await scoresOf(createRandomEvaluator(3), all, { ...task, question: "?" })).not.toEqual(scores);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
    expect(new Set(scores).size).toBe(200);
  });

  test("oracle: the true IoU, ignored pixels counted nowhere, and it says that it looked", async () => {
    const oracle = createOracleEvaluator();
    expect(oracle).toMatchObject({ name: "oracle", usesGroundTruth: true });
    const ignore = encodeRle({
      width: 4,
      height: 4,
      data: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 1 : 0)),
    });
    const about = { ...task, groundTruth: { mask: firstPixels(4), ignore } };
    const group = [0, 1, 2, 4, 8].map((pixels) => ({ id: `${pixels}`, rle: firstPixels(pixels), predictedIou: null }));
    expect(await scoresOf(oracle, group, about)).toEqual([0, 0, 1 / 3, 1, 3 / 7]);
  });

  test("oracle: refused without ground truth", async () => {
    const call = scoreCandidates(createOracleEvaluator(), task, masks(2), { groupSize: 5, seed: 0 });
    await expect(call).rejects.toMatchObject({ code: "bad-input" });
  });
});
