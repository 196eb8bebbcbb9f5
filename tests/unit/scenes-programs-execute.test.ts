import { describe, expect, it } from "vitest";
import { seededDraws } from "#core/metrics";
import { DIRECTIONS, type Scene, type SceneObject, sampleScene } from "#core/scenes";
import { execute, type Program, type ProgramStep, proposeProgram, QUESTION_KINDS } from "#core/scenes/programs";
import { sceneOf } from "./scenes-programs-support.ts";

/** The semantics once more, over lists of objects, one test an object; "none" where a single object is missing. */
function bruteForce(program: Program, { objects, directions }: Scene): number[][] | "none" {
  const values: SceneObject[][] = [];
  const get = (index: number) => values[index] as SceneObject[];
  for (const step of program) {
    const needed = "objects" in step ? step.objects : "object" in step ? [step.object] : [];
    if (needed.some((input) => get(input).length !== 1)) return "none";
    const [one, two] = needed.map((input) => get(input)[0] as SceneObject);
    values.push(objects.filter((object) => holds(step, object, one, two)));
  }
  return values.map((list) => list.map((object) => objects.indexOf(object)));

  function holds(step: ProgramStep, object: SceneObject, one?: SceneObject, two?: SceneObject): boolean {
    const others = (input: number) => get(input).filter((other) => other !== object);
    switch (step.op) {
      case "scene":
        return true;
      case "filter":
        return (
          get(step.input).includes(object) &&
          Object.entries(step.attributes).every(([name, value]) => object[name as "size"] === value)
        );
      case "relate": {
        const [dx, dy] = directions[step.direction];
        return one !== undefined && object !== one && dx * object.x + dy * object.y > 0.2 + dx * one.x + dy * one.y;
      }
      case "same":
        return one !== undefined && object !== one && object[step.attribute] === one[step.attribute];
      case "compare-size":
        return `${object.size} ${one?.size}` === (step.than === "larger" ? "large small" : "small large");
      case "ordinal": {
        const place = ({ pixel: [x, , depth] }: SceneObject) => ({ left: x, right: -x, front: depth })[step.from];
        if (!get(step.input).includes(object)) return false;
        return others(step.input).filter((other) => place(other) < place(object)).length === step.rank - 1;
      }
      case "distance": {
        if (one === undefined || object === one || !get(step.input).includes(object)) return false;
        const squared = (other: SceneObject) => (other.x - one.x) ** 2 + (other.y - one.y) ** 2;
        const rivals = others(step.input).filter((other) => other !== one);
        return rivals.every((other) => squared(other) > squared(object) === (step.which === "nearest"));
      }
      case "between": {
        if (!one || !two || object === one || object === two || !get(step.input).includes(object)) return false;
        const inner = (a: SceneObject, b: SceneObject) =>
          (object.x - a.x) * (b.x - a.x) + (object.y - a.y) * (b.y - a.y);
        const area = (two.x - one.x) * (object.y - one.y) - (two.y - one.y) * (object.x - one.x);
        const length = Math.sqrt((two.x - one.x) ** 2 + (two.y - one.y) ** 2);
        return inner(one, two) > 0 && inner(two, one) > 0 && Math.abs(area) < 0.8 * length;
      }
      case "and":
        return step.inputs.every((input) => get(input).includes(object));
      case "or":
        return step.inputs.some((input) => get(input).includes(object));
    }
  }
}

describe("executing programs", () => {
  it("agrees with brute force on every kind of step, over proposals on sampled scenes", () => {
    const ops = new Map<string, number>();
    for (let seed = 0; seed < 120; seed += 1) {
      const scene = sampleScene({ seed, visibility: false });
      const draw = seededDraws(seed);
      for (const kind of [...QUESTION_KINDS, ...QUESTION_KINDS, ...QUESTION_KINDS]) {
        const program = proposeProgram(kind, scene, draw);
        if (program === null) continue;
        expect(execute(program, scene)).toEqual({ ok: true, values: bruteForce(program, scene) });
        for (const { op } of program) ops.set(op, (ops.get(op) ?? 0) + 1);
      }
    }
    expect([...ops.keys()].sort()).toEqual(
      ["scene", "filter", "relate", "same", "compare-size", "ordinal", "distance", "between", "and", "or"].sort(),
    );
    expect(Math.min(...ops.values())).toBeGreaterThan(30);
  });

  it("agrees with brute force on relations of every object in every direction", () => {
    const scene = sampleScene({ seed: 5, minObjects: 8, visibility: false });
    scene.objects.forEach((_, rank) => {
      for (const direction of DIRECTIONS) {
        const program: Program = [
          { op: "scene" },
          { op: "ordinal", input: 0, rank: rank + 1, from: "left" },
          { op: "relate", object: 1, direction },
        ];
        expect(execute(program, scene)).toEqual({ ok: true, values: bruteForce(program, scene) });
      }
    });
  });

  it("relates only beyond 0.2, the object itself left out", () => {
    const scene = sceneOf({ at: [0, 0], color: "blue" }, { at: [0.2, 0] }, { at: [0.21, 1] }, { at: [-1, 0] });
    const program: Program = [
      { op: "scene" },
      { op: "filter", input: 0, attributes: { color: "blue" } },
      { op: "relate", object: 1, direction: "right" },
    ];
    expect(execute(program, scene)).toMatchObject({ values: [[0, 1, 2, 3], [0], [2]] });
  });

  it("puts between two only what is strictly inside the segment and beside it by less than 0.8", () => {
    const scene = sceneOf(
      { at: [-2, 0], color: "blue" },
      { at: [2, 0], color: "green" },
      { at: [0, 0.79] },
      { at: [0, -0.81] },
      { at: [-2, 0.5] },
      { at: [1.99, -0.5] },
    );
    const program: Program = [
      { op: "scene" },
      { op: "filter", input: 0, attributes: { color: "blue" } },
      { op: "filter", input: 0, attributes: { color: "green" } },
      { op: "between", input: 0, objects: [1, 2] },
    ];
    expect(execute(program, scene)).toMatchObject({ values: { 3: [2, 5] } });
  });

  it("answers with what went wrong instead of throwing", () => {
    const scene = sceneOf({ at: [0, 0] }, { at: [1, 1] });
    const all: ProgramStep = { op: "scene" };
    const relate = (object: number): ProgramStep => ({ op: "relate", object, direction: "left" });
    expect(execute([all, relate(0)], scene)).toEqual({ ok: false, reason: "input-not-unique", step: 1, found: 2 });
    const none: ProgramStep = { op: "filter", input: 0, attributes: { color: "cyan" } };
    expect(execute([all, none, relate(1)], scene)).toMatchObject({ reason: "input-not-unique", step: 2, found: 0 });
    expect(execute([all, relate(1)], scene)).toMatchObject({ reason: "malformed", step: 1 });
    expect(execute([all, { op: "and", inputs: [0, 7] }], scene)).toMatchObject({ reason: "malformed", step: 1 });
    expect(execute([], scene)).toMatchObject({ reason: "malformed" });
    const third: ProgramStep = { op: "ordinal", input: 0, rank: 3, from: "left" };
    expect(execute([all, third], scene)).toEqual({ ok: true, values: [[0, 1], []] });
  });

  it("refuses scenes of more than 30 objects by name", () => {
    const many = sceneOf(...Array.from({ length: 31 }, (_, i) => ({ at: [i, i] as const })));
    expect(() => execute([{ op: "scene" }], many)).toThrow(expect.objectContaining({ code: "too-large" }));
  });
});
