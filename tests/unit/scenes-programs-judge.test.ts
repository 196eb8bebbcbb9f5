import { describe, expect, it } from "vitest";
import type { AttributeFilter, Program, ProgramStep } from "#core/scenes/programs";
import { judge, MARGINS } from "#core/scenes/programs";
import { type Placed, sceneOf } from "./scenes-programs-support.ts";

const all: ProgramStep = { op: "scene" };
const filter = (attributes: AttributeFilter, input = 0): ProgramStep => ({ op: "filter", input, attributes });
const left = (object: number): ProgramStep => ({ op: "relate", object, direction: "left" });
const same = (object: number): ProgramStep => ({ op: "same", object, attribute: "color" });
const ordinal = (input: number, rank: number, from: "left" | "right" | "front" = "left"): ProgramStep => ({
  op: "ordinal",
  input,
  rank,
  from,
});

// Left to right: red cube, red sphere, blue cube, red cube, green cylinder.
const row: readonly Placed[] = [
  { at: [-3, 1], color: "red", shape: "cube" },
  { at: [-1.5, -1], color: "red", shape: "sphere" },
  { at: [0, 2], color: "blue", shape: "cube" },
  { at: [1.5, -2], color: "red", shape: "cube" },
  { at: [3, 0], color: "green", shape: "cylinder" },
];
const scene = sceneOf(...row);
const reason = (program: Program, where = scene) => {
  const verdict = judge(program, where);
  return verdict.ok ? verdict.target : verdict.reason;
};

describe("the symbolic filter lets good questions through", () => {
  it.each<[string, Program, number]>([
    ["by one attribute", [all, filter({ color: "green" })], 4],
    ["one hop", [all, filter({ color: "blue" }), left(1), filter({ shape: "cube" }, 2)], 0],
    ["an ordinal over all", [all, ordinal(0, 2)], 1],
    ["an ordinal over some", [all, filter({ shape: "cube" }), ordinal(1, 2)], 2],
    [
      "same",
      [all, filter({ shape: "sphere" }), same(1), filter({ color: "blue" }), left(3), { op: "and", inputs: [2, 4] }],
      0,
    ],
    [
      "the third of a union from the right",
      [all, filter({ color: "red" }), filter({ shape: "cube" }), { op: "or", inputs: [1, 2] }, ordinal(3, 3, "right")],
      1,
    ],
  ])("%s", (_, program, target) => {
    expect(judge(program, scene)).toMatchObject({ ok: true, target });
  });
});

describe("the symbolic filter turns bad ones away for the right reason", () => {
  it.each<[string, string, Program]>([
    ["a step that comes later", "malformed", [all, left(2), filter({ color: "red" })]],
    ["left of the red thing, of which there are three", "input-not-unique", [all, filter({ color: "red" }), left(1)]],
    ["two red cubes", "not-unique", [all, filter({ color: "red", shape: "cube" })]],
    ["nothing at all", "not-unique", [all, filter({ color: "cyan" })]],
    ["left of what is behind it", "circular", circular()],
    [
      "the only sphere, left of something",
      "shortcut",
      [all, filter({ color: "green" }), left(1), filter({ shape: "sphere" }, 2)],
    ],
    ["an ordinal of one", "shortcut", [all, filter({ shape: "sphere" }), ordinal(1, 1)]],
    ["small says nothing", "not-minimal", [all, filter({ size: "small", color: "green" })]],
    ["a filter that keeps all", "step-not-needed", [all, filter({ size: "small" }), ordinal(1, 2)]],
    ["the first cube is the first of all", "step-not-needed", [all, filter({ shape: "cube" }), ordinal(1, 1)]],
    ["an idle side of and", "step-not-needed", idleAnd()],
    ["an idle side of or: the first is in one of the two", "step-not-needed", idleOr()],
  ])("%s: %s", (_, expected, program) => {
    expect(reason(program)).toBe(expected);
  });

  it("finds a middle hop that isn't needed: the blue cube is blue wherever it stands", () => {
    const program: Program = [
      all,
      filter({ color: "green" }),
      left(1),
      filter({ color: "blue" }, 2),
      left(3),
      filter({ shape: "cube" }, 4),
    ];
    expect(judge(program, scene)).toEqual({ ok: false, reason: "step-not-needed", step: 2 });
  });

  function circular(): Program {
    // Only the red cube at 0 is left of the sphere, and only the sphere is both right of it and left of the blue cube.
    const right: ProgramStep = { op: "relate", object: 2, direction: "right" };
    return [all, filter({ shape: "sphere" }), left(1), right, filter({ shape: "sphere" }, 3)];
  }

  function idleAnd(): Program {
    const sides: Program = [all, filter({ shape: "sphere" }), left(1), filter({ color: "green" }), left(3)];
    return [...sides, { op: "and", inputs: [2, 4] }];
  }

  function idleOr(): Program {
    const union: ProgramStep = { op: "or", inputs: [1, 2] };
    return [all, filter({ shape: "cube", color: "red" }), filter({ color: "green" }), union, ordinal(3, 1)];
  }
});

