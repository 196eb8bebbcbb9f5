import { join } from "node:path";
import { expect, it } from "vitest";
import { rleArea } from "#core/masks";
import { reasonseg } from "../../../../electron/datasets/formats/reasonseg.ts";
import { scratch } from "../reading/scratch.ts";
import { drawing, picture, readAll, writeFiles } from "./importing.ts";

const box = (label: string, x: number, y: number, w: number, h: number) => ({
  label,
  points: [
    [x, y],
    [x + w - 1, y],
    [x + w - 1, y + h - 1],
    [x, y + h - 1],
  ],
});
const file = (shapes: unknown, more: object = {}) => ({
  text: ["What?", "Another wording"],
  is_sentence: true,
  shapes,
  ...more,
});

async function folderOf(files: Record<string, unknown>): Promise<string> {
  const folder = scratch();
  await writeFiles(folder, files);
  return folder;
}

it("draws target, ignored region and flag as LISA does, and asks text[0]", async () => {
  const shapes = [box("target", 0, 0, 6, 2), box("Ignore this", 4, 0, 4, 1), box("FLAG", 0, 3, 8, 1)];
  const content = file(shapes, { image_name: "x", custom: { kept: [1] } });
  const folder = await folderOf({ "a.json": content, "a.jpg": await picture(8, 4) });
  const { samples, notes } = await readAll(reasonseg, folder);
  expect(notes).toEqual([]);
  expect(drawing(samples[0]?.mask)).toEqual(["####....", "######..", "........", "........"]);
  expect(drawing(samples[0]?.ignore)).toEqual(["....####", "........", "........", "........"]);
  expect(samples[0]).toMatchObject({ id: "a", question: "What?", kind: ["long query"], category: "", split: "" });
  // What the export writes again is the file's own content, every key and both wordings.
  expect(samples[0]?.details).toEqual({ reasonseg: content });
});

it("of two shapes of one area draws the later one first, so that the earlier one covers it", async () => {
  const shapes = [box("ignore", 0, 0, 2, 2), box("target", 1, 0, 2, 2)];
  const folder = await folderOf({ "a.json": file(shapes), "a.png": await picture(4, 2) });
  const [sample] = (await readAll(reasonseg, folder)).samples;
  expect(drawing(sample?.mask)).toEqual(["..#.", "..#."]);
  expect(drawing(sample?.ignore)).toEqual(["##..", "##.."]);
});

it("names a split after its folder, and a sample after its file; the folder comes before it only where stems clash", async () => {
  const image = await picture(4, 4);
  const folder = await folderOf({
    ...{ "train/a.json": file([]), "train/a.jpg": image, "val/a.json": file([]), "val/a.jpeg": image },
    ...{ "val/odd name (1).x.json": file([]), "val/odd name (1).x.PNG": image },
    ...{ "explanatory/train.json": [{ image: "a.jpg" }], "notes.json": {} },
  });
  const { samples, notes } = await readAll(reasonseg, folder);
  expect(notes).toEqual([]);
  expect(samples.map(({ id, split }) => [id, split])).toEqual([
    ["train/a", "train"],
    ["val/a", "val"],
    ["odd name (1).x", "val"],
  ]);
  // Reading one split alone must not rename its samples.
  const val = await readAll(reasonseg, folder, { split: "val" });
  expect(val.samples.map(({ id }) => id)).toEqual(["val/a", "odd name (1).x"]);
  const alone = await readAll(reasonseg, join(folder, "val"));
  expect(alone.samples.map(({ id, split }) => [id, split])).toEqual([
    ["a", "val"],
    ["odd name (1).x", "val"],
  ]);
});

it("reads cp1252, and a file with no shapes as an empty mask", async () => {
  const folder = scratch();
  await writeFiles(folder, {
    "a.json": Buffer.from('{"text":["caf\xe9 \x96 bar"],"is_sentence":false,"shapes":[]}', "latin1"),
    "a.jpg": await picture(4, 4),
  });
  const [sample] = (await readAll(reasonseg, folder)).samples;
  expect(sample).toMatchObject({ question: "café – bar", kind: ["short query"], ignore: null });
  expect(rleArea(sample?.mask as never)).toBe(0);
});

it("tells each file that cannot be taken, and why", async () => {
  const image = await picture(4, 4);
  const folder = await folderOf({
    ...{ "a.json": file([]), "a.jpg": image },
    ...{ "broken.json": '{"text":', "broken.jpg": image },
    "lonely.jpg": image,
    ...{ "nan.json": file([{ label: "x", points: [[1, "2"]] }]), "nan.jpg": image },
    "noimage.json": file([]),
    ...{ "nolabel.json": file([{ points: [] }]), "nolabel.jpg": image },
    ...{ "noshapes.json": { text: ["x"] }, "noshapes.jpg": image },
    ...{ "notext.json": { shapes: [] }, "notext.jpg": image },
    ...{ "picture.json": file([]), "picture.jpg": "no picture" },
  });
  const { samples, notes } = await readAll(reasonseg, folder);
  expect(samples.map(({ id, question }) => [id, question])).toEqual([
    ["a", "What?"],
    ["notext", ""],
  ]);
  const found = notes.map(({ outcome, file, field, reason }) => [
    outcome,
    file.slice(folder.length + 1),
    field,
    reason,
  ]);
  expect(found).toEqual([
    ["skipped", "lonely.jpg", null, "it has no annotation file"],
    ["skipped", "broken.json", null, "it is not of the format"],
    ["skipped", "nan.json", "shapes[0].points[0]", "it is not of the format"],
    ["skipped", "noimage.json", null, "its image is missing"],
    ["skipped", "nolabel.json", "shapes[0].label", "it is not of the format"],
    ["skipped", "noshapes.json", "shapes", "it is not of the format"],
    ["partly", "notext.json", "text[0]", "it has no question"],
    ["skipped", "picture.jpg", null, "its image cannot be read"],
  ]);
});

it("takes the mask at the size that is seen, after the picture's orientation", async () => {
  const sharp = (await import("sharp")).default;
  const turned = await sharp(await picture(6, 2))
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const folder = await folderOf({ "a.json": file([box("target", 0, 0, 2, 6)]), "a.jpg": turned });
  expect((await readAll(reasonseg, folder)).samples[0]?.mask?.size).toEqual([6, 2]);
});
