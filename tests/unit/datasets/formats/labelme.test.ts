import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeLabelme } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const labelme = formatById("labelme");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

const shape = (shape_type: string, points: unknown, more: object = {}) => ({ label: "x", shape_type, points, ...more });
const annotation = (shapes: unknown[], more: object = {}) => ({
  version: "5.5.0",
  flags: {},
  shapes,
  imagePath: "a.png",
  imageData: null,
  ...more,
});

it("makes a sample of each label: its shapes, its description as the question, the image's true flags", async () => {
  const source = await makeLabelme(`${folder}/whole`);
  const { samples, notes } = await readAll(labelme, source);
  expect(notes).toEqual([]);
  expect(samples.map(({ id, question, category, kind }) => [id, question, category, kind])).toEqual([
    ["annotations/one/cat", "", "cat", ["night"]],
    ["annotations/one/dog", "Who barks?", "dog", ["night"]],
  ]);
  // A rectangle from (1.7, 1) to (3, 2.9): coordinates are cut, both ends are inside.
  expect(drawing(samples[0]?.mask)?.slice(0, 4)).toEqual([
    "............",
    ".###........",
    ".###........",
    "............",
  ]);
  expect(drawing(samples[0]?.ignore)?.at(-1)).toBe("...........#");
  const asked = await readAll(labelme, source, { question: "Where is the {label}?", per: "image" });
  expect(asked.samples).toMatchObject([{ id: "annotations/one", question: "Where is the cat, dog?" }]);
});

it("draws every kind of shape", async () => {
  const source = `${folder}/shapes`;
  const png = await sharp(Buffer.from([255, 0, 0, 255]), { raw: { width: 2, height: 2, channels: 1 } })
    .png()
    .toBuffer();
  const shapes = [
    shape("polygon", [
      [1, 1],
      [5.9, 1],
      [1, 5],
    ]),
    shape("circle", [
      [6, 3],
      [7, 4],
    ]),
    shape("point", [[6, 3]]),
    shape("linestrip", [
      [-9, -4],
      [30, -4],
    ]),
    shape(
      "mask",
      [
        [10, 4],
        [11, 5],
      ],
      { mask: png.toString("base64") },
    ),
  ];
  await writeFiles(source, { "a.json": annotation(shapes), "a.png": await picture(12, 7) });
  const { samples, notes } = await readAll(labelme, source, { per: "instance" });
  expect(notes).toEqual([]);
  expect(samples.map(({ mask }) => drawing(mask))).toEqual([
    ["............", ".#####......", ".####.......", ".###........", ".##.........", ".#..........", "............"],
    ["............", "............", ".....###....", ".....###....", ".....###....", "............", "............"],
    ["..#########.", ".###########", ".###########", ".###########", ".###########", ".###########", "..#########."],
    ["############", "############", "............", "............", "............", "............", "............"],
    ["............", "............", "............", "............", "..........#.", "...........#", "............"],
  ]);
  expect(samples.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4].map((index) => `a/x/shape-${index}`));
});

it("takes the picture inside the JSON where the file is missing or out of reach", async () => {
  const source = `${folder}/embedded`;
  const bytes = await picture(3, 2);
  const dot = [
    shape("rectangle", [
      [0, 0],
      [0, 0],
    ]),
  ];
  await writeFiles(source, {
    "a.json": annotation(dot, { imagePath: "gone.png", imageData: bytes.toString("base64") }),
    "b.json": annotation(dot, { imagePath: "../../outside.png" }),
  });
  const { samples, notes } = await readAll(labelme, source);
  expect(samples.map(({ image }) => image)).toEqual([
    { kind: "bytes", name: "gone.png", bytes: new Uint8Array(bytes) },
  ]);
  expect(drawing(samples[0]?.mask)).toEqual(["#..", "..."]);
  expect(reasons(notes)).toEqual([["skipped", "its image's path is not followed", "imagePath"]]);
});

it("notes broken files and shapes, and reads the rest", async () => {
  const source = `${folder}/broken`;
  const dot = shape("rectangle", [
    [0, 0],
    [0, 0],
  ]);
  await writeFiles(source, {
    "1.json": "{",
    "2.json": { classes: [] },
    "3.json": annotation([dot], { imageWidth: 99 }),
    "4.json": annotation([]),
    "5.json": annotation([shape("spline", []), shape("circle", [[1, 1]]), shape("polygon", [[0, "a"]]), 4, dot]),
    "6.json": annotation([
      shape(
        "mask",
        [
          [0, 0],
          [1, 1],
        ],
        { mask: "no png" },
      ),
    ]),
    "a.png": await picture(3, 2),
  });
  const { samples, notes } = await readAll(labelme, source);
  expect(samples.map(({ id }) => id)).toEqual(["5/x"]);
  expect(reasons(notes)).toEqual([
    ["skipped", "it is not of the format", null],
    ["skipped", "it is not of the format", "shapes"],
    ["skipped", "it was drawn on a picture of another size", "imageWidth"],
    ["skipped", "it has no shapes", "shapes"],
    ["partly", "its shape cannot be drawn", "shapes[0].shape_type"],
    ["partly", "its shape cannot be drawn", "shapes[1].points"],
    ["partly", "its shape cannot be drawn", "shapes[2].points[0]"],
    ["partly", "its shape cannot be drawn", "shapes[3]"],
    ["partly", "its shape cannot be drawn", "shapes[0].mask"],
    ["skipped", "it has no shapes", "shapes"],
  ]);
  await expect(readAll(labelme, `${source}/1.json`)).rejects.toMatchObject({ code: "bad-input" });
});
