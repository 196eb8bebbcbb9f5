import { describe, expect, it } from "vitest";
import { HELD_OUT_PAIRS, type Scene, sampleSplitScene } from "#core/scenes";
import { judge, QUESTION_KINDS } from "#core/scenes/programs";
import { type PlanOptions, QuestionPlan } from "../../../electron/generate/question-plan.ts";

const scenesOf = (split: Parameters<typeof sampleSplitScene>[0], count: number): Scene[] =>
  Array.from({ length: count }, (_, at) => sampleSplitScene(split, at, { visibility: false }));
const SCENES = scenesOf("train", 20);

const planOf = (changes: Partial<PlanOptions> = {}) =>
  new QuestionPlan({
    ...{ seed: 1, questions: 110, scenes: 20, wordings: "train", heldOutTargets: false },
    ...changes,
  });

describe("the questions of many scenes", () => {
  it("are as many as were asked for, and every kind equally often", () => {
    const plan = planOf();
    const found = SCENES.map((scene) => plan.next(scene));
    expect(found.flat()).toHaveLength(110);
    expect(plan.made).toBe(110);
    const counts = Object.fromEntries(QUESTION_KINDS.map((kind) => [kind, 0]));
    for (const { kind } of found.flat()) counts[kind] = (counts[kind] ?? 0) + 1;
    expect(plan.kinds()).toEqual(counts);
    expect(Math.max(...Object.values(counts)) - Math.min(...Object.values(counts))).toBeLessThanOrEqual(1);
  });

  it("are spread over the scenes, with no program twice in one", () => {
    const plan = planOf({ questions: 50 });
    const found = SCENES.map((scene) => plan.next(scene));
    expect(found.map(({ length }) => length)).toEqual(SCENES.map((_, at) => (at % 2 === 0 ? 2 : 3)));
    for (const questions of found) {
      expect(new Set(questions.map(({ program }) => JSON.stringify(program))).size).toBe(questions.length);
    }
  });

  it("are the same for the same seed, and others for another", () => {
    const texts = (seed: number) => {
      const plan = planOf({ seed });
      return SCENES.slice(0, 4).flatMap((scene) => plan.next(scene).map(({ text }) => text));
    };
    expect(texts(1)).toEqual(texts(1));
    expect(texts(2)).not.toEqual(texts(1));
  });

  it("that a scene lacks are made up for by later ones, and its refusals are counted", () => {
    const [first, ...others] = SCENES as [Scene, ...Scene[]];
    const single: Scene = { ...first, objects: first.objects.slice(0, 1) };
    const plan = planOf({ questions: 40 });
    const found = [single, ...others].map((scene) => plan.next(scene).length);
    expect(found[0]).toBeLessThan(2);
    expect((found[0] as number) + (found[1] as number)).toBe(4);
    expect(plan.made).toBe(40);
    expect(plan.rejected()["no-way"]).toBeGreaterThan(0);
    const refusals = Object.values(plan.rejected());
    expect(refusals).toEqual([...refusals].sort((a, b) => b - a));
  });

  it("do not hang on objects that one may miss", () => {
    const plan = planOf({ scenes: 6, questions: 60 });
    let asked = 0;
    for (const scene of SCENES.filter(({ objects }) => objects.length > 5).slice(0, 6)) {
      const clear = { ...scene, objects: scene.objects.filter((_, at) => at !== 1 && at !== 3) };
      for (const { program, target } of plan.next(scene, [1, 3])) {
        asked++;
        const verdict = judge(program, clear);
        expect(verdict.ok && clear.objects[verdict.target]).toBe(scene.objects[target]);
      }
    }
    expect(asked).toBeGreaterThan(30);
    expect(plan.rejected()["hidden-object-matters"]).toBeGreaterThan(0);
  });

  it("have held-out answers alone where that is wanted", () => {
    const scenes = scenesOf("test-combinations", 6);
    const plan = planOf({ heldOutTargets: true, scenes: 6, questions: 24 });
    const pairs = new Set(HELD_OUT_PAIRS.map(String));
    let asked = 0;
    for (const scene of scenes) {
      for (const { target } of plan.next(scene)) {
        asked++;
        const { color, shape } = scene.objects[target] as Scene["objects"][number];
        expect(pairs.has(String([color, shape]))).toBe(true);
      }
    }
    expect(asked).toBe(24);
    expect(plan.rejected()["answer-not-held-out"]).toBeGreaterThan(0);
  });
});
