import { beforeAll, describe, expect, it } from "vitest";
import { seededDraws } from "#core/metrics";
import { type Scene, sampleScene } from "#core/scenes";
import {
  type ComposedText,
  compose,
  HELD_OUT_WORDS,
  MOST_WORDS,
  stepWords,
  TEMPLATES,
  WORDINGS,
  type Wording,
} from "#core/scenes/language";
import { judge, type Program, proposeProgram, QUESTION_KINDS, type QuestionKind } from "#core/scenes/programs";
import { readBack } from "./scenes-language-reader.ts";

interface Said extends ComposedText {
  readonly kind: QuestionKind;
  readonly program: Program;
}

const scenes: Scene[] = [];
const programs: { kind: QuestionKind; program: Program }[] = [];
const said: Record<Wording, Said[]> = { train: [], wide: [], val: [], test: [] };

beforeAll(() => {
  for (let seed = 0; seed < 40; seed += 1) scenes.push(sampleScene({ seed, minObjects: 6, visibility: false }));
  const draw = seededDraws(1);
  for (const kind of QUESTION_KINDS) {
    for (let tries = 0, found = 0; found < 60 && tries < 20_000; tries += 1) {
      const scene = scenes[tries % scenes.length] as Scene;
      const program = proposeProgram(kind, scene, draw);
      if (program === null || !judge(program, scene).ok) continue;
      programs.push({ kind, program });
      found += 1;
    }
  }
  for (const wording of WORDINGS) {
    for (let seed = 0; seed < 20; seed += 1) {
      const words = seededDraws(1000 + seed);
      for (const one of programs) {
        const text = compose(one.program, wording, words);
        if (text) said[wording].push({ ...text, ...one });
      }
    }
  }
});

/** Everything in small letters, without signs, one space between words and at both ends. */
const plain = (text: string) => ` ${text.toLowerCase().replace(/[^a-z ]/g, "")} `;
const has = (text: string, words: string) => plain(text).includes(plain(words));

/** What a template looks like with anything in its slots. */
const shapeOf = (template: string) =>
  new RegExp(
    `^${plain(template.replace(/\{[^}]+\}/g, "zzz"))
      .trim()
      .replace(/\ban? /g, "an? ")
      .replaceAll("zzz", ".+")}$`,
  );

it("puts every program of every kind into words, in every wording", () => {
  for (const wording of WORDINGS) {
    expect(said[wording].length).toBeGreaterThan(programs.length * 20 * 0.99);
    expect(new Set(said[wording].map(({ kind }) => kind)).size).toBe(QUESTION_KINDS.length);
  }
});

describe("the wordings of the training", () => {
  it("have at least twelve templates in all and both forms for every kind, all of them used", () => {
    for (const kind of QUESTION_KINDS) {
      const own = said.train.filter((one) => one.kind === kind);
      expect(new Set(own.map(({ template }) => template)).size, kind).toBeGreaterThanOrEqual(12);
      expect(new Set(own.map(({ form }) => form)), kind).toEqual(new Set(["question", "phrase"]));
    }
    const used = new Set(said.train.map(({ template }) => template));
    expect(
      Object.values(TEMPLATES.train)
        .flat()
        .filter((template) => !used.has(template)),
    ).toEqual([]);
  });

  it("read back as the program they were made of", () => {
    let read = 0;
    for (const { text, program } of said.train) {
      expect(canonical(readBack(text)), text).toEqual(canonical(program));
      read += 1;
    }
    expect(read).toBeGreaterThan(5000);
  });

  it.each(["train", "wide"] as const)("hold no word that is held out: %s", (wording) => {
    const words = [...HELD_OUT_WORDS.val, ...HELD_OUT_WORDS.test];
    expect(words.length).toBeGreaterThan(40);
    for (const word of words)
      expect(
        said[wording].filter(({ text }) => has(text, word)).map(({ text }) => text),
        word,
      ).toEqual([]);
  });

  it.each(["train", "wide"] as const)("never take the shape of a template that is held out: %s", (wording) => {
    for (const template of [...Object.values(TEMPLATES.val), ...Object.values(TEMPLATES.test)].flat()) {
      const shape = shapeOf(template);
      expect(said[wording].find(({ text }) => shape.test(plain(text).trim()))?.text, template).toBeUndefined();
    }
  });
});

