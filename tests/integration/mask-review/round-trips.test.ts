import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { countsToRuns, decodeRle, encodeRle, type Rle, rleArea } from "#core/masks";
import { formatById } from "#electron/datasets";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import { picture, readAll, writeFiles } from "../../unit/datasets/formats/importing.ts";
import { greyPng, palettePng } from "../../unit/datasets/mask-review/pictures.ts";
import { scratchFolder } from "../store/fixtures.ts";
import { decide, exported, idsOf, reviewOf } from "./review.ts";

const [WIDTH, HEIGHT] = [8, 6];

/** A mask of a box of pixels on an image of 8 x 6, without those of a hole. */
function box(x0: number, y0: number, x1: number, y1: number, hole: readonly [number, number] | null = null): Rle {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let y = y0; y < y1; y++) data.fill(1, y * WIDTH + x0, y * WIDTH + x1);
  if (hole !== null) data[hole[1] * WIDTH + hole[0]] = 0;
  return encodeRle({ width: WIDTH, height: HEIGHT, data });
}

const png = (rle: Rle, value = 255): Buffer => {
  const { data } = decodeRle(rle);
  const text = Array.from({ length: HEIGHT }, (_, y) =>
    Array.from({ length: WIDTH }, (_, x) => (data[y * WIDTH + x] ? "#" : ".")).join(""),
  ).join("\n");
  return greyPng(text, { "#": value, ".": 0 });
};

/** A folder with the images a to d, and what else is given. */
async function folderWith(files: Readonly<Record<string, unknown>>): Promise<string> {
  const root = scratchFolder();
  const image = await picture(WIDTH, HEIGHT);
  const images = ["a", "b", "c", "d"].map((name, i) => [`images/${name}.png`, Buffer.concat([image, Buffer.alloc(i)])]);
  await writeFiles(root, { ...Object.fromEntries(images), ...files });
  return root;
}

/** The masks that a folder or file holds, by sample id, as its own reader reads them. */
async function masksIn(masks: string, root: string): Promise<Record<string, string | undefined>> {
  const { samples } = await readAll(formatById("mask-review"), masks, { images: join(root, "images") });
  return Object.fromEntries(samples.map(({ id, proposal }) => [id, proposal?.rle.counts]));
}

