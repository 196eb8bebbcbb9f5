import { describe, expect, test } from "vitest";
import { decodeRle } from "#core/masks";
import { discoverCandidates } from "../../../native-models/engine/discover.ts";
import { answerOf, attentionOf, expectSound, THINGS, taskOf } from "./discover-setup.ts";
import { fakeSam, logitsOf, samThatSees } from "./fake-sam.ts";

describe("clicks", () => {
  const clicks = (points: { x: number; y: number }[]) =>
    answerOf(attentionOf({ 9: 1 }), { promptTokens: null, seeding: { kind: "points", points } });

  test("are the seeds as they are, and the first of them in the most attended token is asked first", async () => {
    const found = await discoverCandidates(taskOf({ answer: clicks([{ x: 70.5, y: 71 }]) }));
    expect(found.seeds).toEqual([{ x: 70.5, y: 71, token: 9, attention: 1 }]);
    expect(found.trace.initial.point).toEqual({ x: 70.5, y: 71 });
    expect(found.trace.tokens.map(({ token, kept, meanLogit }) => ({ token, kept, meanLogit }))).toEqual([
      { token: 9, kept: true, meanLogit: null },
    ]);
    expect(found.trace.graph).toMatchObject({ core: [0], fellBack: true });
    expect(found.trace.notes.join(" ")).toContain("every seed became a foreground point");
  });

  /** Predicted IoUs below the threshold, masks that differ from click to click. */
  const unsure = () =>
    fakeSam(({ points, maskPrompt }) => {
      const x = Math.round(points[0]?.x ?? 0);
      const masks = [1, 2, 3, 4].map((size) => logitsOf({ x0: x, y0: 40, x1: x + 20 * size, y1: 60 }));
      return { iou: [0.9, 0.5, 0.6, 0.4], logits: maskPrompt === null ? masks : masks.reverse() };
    });

  test("where no proposal passes, the best mask of each click is taken, counted once, and said", async () => {
    const answer = clicks([
      { x: 70, y: 70 },
      { x: 120, y: 70 },
    ]);
    const task = taskOf({ answer, sam: unsure().sam, without: ["original", "semantic"] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.fellBack).toBe(true);
    expect(found.candidates.map(({ source, predictedIou, origin }) => [source, predictedIou, origin?.seed])).toEqual([
      ["amg", Math.fround(0.6), 0],
      ["amg", Math.fround(0.6), 1],
    ]);
    expect(found.funnel).toEqual({
      seeds: 2,
      proposed: 6,
      afterPredictedIou: 0,
      afterStability: 0,
      afterNms: 0,
      kept: 2,
    });
    expect(found.trace.notes.join(" ")).toContain("best-per-click");
  });

  test("seeds that nobody clicked get no such mask", async () => {
    const task = taskOf({ sam: unsure().sam, without: ["original", "semantic"] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found).toMatchObject({ candidates: [], fellBack: false });
    expect(found.trace.notes).toContain("No candidate was found.");
    expect(found.trace.notes).toContain("None of 36 AMG proposals became a candidate of its own.");
  });

  test("negative clicks rule out what covers them, whoever proposed it, and join the refinement", async () => {
    const { sam, prompts } = samThatSees(THINGS);
    // On the right half of the left thing: the left half stays.
    const negative = { x: 180, y: 100, label: 0 as const };
    const task = taskOf({ sam, answer: clicks([{ x: 70, y: 70 }]), negatives: [negative] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found.candidates.length).toBe(1);
    for (const { rle } of found.candidates) expect(decodeRle(rle).data[100 * 512 + 180]).toBe(0);
    expect(found.droppedByNegatives).toBe(2);
    const dropped = found.trace.dropped.filter(({ reason }) => reason === "negative-click");
    expect(dropped.map(({ source, mask }) => `${source} ${mask}`)).toEqual([
      "original 2",
      "original 3",
      "semantic 2",
      "semantic 3",
    ]);
    expect(prompts.at(-1)?.points.filter(({ label }) => label === 0).length).toBe(2);
  });

  test("the fallback does not bring back what a negative click ruled out", async () => {
    const answer = clicks([{ x: 70, y: 70 }]);
    const negatives = [{ x: 71, y: 100, label: 0 as const }];
    const task = taskOf({ answer, negatives, sam: unsure().sam, without: ["original", "semantic"] });
    const found = await discoverCandidates(task);
    expectSound(found, task);
    expect(found).toMatchObject({ candidates: [], fellBack: false });
  });
});
