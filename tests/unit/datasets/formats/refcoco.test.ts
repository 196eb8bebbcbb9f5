import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { rleArea, rleBBox } from "#core/masks";
import { formatById } from "#electron/datasets";
import type { DatasetSample } from "#electron/datasets/reading";
import { pickleOf } from "../../../fuzz/seeds/pickle-writer.ts";
import { refcocoReferences, writeGrefcoco, writeRefcoco } from "../../../fuzz/seeds/refer.ts";
import { readAll } from "./reading.ts";

const roots: string[] = [];
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rea2seg-refer-"));
  roots.push(folder);
});
afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true, force: true }))));

const format = formatById("refcoco");
const brief = ({ id, question, category, split }: DatasetSample) => ({ id, question, category, split });
const boxOf = (sample: DatasetSample | undefined) => (sample?.mask ? rleBBox(sample.mask) : null);

const edit = async (change: (instances: Record<string, Record<string, unknown>[]>) => void) => {
  const file = join(folder, "instances.json");
  const instances = JSON.parse(await readFile(file, "utf8"));
  change(instances);
  await writeFile(file, JSON.stringify(instances));
};

describe("RefCOCO", () => {
  beforeEach(() => writeRefcoco(folder));

  test("a sentence is a sample: its text, its object's mask, its category and split", async () => {
    const { samples, notes } = await readAll(format, folder);
    expect(notes).toEqual([]);
    expect(samples.map(brief)).toEqual([
      { id: "0-0", question: "the man", category: "person", split: "train" },
      { id: "0-1", question: "left café", category: "person", split: "train" },
      { id: "1-2", question: "a dog <b>& more</b>", category: "dog", split: "testA" },
      { id: "2-3", question: "the crowd", category: "person", split: "val" },
    ]);
    expect(boxOf(samples[0])).toEqual([2, 2, 4, 4]);
    expect(boxOf(samples[2])).toEqual([8, 2, 4, 4]);
    expect(boxOf(samples[3])).toEqual([0, 0, 1, 12]);
    expect(samples[0]?.image).toEqual({ kind: "file", path: join(folder, "images/COCO_train2014_000000000010.jpg") });
  });

  test("the source's own fields are kept as JSON", async () => {
    const { samples } = await readAll(format, folder);
    expect(samples[1]?.details).toEqual({
      refcoco: expect.objectContaining({
        splitBy: "unc",
        ref_id: 0,
        ann_id: 1,
        image_id: 10,
        sentence: { sent_id: 1, raw: "LEFT CAFÉ", tokens: ["left", "café"] },
      }),
    });
  });

  test("a second reading gives the same", async () => {
    expect(await readAll(format, folder)).toEqual(await readAll(format, folder));
  });

  test.each([
    ["train", 2],
    ["testA", 1],
    ["test", 1],
    ["val", 1],
    ["nothing", 0],
  ])("split %s", async (split, count) => {
    expect((await readAll(format, folder, { options: { split } })).samples).toHaveLength(count);
  });

  test("of several splits the one that is asked for is read, umd before google", async () => {
    await rm(join(folder, "refs(unc).p"));
    await writeFile(join(folder, "refs(google).p"), pickleOf(refcocoReferences.slice(0, 1)));
    await writeFile(join(folder, "refs(umd).p"), pickleOf(refcocoReferences.slice(1, 2)));
    const ids = async (options: Record<string, string>) =>
      (await readAll(format, folder, { options })).samples.map(({ id }) => id);
    expect(await ids({})).toEqual(["1-2"]);
    expect(await ids({ "split-by": "google" })).toEqual(["0-0", "0-1"]);
    await expect(ids({ "split-by": "unc" })).rejects.toMatchObject({
      code: "usage",
      cure: expect.stringContaining("refs(umd).p"),
    });
  });

  test("images may lie where refer.py looks, or be named", async () => {
    const root = join(folder, "root");
    await writeRefcoco(join(root, "refcoco"));
    const { rename, mkdir } = await import("node:fs/promises");
    await mkdir(join(root, "images/mscoco/images"), { recursive: true });
    await rename(join(root, "refcoco/images"), join(root, "images/mscoco/images/train2014"));
    expect((await readAll(format, join(root, "refcoco"))).samples).toHaveLength(4);
    await rename(join(root, "images/mscoco/images/train2014"), join(root, "elsewhere"));
    expect((await readAll(format, join(root, "refcoco"))).samples).toHaveLength(0);
    const options = { images: join(root, "elsewhere") };
    expect((await readAll(format, join(root, "refcoco"), { options })).samples).toHaveLength(4);
  });

  test("what is missing is noted with its place; the rest is taken", async () => {
    await edit(({ images = [], annotations = [] }) => {
      images.splice(1, 1);
      annotations.splice(1, 1);
    });
    const { samples, notes } = await readAll(format, folder);
    expect(samples.map(({ id }) => id)).toEqual(["0-0", "0-1"]);
    const file = join(folder, "refs(unc).p");
    expect(notes).toEqual([
      {
        outcome: "skipped",
        reason: "it has no mask",
        file,
        field: "[1].ann_id",
        line: null,
        message: expect.stringContaining("annotation 2"),
      },
      {
        outcome: "skipped",
        reason: "its image is missing",
        file,
        field: "[2].image_id",
        line: null,
        message: expect.stringContaining("image 11"),
      },
    ]);
  });

  test("a mask that is damaged, or of another size than the picture, is noted", async () => {
    await edit(({ images = [], annotations = [] }) => {
      (annotations[0] as { segmentation: unknown }).segmentation = [[1, 2]];
      (images[1] as { width: number }).width = 20;
      (annotations[2] as { segmentation: unknown }).segmentation = { size: [12, 20], counts: [0, 12, 228] };
    });
    const { samples, notes } = await readAll(format, folder);
    expect(samples.map(({ id }) => id)).toEqual(["1-2"]);
    expect(notes.map(({ reason, field }) => [reason, field])).toEqual([
      ["its mask cannot be read", "[0].ann_id"],
      ["its mask has another size than its image", "[2].image_id"],
    ]);
  });

  test("references of another shape are noted one by one", async () => {
    const [first] = refcocoReferences;
    const odd = [
      3,
      { ...first, ref_id: null },
      { ...first, sentences: 1 },
      { ...first, sentences: [{ sent_id: 1 }, { sent: "x" }, 1] },
      first,
      first,
    ];
    await writeFile(join(folder, "refs(unc).p"), pickleOf(odd as never));
    const { samples, notes } = await readAll(format, folder);
    expect(samples).toHaveLength(2);
    expect(notes.map(({ field }) => field)).toEqual([
      "[0]",
      "[1].ref_id",
      "[2].sentences",
      "[3].sentences[0].sent",
      "[3].sentences[1].sent_id",
      "[3].sentences[2]",
      "[5].sentences[0].sent_id",
      "[5].sentences[1].sent_id",
    ]);
  });

  test("a pickle that would run code is refused as a whole", async () => {
    await writeFile(join(folder, "refs(unc).p"), "cos\nsystem\n(S'echo never'\ntR.");
    await expect(readAll(format, folder)).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("GLOBAL os.system"),
    });
    await writeFile(join(folder, "refs(unc).p"), pickleOf({ refs: [] }));
    await expect(readAll(format, folder)).rejects.toMatchObject({ message: expect.stringContaining("no list") });
  });

  test("it is recognised by its files", async () => {
    expect(await format.looksLike(folder)).toBe(true);
    expect(await formatById("grefcoco").looksLike(folder)).toBe(false);
    await rm(join(folder, "instances.json"));
    expect(await format.looksLike(folder)).toBe(false);
    expect(await format.looksLike(join(folder, "none"))).toBe(false);
    await expect(readAll(format, folder)).rejects.toMatchObject({ code: "not-found" });
    await expect(readAll(format, join(folder, "images"))).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("gRefCOCO", () => {
  const gref = formatById("grefcoco");
  beforeEach(() => writeGrefcoco(folder));

  test("several objects are united, none is an empty mask of the image's size", async () => {
    const { samples, notes } = await readAll(gref, folder);
    expect(notes).toEqual([]);
    expect(samples.map(brief)).toEqual([
      { id: "7-0", question: "both", category: "person, dog", split: "train" },
      { id: "8-1", question: "the elephant", category: "", split: "val" },
      { id: "9-2", question: "nobody", category: "", split: "testB" },
    ]);
    expect(samples.map(({ kind }) => kind)).toEqual([[], ["no-target"], ["no-target"]]);
    expect(samples.map(({ mask }) => mask && rleArea(mask))).toEqual([32, 0, 0]);
    expect(samples.map(({ mask }) => mask?.size)).toEqual([
      [12, 16],
      [12, 16],
      [12, 16],
    ]);
    expect(boxOf(samples[0])).toEqual([2, 2, 10, 4]);
  });

  test("test takes testA and testB", async () => {
    expect((await readAll(gref, folder, { options: { split: "test" } })).samples.map(({ id }) => id)).toEqual(["9-2"]);
  });

  test("a reference without annotations that does not say that it means nothing is left out", async () => {
    const file = join(folder, "grefs(unc).json");
    const references = JSON.parse(await readFile(file, "utf8"));
    references[1].ann_id = [];
    references[2].ann_id = [];
    references[2].no_target = false;
    await writeFile(file, JSON.stringify(references));
    const { samples, notes } = await readAll(gref, folder);
    expect(samples.map(({ id }) => id)).toEqual(["7-0", "8-1"]);
    expect(notes.map(({ reason, field }) => [reason, field])).toEqual([["it has no mask", "[2].ann_id"]]);
  });

  test("it is recognised by its files, and the file itself may be named", async () => {
    expect(await gref.looksLike(folder)).toBe(true);
    expect(await gref.looksLike(join(folder, "grefs(unc).json"))).toBe(true);
    expect(await format.looksLike(folder)).toBe(false);
    expect((await readAll(gref, join(folder, "grefs(unc).json"))).samples).toHaveLength(3);
  });
});