describe("PNG masks", () => {
  const files = {
    "masks/a.png": png(box(0, 0, 3, 3)),
    "masks/b.png": png(box(1, 1, 4, 4), 1),
    "masks/c.png": png(box(2, 2, 5, 5)),
    "masks/d.png": png(box(2, 2, 5, 5)),
  };

  it("go out under their names: as they were, byte by byte, changed in their own values, or left out", async () => {
    const root = await folderWith(files);
    const review = await reviewOf(root, "masks");
    expect(idsOf(review.store)).toEqual(["a", "b", "c", "d"]);
    decide(review.store, "a", "accepted");
    decide(review.store, "b", "fixed", { mask: box(0, 0, 2, 2) });
    decide(review.store, "c", "rejected");
    const { names, read, list, report } = await exported(review);
    expect(names).toEqual(["a.png", "b.png", "d.png", "review.csv", "review.json"]);
    expect(read("a.png")).toEqual(files["masks/a.png"]);
    expect(read("d.png")).toEqual(files["masks/d.png"]);
    expect(read("b.png")).toEqual(png(box(0, 0, 2, 2), 1));
    expect(list.masks.map(({ id, verdict, outcome, author }) => [id, verdict, outcome, author])).toEqual([
      ["a", "accepted", "as it came", "ada"],
      ["b", "fixed", "changed", "ada"],
      ["c", "rejected", "left out", "ada"],
      ["d", "todo", "as it came", null],
    ]);
    expect(list.masks[1]).toMatchObject({ area: 4, iou: 1 / 12 });
    expect(report).toMatchObject({ taken: 3, skipped: 0, partly: 0 });
    expect(read("review.csv").toString().split("\r\n")).toHaveLength(6);
  });

  it("keep their rejected ones where that is asked for", async () => {
    const root = await folderWith(files);
    const review = await reviewOf(root, "masks");
    decide(review.store, "c", "rejected");
    const { read, list } = await exported(review, "keep");
    expect(read("c.png")).toEqual(files["masks/c.png"]);
    expect(list.masks[2]).toMatchObject({ verdict: "rejected", outcome: "as it came" });
  });

  it("of many masks a picture lose and change one value, and nothing of the others", async () => {
    const black = [0, 0, 0];
    const map = palettePng("11..2222\n11..2222\n........\n33......\n33......\n........", [
      ...black,
      ...[200, 0, 0],
      ...[0, 200, 0],
      ...[0, 0, 200],
    ]);
    const root = await folderWith({ "masks/a.png": map });
    const review = await reviewOf(root, "masks");
    expect(idsOf(review.store)).toEqual(["a#1", "a#2", "a#3"]);
    decide(review.store, "a#1", "fixed", { mask: box(0, 0, 5, 1) });
    decide(review.store, "a#3", "rejected");
    const { read, report } = await exported(review);
    const wanted = palettePng("11112222\n....2222\n........\n........\n........\n........", [
      ...black,
      ...[200, 0, 0],
      ...[0, 200, 0],
      ...[0, 0, 200],
    ]);
    expect(read("a.png")).toEqual(wanted);
    expect(report.notes).toMatchObject([{ file: "a#1", reason: "it overlaps other masks of its picture" }]);
  });

  it("have their ignore region in a picture beside them, also one that a person painted", async () => {
    const root = await folderWith({ ...files, "masks/a.ignore.png": png(box(5, 5, 8, 6)) });
    const review = await reviewOf(root, "masks");
    expect(review.store.sample("a").ignore).toEqual(box(5, 5, 8, 6));
    decide(review.store, "a", "fixed", { ignore: box(0, 5, 8, 6) });
    decide(review.store, "b", "fixed", { ignore: box(7, 0, 8, 1) });
    const { read, names } = await exported(review);
    expect(names).toContain("a.ignore.png");
    expect(read("a.ignore.png")).toEqual(png(box(0, 5, 8, 6)));
    expect(await sharp(read("b.ignore.png")).raw().toBuffer()).toEqual(
      await sharp(png(box(7, 0, 8, 1)))
        .raw()
        .toBuffer(),
    );
    expect(read("a.png")).toEqual(files["masks/a.png"]);
  });
});