describe("margins", () => {
  const moved = (index: number, at: readonly [number, number]) =>
    sceneOf(...row.map((object, i) => (i === index ? { ...object, at } : object)));

  it("asks for a gap to both neighbours in an ordinal, and to no others", () => {
    const near = MARGINS.ordinalWidths * 480 * 0.9;
    const beside = moved(1, [-3 + near / 60, -1]);
    expect(reason([all, ordinal(0, 1)], beside)).toBe("margin");
    expect(reason([all, ordinal(0, 2)], beside)).toBe("margin");
    expect(reason([all, ordinal(0, 3)], beside)).toBe(2);
    const deep = moved(1, [-1.5, 1 - MARGINS.ordinalDepth * 0.9]);
    expect(reason([all, ordinal(0, 4, "front")], deep)).toBe("margin");
    expect(reason([all, ordinal(0, 1, "front")], deep)).toBe(3);
  });

  it("asks every object to stay clear of a relation's border", () => {
    const program: Program = [all, filter({ color: "blue" }), left(1), filter({ shape: "cube" }, 2)];
    expect(reason(program, moved(4, [-0.2 - MARGINS.relation * 1.1, -1.4]))).toBe(0);
    expect(reason(program, moved(4, [-0.2 - MARGINS.relation * 0.9, -1.4]))).toBe("margin");
    expect(reason(program, moved(4, [-0.2 + MARGINS.relation * 0.9, -1.4]))).toBe("margin");
  });

  it("asks for a ratio of distances", () => {
    const nearest: Program = [
      all,
      filter({ color: "blue" }),
      { op: "distance", input: 0, object: 1, which: "nearest" },
    ];
    const at = (x: number) => sceneOf({ at: [0, 0], color: "blue" }, { at: [-1, 0] }, { at: [x, 0] });
    expect(reason(nearest, at(MARGINS.distanceRatio * 1.02))).toBe(1);
    expect(reason(nearest, at(MARGINS.distanceRatio * 0.98))).toBe("margin");
    expect(reason(nearest, at(-0.98 / MARGINS.distanceRatio))).toBe(2);
  });

  it("asks all objects to stay clear of the borders of a strip between two", () => {
    const between: Program = [
      all,
      filter({ color: "blue" }),
      filter({ color: "green" }),
      { op: "between", input: 0, objects: [1, 2] },
    ];
    const at = (...place: [number, number]) =>
      sceneOf({ at: [-2, 0], color: "blue" }, { at: [2, 0], color: "green" }, { at: [0, 0] }, { at: place });
    expect(reason(between, at(0.5, 1.1))).toBe(2);
    expect(reason(between, at(0.5, 0.9))).toBe("margin");
    expect(reason(between, at(2.1, 0.3))).toBe("margin");
    expect(reason(between, at(2.3, 0.3))).toBe(2);
    expect(reason(between, at(1, 0.3))).toBe("not-unique");
  });
});

it("compares sizes, of which there must be two", () => {
  const larger: Program = [all, filter({ shape: "sphere" }), { op: "compare-size", object: 1, than: "larger" }];
  const big = sceneOf(...row.map((object, i) => (i === 3 ? { ...object, size: "large" as const } : object)));
  expect(reason(larger, big)).toBe(3);
  expect(reason(larger, scene)).toBe("not-unique");
});
