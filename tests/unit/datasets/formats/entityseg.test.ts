import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeEntityseg } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const entityseg = formatById("entityseg");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads an entity whose picture lies in one of several folders", async () => {
  const source = await makeEntityseg(`${folder}/whole`);
  const { samples, notes } = await readAll(entityseg, source, { question: "Where is {category}?" });
  expect(notes).toEqual([]);
  expect(samples).toMatchObject([
    { id: "val-5", question: "Where is grass?", category: "grass", split: "val", ignore: null },
  ]);
  // Columns of 3: four pixels off, two on, one off, two on, three off.
  expect(drawing(samples[0]?.mask)).toEqual(["....", ".##.", ".##."]);
  expect(samples[0]?.details).toMatchObject({ entityseg: { category_id_ori: 40, area: 4 } });
  expect((await readAll(entityseg, source)).samples[0]?.question).toBe("");
  expect((await readAll(entityseg, source, { split: "train" })).samples).toEqual([]);
});

it("skips broken and removed entities with their fields", async () => {
  const source = `${folder}/broken`;
  const whole = { image_id: 1, category_id: 9, segmentation: { size: [3, 4], counts: [12] } };
  await writeFiles(source, {
    "entityseg_insseg_train.json": {
      images: [
        { id: 1, file_name: "1.png" },
        { id: 2, file_name: "/etc/hostname" },
      ],
      annotations: [
        { ...whole, id: 1 },
        { ...whole, id: 1 },
        { ...whole, id: 2, image_id: 77 },
        { ...whole, id: 3, segmentation: { size: [3, 4], counts: [11] } },
        { ...whole, id: 4, segmentation: { size: [4, 3], counts: [12] } },
        { ...whole, id: 5, image_id: 2 },
        { ...whole, id: 6, remove: 1 },
      ],
      categories: [],
    },
    "1.png": await picture(4, 3),
  });
  const { samples, notes } = await readAll(entityseg, source);
  expect(samples).toMatchObject([{ id: "train-1", category: "entityseg" }]);
  expect(drawing(samples[0]?.mask)).toEqual(["....", "....", "...."]);
  expect(reasons(notes)).toEqual([
    ["skipped", "its id is taken", "annotations[1].id"],
    ["skipped", "it is not of the format", "annotations[2].image_id"],
    ["skipped", "its mask cannot be read", "annotations[3].segmentation"],
    ["skipped", "its mask cannot be read", "annotations[4].segmentation"],
    ["skipped", "its image's path is not followed", "annotations[5].image_id"],
    ["skipped", "it is marked as removed", "annotations[6]"],
  ]);
  const all = await readAll(entityseg, source, { removed: "true" });
  expect(all.samples.map(({ id }) => id)).toEqual(["train-1", "train-6"]);
});

it("refuses a file that stops being JSON, after what came before", async () => {
  const source = `${folder}/cut`;
  await writeFiles(source, { "entityseg_insseg_train.json": '{"images":[{"id":1,' });
  await expect(readAll(entityseg, source)).rejects.toMatchObject({ code: "bad-input" });
});
