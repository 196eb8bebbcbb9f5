import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { readPredictions } from "#electron/datasets/predictions";
import { roundedId } from "#electron/datasets/reading";
import { writeRefcoco } from "../../../fuzz/seeds/refer.ts";
import { put, scratch } from "../reading/scratch.ts";
import { fixtures } from "./fixtures.ts";
import { picture, readAll, reasons, writeFiles } from "./importing.ts";

/** 2^60 and the number after it: one and the same as doubles. */
const [ONE, NEXT] = ["1152921504606846976", "1152921504606846977"];
const REASON = "its id is a number that JSON does not keep exactly";

describe("roundedId", () => {
  it.each([2 ** 53, -(2 ** 53), 2 ** 60, 1e300])("refuses %d, and says how to write it", (id) => {
    expect(roundedId(id)).toContain("as text");
  });

  it.each([0, -1, 2 ** 53 - 1, 0.5, ONE, null, undefined])("takes %s", (id) => {
    expect(roundedId(id)).toBeNull();
  });
});

/** A text of JSON with other digits in it: writing them as numbers would round them here already. */
async function change(file: string, from: RegExp, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(text).toMatch(from);
  await writeFile(file, text.replace(from, to));
}

const cocoText = (one: string, next: string) => `{
  "images": [{"id":${one},"file_name":"a.png","width":6,"height":3},{"id":${next},"file_name":"b.png","width":6,"height":3},
             {"id":3,"file_name":"a.png","width":6,"height":3}],
  "categories": [{"id":1,"name":"cat"},{"id":${one},"name":"dog"}],
  "annotations": [${[
    [1, one, 1],
    [2, next, 1],
    [3, 3, 1],
    [4, 3, one],
    [next, 3, 1],
  ]
    .map(
      ([id, image, category]) =>
        `{"id":${id},"image_id":${image},"category_id":${category},"segmentation":[[0,0,2,0,2,2,0,2]]}`,
    )
    .join(",")}] }`;

it("coco: each record whose id is too large a number is refused by name, as text it is taken", async () => {
  const folder = scratch();
  await writeFiles(folder, { "a.png": await picture(6, 3), "b.png": await picture(6, 3) });
  const numbers = await readAll(formatById("coco"), put(folder, "numbers.json", cocoText(ONE, NEXT)));
  expect(numbers.samples.map(({ id }) => id)).toEqual(["3"]);
  expect(reasons(numbers.notes)).toEqual(
    [
      "images[0].id",
      "images[1].id",
      "categories[1].id",
      "annotations[0].image_id",
      "annotations[1].image_id",
      "annotations[3].category_id",
      "annotations[4].id",
    ].map((field) => ["skipped", REASON, field]),
  );
  const texts = await readAll(formatById("coco"), put(folder, "texts.json", cocoText(`"${ONE}"`, `"${NEXT}"`)));
  expect(texts.notes).toEqual([]);
  expect(texts.samples.map(({ id, image }) => [id, image])).toEqual([
    ["1", { kind: "file", path: join(folder, "a.png") }],
    ["2", { kind: "file", path: join(folder, "b.png") }],
    ...["3", "4", NEXT].map((id) => [id, { kind: "file", path: join(folder, "a.png") }]),
  ]);
});

it.each([
  ["ochuman", "ochuman.json", /"image_id":"000017"/, `"image_id":${ONE}`, "images[0].annotations[0]"],
  ["entityseg", "entityseg_insseg_val.json", /"id":5/, `"id":${ONE}`, "annotations[0].id"],
  ["entityseg", "entityseg_insseg_val.json", /"image_id":2/, `"image_id":${ONE}`, "annotations[0].image_id"],
  ["entityseg", "entityseg_insseg_val.json", /"category_id":12/, `"category_id":${ONE}`, "annotations[0].category_id"],
  [
    "clevr-ref",
    "refexps/clevr_ref+_val_refexps.json",
    /"image_index":7/,
    `"image_index":${ONE}`,
    "refexps[0].image_index",
  ],
  ["gqa", "questions/val_balanced_questions.json", /"imageId":"23"/, `"imageId":${ONE}`, "0777.imageId"],
  ["gqa", "questions/val_balanced_questions.json", /"0":"12"/, `"0":${ONE}`, "0777.annotations.answer"],
])("%s: %s with such an id", async (id, file, from, to, field) => {
  const folder = scratch();
  const source = await (fixtures[id] as (folder: string) => Promise<string>)(folder);
  await change(join(folder, file), from, to);
  const { samples, notes } = await readAll(formatById(id), source);
  expect(samples).toEqual([]);
  expect(notes.map(({ reason }) => reason)).toEqual([REASON]);
  expect(notes[0]?.field).toBe(field);
});

it("refcoco: a list of references in JSON", async () => {
  const folder = scratch();
  await writeRefcoco(folder);
  const reference = (refId: string, image: string, annotation: string) =>
    `{"ref_id":${refId},"image_id":${image},"ann_id":${annotation},"category_id":1,"split":"val","sentences":[{"sent_id":${refId},"sent":"x"}]}`;
  const list = [reference(ONE, "10", "1"), reference("2", NEXT, "1"), reference("3", "10", `[1,${ONE}]`)];
  const source = put(folder, "refs(umd).json", `[${list.join(",")}]`);
  const { samples, notes } = await readAll(formatById("refcoco"), source);
  expect(samples).toEqual([]);
  expect(reasons(notes)).toEqual(
    ["[0].ref_id", "[1].image_id", "[2].ann_id"].map((field) => ["skipped", REASON, field]),
  );
});

it("predictions: lines and COCO results", async () => {
  const mask = '{"size":[1,1],"counts":[0,1]}';
  const lines = put(scratch(), "masks.jsonl", `{"id":${ONE},"mask":${mask}}\n{"id":"${ONE}","mask":${mask}}\n`);
  const results = put(
    scratch(),
    "results.json",
    `[{"image_id":${ONE},"segmentation":${mask}},{"image_id":7,"segmentation":${mask}}]`,
  );
  for (const [path, left] of [
    [lines, ONE],
    [results, "7"],
  ] as const) {
    const predictions = await readPredictions(path, {});
    expect([...predictions.ids()]).toEqual([left]);
    expect(predictions.problems.map(({ reason }) => reason)).toEqual([REASON]);
    await predictions.close();
  }
});
