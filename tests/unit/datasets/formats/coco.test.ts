import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeRle } from "#core/masks";
import { detectFormats } from "#electron/datasets";
import { coco } from "../../../../electron/datasets/formats/coco.ts";
import { readCategories } from "../../../../electron/datasets/formats/coco-categories.ts";
import { readCocoIndex } from "../../../../electron/datasets/formats/coco-images.ts";
import { writeRefcoco } from "../../../fuzz/seeds/refer.ts";
import { all, listening, scratch } from "../reading/scratch.ts";
import { drawing, picture, readAll, writeFiles } from "./importing.ts";

const image = (id: number, more: object = {}) => ({ id, file_name: `${id}.png`, width: 6, height: 3, ...more });
const square = (x: number, y: number, side: number) => [[x, y, x + side, y, x + side, y + side, x, y + side]];
const annotation = (id: unknown, image_id: unknown, more: object = {}) => ({
  ...{ id, image_id, category_id: 1, iscrowd: 0, area: 4, bbox: [0, 0, 2, 2], segmentation: square(0, 0, 2) },
  ...more,
});
const categories = [
  { id: 1, name: "cat" },
  { id: 2, name: "do$&g" },
];

async function cocoFile(content: object, pictures = [1, 2]): Promise<string> {
  const folder = scratch();
  await writeFiles(folder, { "annotations/instances_val2017.json": content });
  for (const id of pictures) await writeFiles(folder, { [`val2017/${id}.png`]: await picture(6, 3) });
  return `${folder}/annotations/instances_val2017.json`;
}

it("makes one sample an annotation, whatever the order of the file's parts, and finds the images by itself", async () => {
  const rle = encodeRle({ width: 6, height: 3, data: Uint8Array.from("000000011100000000", Number) });
  const annotations = [
    annotation(11, 1, { attributes: { occluded: true } }),
    annotation("12", 2, { category_id: 2, segmentation: { size: [3, 6], counts: rle.counts } }),
    annotation(13, 2, { iscrowd: 1, segmentation: { size: [3, 6], counts: [3, 3, 12] } }),
  ];
  const source = await cocoFile({ annotations, images: [image(1), image(2)], info: {}, categories });
  const { samples, notes } = await readAll(coco, source);
  expect(notes).toEqual([]);
  expect(samples.map(({ id, category, kind, question }) => [id, category, kind, question])).toEqual([
    ["11", "cat", [], ""],
    ["12", "do$&g", [], ""],
    ["13", "cat", ["crowd"], ""],
  ]);
  expect(samples.map(({ mask }) => drawing(mask))).toEqual([
    ["##....", "##....", "......"],
    ["......", ".###..", "......"],
    [".#....", ".#....", ".#...."],
  ]);
  expect(samples[0]?.details).toEqual({
    coco: { attributes: { occluded: true }, id: 11, image_id: 1, category_id: 1, iscrowd: 0 },
  });
  const asked = await readAll(coco, source, { question: "Where is the {category}, {category}?" });
  expect(asked.samples[1]?.question).toBe("Where is the do$&g, do$&g?");
});

it("unites the instances of a category, keeps crowds out of the count, and asks in LISA's words", async () => {
  const annotations = [
    annotation(1, 2, { category_id: 2 }),
    annotation(2, 1),
    annotation(3, 1, { segmentation: square(3, 0, 2) }),
    annotation(4, 1, { iscrowd: 1, segmentation: { size: [3, 6], counts: [9, 9] } }),
    annotation(5, 9),
  ];
  const source = await cocoFile({ annotations, images: [image(1), image(2)], categories });
  const { samples, notes } = await readAll(coco, source, { group: "category" });
  expect(samples.map(({ id, question }) => [id, question])).toEqual([
    ["1-1", "Can you segment the cat in this image?"],
    ["2-2", "Can you segment the do$&g in this image?"],
  ]);
  expect(drawing(samples[0]?.mask)).toEqual(["##.##.", "##.##.", "......"]);
  expect(drawing(samples[0]?.ignore)).toEqual([".....#", ".....#", "...###"]);
  expect(samples[0]?.details).toEqual({ coco: { image_id: 1, category_id: 1, annotation_ids: [2, 3, 4] } });
  expect(notes.map(({ field }) => field)).toEqual(["annotations[4].image_id"]);
});

