import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rleArea, rleBBox } from "#core/masks";
import { formatById } from "#electron/datasets";
import { readScene, runProgram } from "#electron/datasets/clevr-programs";
import { clevrScene, makeClevr } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const clevr = formatById("clevr-ref");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads an expression: the masks of what its program returned", async () => {
  const { samples, notes } = await readAll(clevr, await makeClevr(`${folder}/whole`));
  expect(notes).toEqual([]);
  const [sample] = samples;
  expect(sample).toMatchObject({
    id: "val-70",
    question: "The red things",
    category: "clevr-ref",
    kind: ["many targets"],
    split: "val",
  });
  expect(drawing(sample?.mask)?.[0]?.slice(0, 13)).toBe(".##......##..");
  expect(rleArea(sample?.mask as never)).toBe(4);
  expect(sample?.mask?.size).toEqual([320, 480]);
  expect(sample?.details).toMatchObject({ clevrRef: { targets: [0, 2], image_index: 7 } });
  expect(sample?.details.program).toHaveLength(2);
});

it("runs the program where its outputs are left out, in whatever order the expressions come", async () => {
  const source = `${folder}/order`;
  const program = [
    { type: "scene", inputs: [] },
    { type: "filter_color", inputs: [0], value_inputs: ["blue"] },
    { type: "unique", inputs: [1] },
    { type: "relate", inputs: [2], value_inputs: ["left"] },
  ];
  const expression = (index: number, number: number) => ({
    refexp: "Left of it",
    program,
    image_index: index,
    image_filename: "a.png",
    refexp_index: number,
  });
  await writeFiles(source, {
    "refexps/x_train_refexps.json": { refexps: [expression(2, 0), expression(1, 1), expression(2, 2)] },
    "scenes/x_train_scenes.json": { scenes: Array.from({ length: 3 }, (_, index) => clevrScene(index)) },
    "images/train/a.png": await picture(480, 320),
  });
  const { samples, notes } = await readAll(clevr, source);
  expect(notes).toEqual([]);
  expect(samples.map(({ id, mask }) => [id, rleBBox(mask as never)])).toEqual([
    ["train-0", [1, 0, 2, 1]],
    ["train-1", [1, 0, 2, 1]],
    ["train-2", [1, 0, 2, 1]],
  ]);
});

it("takes an expression without a target as an empty mask, and skips what is broken", async () => {
  const source = `${folder}/broken`;
  const wrongBox = clevrScene(1);
  wrongBox.obj_bbox["1"] = [40, 0, 2, 1];
  const shortMask = clevrScene(2);
  shortMask.obj_mask["1"] = "1,2,3";
  const expression = (index: number, number: number, output: unknown, name = "a.png") => ({
    refexp: "It",
    program: [{ type: "scene", inputs: [], _output: output }],
    image_index: index,
    image_filename: name,
    refexp_index: number,
  });
  await writeFiles(source, {
    "refexps/x_val_refexps.json": {
      refexps: [
        expression(0, 0, []),
        expression(1, 1, [0]),
        expression(2, 2, [0]),
        expression(0, 3, [9]),
        expression(5, 4, [0]),
        expression(0, 5, [0], "../a.png"),
        { ...expression(0, 6, []), program: [{ type: "launch", inputs: [] }] },
        expression(1, 7, 1),
      ],
    },
    "scenes/x_val_scenes.json": { scenes: [clevrScene(0), wrongBox, shortMask] },
    "images/val/a.png": await picture(480, 320),
  });
  const { samples, notes } = await readAll(clevr, source);
  expect(samples.map(({ id, kind, mask }) => [id, kind, rleArea(mask as never)])).toEqual([
    ["val-0", ["no target"], 0],
    ["val-7", ["one target"], 2],
  ]);
  expect(reasons(notes)).toEqual([
    ["skipped", "its mask and its box disagree", 'refexps[1].obj_bbox["1"]'],
    ["skipped", "its mask cannot be read", 'refexps[2].obj_mask["1"]'],
    ["skipped", "it is not of the format", "refexps[3].program"],
    ["skipped", "its scene is missing", "refexps[4].image_index"],
    ["skipped", "its image's path is not followed", "refexps[5].image_filename"],
    ["skipped", "its program has no result", "refexps[6].program[0].type"],
  ]);
});

it("says which scenes are missing", async () => {
  await writeFiles(`${folder}/scenes`, { "refexps/x_val_refexps.json": { refexps: [] } });
  await expect(readAll(clevr, `${folder}/scenes`)).rejects.toMatchObject({ code: "not-found" });
});

describe("programs", () => {
  const scene = readScene(clevrScene(0));
  const all = { type: "scene", inputs: [] };
  const filter = (attribute: string, value: string, input = 0) => ({
    type: `filter_${attribute}`,
    inputs: [input],
    value_inputs: [value],
  });

  it.each([
    ["filter", [all, filter("shape", "cube")], [0, 1]],
    ["same colour", [all, filter("shape", "sphere"), { type: "same_color", inputs: [1] }], [0]],
    ["union", [all, filter("color", "blue"), filter("shape", "sphere"), { type: "union", inputs: [1, 2] }], [1, 2]],
    ["intersect", [all, filter("color", "red"), filter("shape", "cube"), { type: "intersect", inputs: [1, 2] }], [0]],
    ["the second from left", [all, ordinal("second", "from left")], [1]],
    ["the first from right", [all, ordinal("first", "from right")], [2]],
    ["the first from front", [all, ordinal("first", "from front")], [1]],
  ])("%s", (_, program, expected) => {
    expect(runProgram(program, scene)).toEqual(expected);
  });

  it("tells what something in front hides from what nothing hides", () => {
    const overlapping = clevrScene(0);
    // Object 2 is nearer than object 1 and covers one of its two pixels.
    overlapping.obj_mask["2"] = `2,2,${480 * 320 - 4}`;
    const visible = (value: string) => [all, { type: "filter_visible", inputs: [0], value_inputs: [value] }];
    expect(runProgram(visible("partially visible"), readScene(overlapping))).toEqual([0]);
    expect(runProgram(visible("fully visible"), readScene(overlapping))).toEqual([1, 2]);
  });

  it.each([
    ["unique of several", [all, { type: "unique", inputs: [0] }], ".program[1]"],
    ["an input that is not there", [{ type: "unique", inputs: [3] }], ".program[0].inputs"],
    ["no nodes", [], ".program"],
    ["a place that nobody has", [all, ordinal("ninth", "from left")], ".program[1]"],
  ])("refuses %s", (_, program, path) => {
    expect(() => runProgram(program, scene)).toThrow(expect.objectContaining({ path }));
  });

  it("finds no attribute in what objects inherit", () => {
    expect(runProgram([all, filter("constructor", "O")], scene)).toEqual([]);
  });

  function ordinal(place: string, side: string) {
    return { type: "filter_ordinal", inputs: [0], value_inputs: [`the ${place} one of the`, side] };
  }
});