describe.each(["val", "test"] as const)("the held-out wordings of %s", (wording) => {
  it("use their own templates only, all of them", () => {
    const own = Object.values(TEMPLATES[wording]).flat();
    expect([...new Set(said[wording].map(({ template }) => template))].sort()).toEqual([...own].sort());
    const others = WORDINGS.filter((name) => name !== wording).flatMap((name) => Object.values(TEMPLATES[name]).flat());
    expect(own.filter((template) => others.includes(template))).toEqual([]);
  });

  it("take a held-out word in at least half of the slots that have one, and use every one", () => {
    for (const { heldOut, text } of said[wording]) {
      expect(heldOut.taken * 2, text).toBeGreaterThanOrEqual(heldOut.offered);
    }
    expect(said[wording].filter(({ heldOut }) => heldOut.offered === 0).length).toBeLessThan(said[wording].length / 20);
    for (const word of HELD_OUT_WORDS[wording])
      expect(
        said[wording].some(({ text }) => has(text, word)),
        word,
      ).toBe(true);
  });

  it("hold no word of the other group", () => {
    const other = HELD_OUT_WORDS[wording === "val" ? "test" : "val"];
    for (const word of other) expect(said[wording].find(({ text }) => has(text, word))?.text, word).toBeUndefined();
  });
});

it("writes plain ASCII of at most 45 words, with articles and signs in order", () => {
  for (const { text, form, wide } of WORDINGS.flatMap((wording) =>
    said[wording].map((one) => ({ ...one, wide: wording === "wide" })),
  )) {
    expect(text).toMatch(wide ? /^[A-Za-z][A-Za-z ,.:;?!()'-]*$/ : /^[A-Za-z][A-Za-z ,.:;?]*[A-Za-z.?]$/);
    expect(text.split(" ").length).toBeLessThanOrEqual(MOST_WORDS);
    expect(text).not.toMatch(/ {2}| [,.?;:]|\ba [aeiou]|\ban [^aeiou]|\b(the|a|an) (the|a|an)\b|[@#&|{}]/i);
    if (form === "phrase") expect(text).not.toMatch(/\?/);
  }
});

it("says the same for the same draws", () => {
  for (const { program } of programs.slice(0, 50)) {
    expect(compose(program, "test", seededDraws(3))).toEqual(compose(program, "test", seededDraws(3)));
  }
});

it("refuses shapes of program that it has no words for", () => {
  const odd: Program = [
    { op: "scene" },
    { op: "ordinal", input: 0, rank: 1, from: "left" },
    { op: "relate", object: 1, direction: "left" },
  ];
  expect(() => compose(odd, "train", seededDraws(1))).toThrow(expect.objectContaining({ code: "unsupported" }));
});

it("says each step in a fixed vocabulary", () => {
  const words = (step: Program[number]) => stepWords(step);
  expect(words({ op: "scene" })).toBe("all things");
  expect(words({ op: "filter", input: 0, attributes: { material: "metal", size: "large", shape: "cube" } })).toBe(
    "large metal cubes",
  );
  expect(words({ op: "filter", input: 3, attributes: { color: "red" } })).toBe("red things");
  expect(words({ op: "relate", object: 1, direction: "front" })).toBe("in front of that");
  expect(words({ op: "same", object: 1, attribute: "color" })).toBe("same color as that");
  expect(words({ op: "compare-size", object: 1, than: "smaller" })).toBe("smaller than that");
  expect(words({ op: "ordinal", input: 0, rank: 3, from: "left" })).toBe("third from the left");
  expect(words({ op: "distance", input: 0, object: 1, which: "nearest" })).toBe("nearest to that");
  expect(words({ op: "between", input: 0, objects: [1, 2] })).toBe("between those");
  expect([words({ op: "and", inputs: [1, 2] }), words({ op: "or", inputs: [1, 2] })]).toEqual(["both", "either"]);
});

/** Steps that don't depend on each other's order, by what they mean. */
function canonical(program: Program): unknown {
  const at = (index: number): unknown => {
    const step = program[index] as Program[number];
    const inputs = "inputs" in step ? step.inputs.map(at) : "objects" in step ? step.objects.map(at) : null;
    return {
      ...step,
      ...("input" in step ? { input: at(step.input) } : {}),
      ...("object" in step ? { object: at(step.object) } : {}),
      ...(inputs ? { ["inputs" in step ? "inputs" : "objects"]: inputs } : {}),
    };
  };
  return at(program.length - 1);
}