describe("COCO's JSON", () => {
  const polygon = [[1, 1, 4, 1, 4, 4, 1, 4]];
  const plain = box(2, 2, 6, 6);
  const entries = [
    { id: 1, image_id: 7, category_id: 3, segmentation: polygon, area: 9, bbox: [1, 1, 3, 3], iscrowd: 0 },
    { id: 2, image_id: 7, category_id: 3, segmentation: { size: [6, 8], counts: plain.counts }, iscrowd: 0 },
    {
      ...{ id: 3, image_id: 8, category_id: 3, iscrowd: 1 },
      segmentation: { size: [6, 8], counts: [...countsToRuns(plain.counts)] },
    },
    { id: 4, image_id: 8, category_id: 3, segmentation: polygon },
  ];
  const text = `{\n "info": {"x": "],[{"},\n "images": [{"id": 7, "file_name": "a.png"}, {"id": 8, "file_name": "b.png"}],\n "annotations": [\n  ${entries
    .map((entry) => JSON.stringify(entry))
    .join(",\n  ")}\n ],\n "categories": [{"id": 3, "name": "cup"}]\n}\n`;

  it("goes out as it came, byte by byte, where nothing was changed", async () => {
    const root = await folderWith({ "masks.json": text });
    const review = await reviewOf(root, "masks.json");
    expect(idsOf(review.store)).toEqual(["1", "2", "3", "4"]);
    expect(review.store.sample("1")).toMatchObject({ category: "cup", question: "Is this mask of “cup” right?" });
    decide(review.store, "1", "accepted");
    const { read, names } = await exported(review);
    expect(names).toEqual(["masks.json", "review.csv", "review.json"]);
    expect(read("masks.json").toString()).toBe(text);
  });

  it("changes the entries that were fixed in their own spelling, and leaves out the rejected ones", async () => {
    const root = await folderWith({ "masks.json": text });
    const review = await reviewOf(root, "masks.json");
    decide(review.store, "1", "fixed", { mask: box(0, 0, 3, 2) });
    decide(review.store, "3", "fixed", { mask: box(0, 0, 2, 2) });
    decide(review.store, "4", "rejected");
    const { read, report } = await exported(review);
    const out = read("masks.json").toString();
    const { annotations } = JSON.parse(out) as { annotations: Record<string, unknown>[] };
    expect(annotations.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(annotations[0]).toMatchObject({ area: 6, bbox: [0, 0, 3, 2], iscrowd: 0 });
    expect(Array.isArray(annotations[0]?.segmentation)).toBe(true);
    expect(segmentationToRle(annotations[0]?.segmentation, HEIGHT, WIDTH)).toEqual(box(0, 0, 3, 2));
    expect(annotations[2]?.segmentation).toEqual({ size: [6, 8], counts: [...countsToRuns(box(0, 0, 2, 2).counts)] });
    expect(out).toContain(JSON.stringify(entries[1]));
    expect(out.startsWith('{\n "info": {"x": "],[{"},\n')).toBe(true);
    expect(report).toMatchObject({ taken: 3, partly: 0 });
  });

  it("draws a hole in polygons exactly; an empty mask has none, and goes out as RLE with a note", async () => {
    const root = await folderWith({ "masks.json": text });
    const review = await reviewOf(root, "masks.json");
    const [ring, empty] = [box(0, 0, 5, 5, [2, 2]), box(0, 0, 0, 0)];
    decide(review.store, "1", "fixed", { mask: ring });
    const first = await exported(review);
    expect(first.report.notes).toEqual([]);
    decide(review.store, "1", "fixed", { mask: empty });
    const second = await exported(review);
    const [drawn, none] = [first, second].map(({ read }) => {
      const { annotations } = JSON.parse(read("masks.json").toString()) as { annotations: { segmentation: unknown }[] };
      return annotations[0]?.segmentation;
    });
    expect(Array.isArray(drawn)).toBe(true);
    expect(segmentationToRle(drawn, HEIGHT, WIDTH)).toEqual(ring);
    expect(none).toEqual({ size: [HEIGHT, WIDTH], counts: empty.counts });
    expect(second.report.notes.map(({ file, reason }) => [file, reason])).toEqual([
      ["1", "its mask is spelt otherwise than before"],
    ]);
  });

  it("of results is a list, also when all of it is left out", async () => {
    const results = [
      { image_id: "a", category_id: 1, segmentation: { size: [6, 8], counts: plain.counts }, score: 0.5 },
      { image_id: "b", category_id: 1, segmentation: { size: [6, 8], counts: plain.counts }, score: 0.7 },
    ];
    const root = await folderWith({ "results.json": JSON.stringify(results) });
    const review = await reviewOf(root, "results.json");
    expect(idsOf(review.store)).toEqual(["a#0", "b#1"]);
    decide(review.store, "a#0", "rejected");
    expect(JSON.parse((await exported(review)).read("results.json").toString())).toEqual([results[1]]);
    decide(review.store, "b#1", "rejected");
    expect((await exported(review)).read("results.json").toString()).toBe("[]");
  });
});

describe("our own lines and RLE files", () => {
  it("keep every line as it is but those that were changed or left out", async () => {
    const lines = ["a", "b", "c"].map(
      (id) => `{ "id": "${id}",  "mask": ${JSON.stringify(box(1, 1, 3, 3))}, "by": 1 }`,
    );
    const root = await folderWith({ "masks.jsonl": `${lines.join("\r\n")}\r\n` });
    const review = await reviewOf(root, "masks.jsonl");
    decide(review.store, "b", "fixed", { mask: box(0, 0, 1, 1) });
    decide(review.store, "c", "rejected");
    const out = (await exported(review)).read("masks.jsonl").toString();
    expect(out.split("\r\n")).toEqual([lines[0], JSON.stringify({ id: "b", mask: box(0, 0, 1, 1), by: 1 }), ""]);
  });

  it("keep an RLE's own spelling", async () => {
    const rle = box(1, 1, 3, 3);
    const bare = { size: rle.size, counts: [...countsToRuns(rle.counts)] };
    const root = await folderWith({ "masks/a.json": bare, "masks/b.json": { mask: rle, score: 1 } });
    const review = await reviewOf(root, "masks");
    for (const id of ["a", "b"]) decide(review.store, id, "fixed", { mask: box(0, 0, 1, 1) });
    const { read } = await exported(review);
    const wanted = box(0, 0, 1, 1);
    expect(JSON.parse(read("a.json").toString())).toEqual({ size: [6, 8], counts: [...countsToRuns(wanted.counts)] });
    expect(JSON.parse(read("b.json").toString())).toEqual({ mask: wanted, score: 1 });
  });
});

describe("LISA's JSON", () => {
  const square = (x: number, y: number, size: number) => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ];
  const file = {
    text: ["Which?", "Which one?"],
    is_sentence: true,
    shapes: [
      { label: "target", points: square(1, 1, 3) },
      { label: "ignore", points: square(6, 3, 1) },
    ],
    more: [1, 2],
  };

  it("draws exactly the mask and the ignore layer that a person made, and keeps all else", async () => {
    const root = await folderWith({ "masks/a.json": file, "masks/b.json": file });
    const review = await reviewOf(root, "masks");
    const { question, ignore } = review.store.sample("a");
    expect([question, rleArea(ignore as Rle)]).toEqual(["Which?", 4]);
    const [mask, layer] = [box(0, 0, 5, 5, [2, 2]), box(5, 5, 8, 6)];
    decide(review.store, "a", "fixed", { mask, ignore: layer });
    const { read, out } = await exported(review);
    expect(read("b.json").toString()).toBe(JSON.stringify(file));
    expect(JSON.parse(read("a.json").toString())).toMatchObject({ text: file.text, is_sentence: true, more: [1, 2] });
    const { samples } = await readAll(formatById("mask-review"), out, {
      images: join(root, "images"),
      kind: "reasonseg",
    });
    const again = samples.find(({ id }) => id === "a");
    expect([again?.proposal?.rle, again?.ignore]).toEqual([mask, layer]);
  });
});