it("grouping by category holds the annotations of a few images at a time, and answers the same", async () => {
  const annotations = Array.from({ length: 40 }, (_, n) =>
    annotation(n, 1 + (n % 2), { category_id: 1 + (n % 4 < 2 ? 0 : 1) }),
  );
  const source = await cocoFile({ annotations, images: [image(1), image(2)], categories });
  const read = async (held: number) => {
    const { context, progress } = listening(source);
    const found = await all(readCategories(await readCocoIndex(context), context, held));
    return { found, passes: progress.length };
  };
  const [whole, parts] = [await read(1000), await read(5)];
  expect(parts.found).toEqual(whole.found);
  // Index, count and one pass; with five held at a time each of the two images takes a pass of its own.
  expect([whole.passes, parts.passes]).toEqual([3, 4]);
});

it("tells what is wrong with the field's path and leaves that annotation out alone", async () => {
  const annotations = [
    annotation(0, 7),
    annotation(1, 1, { category_id: 9 }),
    annotation(2, 1, { segmentation: undefined }),
    annotation(3, 1, { segmentation: [[1, 2, 3]] }),
    annotation(4, 1, { segmentation: { size: [3, 5], counts: [15] } }),
    annotation(5, 1, { segmentation: { size: [3, 6], counts: [17] } }),
    annotation(undefined, 1),
    annotation(8, 1),
    annotation(8, 1),
    annotation(9, 3),
    annotation(10, 4),
    annotation(11, 1, { segmentation: [[1e300, 0, 1, 1, 2, 2]] }),
    null,
  ];
  const images = [
    image(1),
    image(2),
    image(3),
    image(4, { file_name: "2.png", width: 7 }),
    image(2),
    image(5, { file_name: 3 }),
  ];
  const source = await cocoFile({ images, annotations, categories });
  const { samples, notes } = await readAll(coco, source);
  expect(samples.map(({ id }) => id)).toEqual(["8"]);
  expect(notes.map(({ field, reason }) => [field, reason])).toEqual([
    ["images[4].id", "an image's entry is wrong"],
    ["images[5].file_name", "an image's entry is wrong"],
    ["annotations[0].image_id", "its image has no entry"],
    ["annotations[1].category_id", "its category has no entry"],
    ["annotations[2].segmentation", "it has no mask"],
    ["annotations[3].segmentation", "its mask cannot be read"],
    ["annotations[4].segmentation", "its mask cannot be read"],
    ["annotations[5].segmentation", "its mask cannot be read"],
    ["annotations[6].id", "it is not of the format"],
    ["annotations[8].id", "its id is taken"],
    ["images[id=3].file_name", "its image is missing"],
    ["images[id=4].file_name", "its mask has another size than its image"],
    ["annotations[11].segmentation", "its mask cannot be read"],
    ["annotations[12]", "it is not of the format"],
  ]);
  expect(notes.find(({ field }) => field === "annotations[4].segmentation")?.message).toContain(
    "5 x 3 pixels, the image 6 x 3",
  );
  expect(notes.find(({ field }) => field === "images[id=4].file_name")?.message).toContain(
    "7 x 3 pixels, 2.png has 6 x 3",
  );
});

