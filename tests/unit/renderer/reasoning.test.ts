import { describe, expect, it } from "vitest";
import type { Candidate } from "#core/samples";
import { nounPhrases } from "#core/scenes/language";
import {
  candidateOfObject,
  chatMentions,
  type Mention,
  piecesWith,
  questionMentions,
  reasoningMentions,
  reasonings,
  type SceneFacts,
} from "#renderer/reasoning";
import { boxMask } from "./fake-client.ts";

const told = (text: string, mentions: readonly Mention[]) =>
  mentions.map(({ start, end, candidates, objects }) => [text.slice(start, end), ...candidates, ...objects]);

describe("masks that a chat evaluator names", () => {
  const group = ["a", "b", "c"];
  it.each([
    [
      "Mask 2 misses the handle; mask #3 is exact.",
      [
        ["Mask 2", "b"],
        ["mask #3", "c"],
      ],
    ],
    [
      "Masks 1, 2 and 3 are parts.",
      [
        ["Masks 1", "a"],
        ["2", "b"],
        ["3", "c"],
      ],
    ],
    [
      "Mask 1, 2 pixels larger than mask 3",
      [
        ["Mask 1", "a"],
        ["mask 3", "c"],
      ],
    ],
  ])("are linked: %s", (text, mentions) => {
    expect(told(text, chatMentions(text, group))).toEqual(mentions);
  });

  it.each(["Masks 1-3 are parts", "masks 1 to 3", "mask 4", "mask 0", "mask 1.5", "3 masks", "unmask 1"])(
    "are left alone where it is not certain: %s",
    (text) => {
      expect(chatMentions(text, group)).toEqual([]);
    },
  );
});

const object = (x: number, y: number, look: Partial<SceneFacts["objects"][number]>): SceneFacts["objects"][number] => ({
  ...{ size: "small", color: "gray", material: "metal", shape: "cube", pixel: [x, y, 10] },
  ...look,
});
/** From left to right: 1, 2, 0. */
const facts: SceneFacts = {
  program: [
    { op: "scene" },
    { op: "filter", attributes: { color: "gray", shape: "cube" } },
    { op: "relate" },
    { op: "filter", attributes: { color: "blue", material: "metal" } },
  ],
  values: [[0, 1, 2], [0], [1, 2], [1]],
  objects: [
    object(30, 20, {}),
    object(5, 6, { color: "blue", shape: "cylinder" }),
    object(18, 6, { color: "red", material: "rubber", shape: "sphere" }),
  ],
};

describe("noun phrases of a question", () => {
  it("are adjectives and their noun, in any of the words that our questions use", () => {
    const text = "Would you mark the blue shiny thing before the metallic, gray block?";
    expect(nounPhrases(text).map(({ start, end, attributes }) => [text.slice(start, end), attributes])).toEqual([
      ["blue shiny thing", { color: "blue", material: "metal" }],
      ["gray block", { color: "gray", shape: "cube" }],
    ]);
  });
});

describe("words of a generated question", () => {
  it("are linked to what the program's filter of the same attributes found", () => {
    const text = "The azure metallic item behind the gray cube";
    expect(told(text, questionMentions(text, facts))).toEqual([
      ["azure metallic item", 1],
      ["gray cube", 0],
    ]);
  });

  it("are several objects for a plural alone: one of them is another step's to say", () => {
    const several = { ...facts, values: facts.values.map((value, step) => (step === 1 ? [0, 2] : value)) };
    expect(told("the gray cubes", questionMentions("the gray cubes", several))).toEqual([["gray cubes", 0, 2]]);
    expect(questionMentions("the gray cube nearest to us", several)).toEqual([]);
  });

  it("are left alone where no filter says just that, or two disagree", () => {
    expect(questionMentions("the cube left of the blue thing", facts)).toEqual([]);
    const twice = { ...facts, program: [...facts.program, facts.program[1]], values: [...facts.values, [2]] };
    expect(questionMentions("the gray cube", twice as SceneFacts)).toEqual([]);
  });
});

describe("objects that geo-tiny's reasoning numbers from left to right", () => {
  it("are linked where all that it says of them fits the scene", () => {
    const text = "gray cubes : #3 ; behind that ; blue metal things : #1 ;";
    expect(told(text, reasoningMentions(text, facts.objects))).toEqual([
      ["#3", 0],
      ["#1", 1],
    ]);
  });

  it.each([
    ["one does not fit: it saw something else than the scene has", "gray cubes : #2 ; left of that : #1 ;"],
    ["a number is beyond the scene", "gray cubes : #3 #4 ;"],
    ["nothing that it says can be compared", "left of that : #1 ;"],
  ])("are not linked where %s", (_, text) => {
    expect(reasoningMentions(text, facts.objects)).toEqual([]);
  });
});

describe("the candidate that shows an object", () => {
  const candidate = (id: string, predictedIou: number, ...box: [number, number, number, number]): Candidate => ({
    ...{
      id,
      source: "amg",
      rle: boxMask(...box),
      area: 1,
      bbox: box,
      predictedIou,
      stability: 1,
      score: null,
      rank: 1,
    },
  });
  const candidates = [
    candidate("both", 1, 0, 0, 25, 12),
    candidate("fair", 0.8, 2, 2, 6, 8),
    candidate("good", 0.9, 3, 3, 6, 8),
  ];

  it("covers its centre and no other's; of several the one that SAM thinks best of", () => {
    expect(candidateOfObject(1, facts.objects, candidates)?.id).toBe("good");
    expect(candidateOfObject(2, facts.objects, candidates)).toBeNull();
  });
});

describe("a text in pieces", () => {
  it("is the text again, whatever its mentions", () => {
    const mentions = [
      { start: 4, end: 6, candidates: ["b"], objects: [] },
      { start: 0, end: 1, candidates: ["a"], objects: [] },
      { start: 5, end: 7, candidates: ["c"], objects: [] },
    ];
    const pieces = piecesWith("abcdefgh", mentions);
    expect(pieces.map((piece) => piece.text)).toEqual(["a", "bcd", "ef", "gh"]);
  });
});

describe("reasonings of several groups", () => {
  const group = (reasoning: string | null) => ({
    ...{ candidates: [], scores: [], reasoning, error: null, attempts: 1, cached: false, milliseconds: 1 },
    exchange: null,
  });
  const groups = [group("the same"), group(null), group("the same"), group("other")];

  it("stand once where they say the same", () => {
    expect(reasonings({ evaluator: "pack", groups })).toEqual([
      { text: "the same", groups: [0, 2] },
      { text: "other", groups: [3] },
    ]);
  });

  it("stand apart for a chat evaluator, whose mask 1 is another in each group", () => {
    expect(reasonings({ evaluator: "chat", groups }).map((one) => one.groups)).toEqual([[0], [2], [3]]);
  });
});