describe("whatever the masks are", () => {
  it("reads again what it wrote as the masks that people made", async () => {
    const root = await folderWith({ "masks/a.png": png(box(0, 0, 3, 3)), "masks/b.png": png(box(0, 0, 3, 3)) });
    const review = await reviewOf(root, "masks");
    decide(review.store, "a", "fixed", { mask: box(3, 3, 8, 6, [5, 5]) });
    const { out } = await exported(review);
    expect(await masksIn(out, root)).toEqual({
      a: box(3, 3, 8, 6, [5, 5]).counts,
      b: box(0, 0, 3, 3).counts,
    });
  });

  it("refuses to put back a file that is another one by now, and says which", async () => {
    const root = await folderWith({ "masks/a.png": png(box(0, 0, 3, 3)), "masks/b.png": png(box(0, 0, 3, 3)) });
    const review = await reviewOf(root, "masks");
    decide(review.store, "a", "accepted");
    writeFileSync(join(root, "masks/a.png"), png(box(0, 0, 1, 1)));
    const { report, names } = await exported(review);
    expect(names).not.toContain("a.png");
    expect(report.notes).toMatchObject([
      { file: "a", outcome: "skipped", reason: "its file has changed since it was imported" },
    ]);
  });

  it("never writes over the masks that came", async () => {
    const root = await folderWith({ "masks/a.png": png(box(0, 0, 3, 3)) });
    const review = await reviewOf(root, "masks");
    const { exportReview } = await import("#electron/datasets/mask-review-export");
    await expect(
      exportReview({ store: review.store, out: join(root, "masks"), rejected: "keep", notesFolder: null }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(readFileSync(join(root, "masks/a.png"))).toEqual(png(box(0, 0, 3, 3)));
  });
});
