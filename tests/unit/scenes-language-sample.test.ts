import { describe, expect, it } from "vitest";
import { sampleScene } from "#core/scenes";
import { sampleQuestions, stepWords } from "#core/scenes/language";
import { execute, judge, QUESTION_KINDS } from "#core/scenes/programs";

const scenes = Array.from({ length: 30 }, (_, seed) => sampleScene({ seed: seed + 500, visibility: false }));
const options = { seed: 7, count: 22, wordings: "train" } as const;

describe("sampling questions", () => {
  it("gives questions that the filter lets through, each once, with their values, target and words", () => {
    for (const scene of scenes) {
      const { questions } = sampleQuestions(scene, options);
      for (const { program, values, target, words } of questions) {
        expect(judge(program, scene)).toEqual({ ok: true, values, target });
        expect(execute(program, scene)).toEqual({ ok: true, values });
        expect(values[values.length - 1]).toEqual([target]);
        expect(words).toEqual(program.map(stepWords));
      }
      expect(new Set(questions.map(({ program }) => JSON.stringify(program))).size).toBe(questions.length);
    }
  });

  it("balances the kinds in crowded scenes, and keeps to those asked for", () => {
    const crowded = scenes.filter(({ objects }) => objects.length >= 8);
    expect(crowded.length).toBeGreaterThan(5);
    const counts = new Map<string, number>();
    for (const scene of crowded) {
      const { questions } = sampleQuestions(scene, options);
      expect(questions.length).toBe(22);
      for (const { kind } of questions) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    for (const kind of QUESTION_KINDS) expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(crowded.length);
    const some = sampleQuestions(crowded[0] as (typeof scenes)[number], { ...options, kinds: ["ordinal", "same"] });
    expect(new Set(some.questions.map(({ kind }) => kind))).toEqual(new Set(["ordinal", "same"]));
  });

  it("follows the shares asked for", () => {
    const scene = scenes.find(({ objects }) => objects.length === 10) as (typeof scenes)[number];
    const balance = { ordinal: 3, attribute: 0 };
    const kinds = ["ordinal", "attribute", "one-hop"] as const;
    const { questions } = sampleQuestions(scene, { ...options, count: 12, kinds, balance });
    const count = (kind: string) => questions.filter((one) => one.kind === kind).length;
    expect([count("ordinal"), count("attribute"), count("one-hop")]).toEqual([9, 0, 3]);
  });

  it("gives the same for the same seed, another for another, and fewer where a scene has no more", () => {
    const [scene] = scenes as [(typeof scenes)[number]];
    expect(sampleQuestions(scene, options)).toEqual(sampleQuestions(scene, options));
    expect(sampleQuestions(scene, options)).not.toEqual(sampleQuestions(scene, { ...options, seed: 8 }));
    const small = sampleScene({ seed: 1, minObjects: 3, maxObjects: 3, visibility: false });
    const all = sampleQuestions(small, { ...options, count: 5000 });
    expect(all.questions.length).toBeLessThan(1000);
    expect(all.questions.length).toBeGreaterThan(3);
    expect(all.rejected.repeated).toBeGreaterThan(0);
    expect(sampleQuestions({ ...scene, objects: [] }, options).questions).toEqual([]);
  });

  it("asks only for the objects that may be answers", () => {
    const scene = scenes.find(({ objects }) => objects.length === 10) as (typeof scenes)[number];
    const { questions, rejected } = sampleQuestions(scene, { ...options, answers: [2, 5] });
    expect(new Set(questions.map(({ target }) => target))).toEqual(new Set([2, 5]));
    expect(rejected["other-answer"]).toBeGreaterThan(0);
  });

  it("counts what it turned away by reason", () => {
    const rejected = new Set(scenes.flatMap((scene) => Object.keys(sampleQuestions(scene, options).rejected)));
    for (const reason of ["shortcut", "step-not-needed", "not-minimal", "margin", "circular", "not-unique"]) {
      expect(rejected).toContain(reason);
    }
  });
});