it("follows no path that leads out, and says where it looked for the images", async () => {
  const source = await cocoFile({
    images: [image(1, { file_name: "../../../etc/passwd" }), image(2)],
    annotations: [annotation(1, 1)],
    categories,
  });
  const { samples, notes } = await readAll(coco, source);
  expect([samples, notes.map(({ reason }) => reason)]).toEqual([[], ["its image's path is not followed"]]);
  const nowhere = await cocoFile({ images: [image(1)], annotations: [], categories }, []);
  await expect(readAll(coco, nowhere)).rejects.toMatchObject({
    code: "not-found",
    cure: expect.stringContaining("--images"),
  });
  await expect(readAll(coco, nowhere, { images: scratch() })).rejects.toMatchObject({ code: "not-found" });
});

describe("a folder", () => {
  const one = { annotations: [annotation(11, 1)], images: [image(1)], categories };

  it("is read by its only file of instances, in it or in annotations/", async () => {
    const file = await cocoFile(one);
    for (const source of [dirname(dirname(file)), dirname(file)]) {
      expect((await detectFormats(source)).map(({ id }) => id)).toEqual(["coco"]);
      const { samples, notes } = await readAll(coco, source);
      expect(notes).toEqual([]);
      expect(samples.map(({ id }) => id)).toEqual(["11"]);
    }
  });

  it("with several of them names them, with none says so", async () => {
    const folder = dirname(dirname(await cocoFile(one)));
    await writeFiles(folder, { "annotations/instances_train2017.json": one, "annotations/captions_val2017.json": {} });
    expect(await coco.looksLike(folder)).toBe(true);
    await expect(readAll(coco, folder)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(
        "2 files of instances: annotations/instances_train2017.json, annotations/instances_val2017.json",
      ),
    });
    const none = scratch();
    expect(await coco.looksLike(none)).toBe(false);
    await expect(readAll(coco, none)).rejects.toMatchObject({ code: "not-found", where: none });
  });

  it("of references and their instances.json stays theirs", async () => {
    const folder = scratch();
    await writeRefcoco(folder);
    expect((await detectFormats(folder)).map(({ id }) => id)).toEqual(["refcoco"]);
    expect(await coco.looksLike(folder)).toBe(false);
  });
});

describe("what our export of this format writes", () => {
  const ours = { caption: "Where?", sample_id: "a/1", split: "val", kind: ["one"], ignore_region: square(3, 0, 2) };
  const read = (annotations: object[], options = {}) =>
    cocoFile({ annotations, images: [image(1), image(2)], categories }).then((file) => readAll(coco, file, options));

  it("comes back: question, id, split, kinds and ignored region", async () => {
    const { samples, notes } = await read([annotation(1, 1, ours), annotation(2, 1, { caption: 7, split: null })]);
    expect(notes).toEqual([]);
    expect(samples[0]).toMatchObject({ id: "a/1", question: "Where?", split: "val", kind: ["one"] });
    expect(drawing(samples[0]?.ignore)).toEqual(["...##.", "...##.", "......"]);
    expect(samples[0]?.details).toEqual({ coco: { id: 1, image_id: 1, category_id: 1, iscrowd: 0 } });
    expect(samples[1]).toMatchObject({ id: "2", question: "", split: "", ignore: null });
    expect(samples[1]?.details).toMatchObject({ coco: { caption: 7, split: null } });
  });

  it("gives way to the question that is asked for, and the caption is kept", async () => {
    const { samples } = await read([annotation(1, 1, ours)], { question: "The {category}?" });
    expect(samples[0]).toMatchObject({ question: "The cat?", details: { coco: { caption: "Where?" } } });
  });

  it("is told where its id is taken or its region is no mask", async () => {
    const { samples, notes } = await read([
      annotation(5, 1, { ignore_region: [[1, 2]] }),
      annotation(6, 1, { sample_id: "5" }),
    ]);
    expect(samples.map(({ id, ignore }) => [id, ignore])).toEqual([["5", null]]);
    expect(notes.map(({ outcome, field }) => [outcome, field])).toEqual([
      ["partly", "annotations[0].ignore_region"],
      ["skipped", "annotations[1].sample_id"],
    ]);
  });
});
