import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { findPlaces } from "#electron/datasets/mask-review";
import { picture, readAll, writeFiles } from "../../unit/datasets/formats/importing.ts";
import { greyPng } from "../../unit/datasets/mask-review/pictures.ts";
import { scratchFolder } from "../store/fixtures.ts";
import { idsOf, reviewOf } from "./review.ts";

const format = formatById("mask-review");

async function folderWith(files: Readonly<Record<string, unknown>>): Promise<string> {
  const root = scratchFolder();
  await writeFiles(root, files);
  return root;
}

describe("what is wrong with a folder of masks", () => {
  it("is told by name, and nothing is dropped without a word", async () => {
    const image = await picture(3, 2);
    const root = await folderWith({
      ...{ "images/good.jpg": image, "images/empty.png": image, "images/lonely.png": image, "images/big.png": image },
      "images/broken.png": image,
      "images/twice/same.png": image,
      "images/again/same.png": image,
      "masks/good.png": greyPng("#..\n..."),
      "masks/good_1.png": greyPng("..#\n..."),
      "masks/empty.png": greyPng("...\n..."),
      "masks/big.png": greyPng("#...\n....\n...."),
      "masks/nobody.png": greyPng("#..\n..."),
      "masks/same.png": greyPng("#..\n..."),
      "masks/blurred.jpg": image,
      "masks/broken.png": greyPng("#..\n...").subarray(0, 50),
    });
    const { store, report } = await reviewOf(root, "masks");
    expect(idsOf(store)).toEqual(["empty", "good", "good_1"]);
    const told = report.notes.map(({ file, reason, outcome }) => [file.slice(root.length + 1), outcome, reason]);
    expect(told.sort()).toEqual([
      ["images/again/same.png", "skipped", "it has no mask"],
      ["images/lonely.png", "skipped", "it has no mask"],
      ["images/twice/same.png", "skipped", "it has no mask"],
      ["masks/big.png", "skipped", "its mask has another size than its image"],
      ["masks/blurred.jpg", "skipped", "it is no PNG"],
      ["masks/broken.png", "skipped", "its mask cannot be read"],
      ["masks/empty.png", "partly", "its mask is empty"],
      ["masks/nobody.png", "skipped", "its image is missing"],
      ["masks/same.png", "skipped", "its image is missing"],
    ]);
    const message = (file: string) => report.notes.find((note) => note.file.endsWith(file))?.message;
    expect(message("big.png")).toMatch(/4 x 3 pixels, its image 3 x 2/);
    expect(message("masks/same.png")).toMatch(/Several images have that name/);
  });

  it("finds the image of each mask by its name, its ending, its beginning or its folder", async () => {
    const image = await picture(3, 2);
    const mask = greyPng("#..\n...");
    const root = await folderWith({
      ...{ "images/cat.jpg": image, "images/cat-2.jpg": image, "images/dog.png": image, "images/sub/owl.png": image },
      ...{ "masks/cat_mask.png": mask, "masks/cat-2_left.png": mask, "masks/dog/0.png": mask, "masks/dog/1.png": mask },
      "masks/sub/OWL.png": mask,
    });
    const { samples, notes } = await readAll(format, root);
    const named = samples.map(({ id, image: { kind, ...found } }) => [
      id,
      (found as { path: string }).path.slice(root.length + 8),
    ]);
    expect(named).toEqual([
      ["cat-2_left", "cat-2.jpg"],
      ["cat_mask", "cat.jpg"],
      ["dog/0", "dog.png"],
      ["dog/1", "dog.png"],
      ["sub/OWL", "sub/owl.png"],
    ]);
    expect(notes).toEqual([]);
  });

  it("tells masks from images in one folder", async () => {
    const image = await picture(3, 2);
    const mask = greyPng("#..\n...");
    const root = await folderWith({
      "a.jpg": image,
      "a.png": mask,
      "b.png": image,
      "b_mask.png": mask,
      "c.png": image,
    });
    const { samples, notes } = await readAll(format, root);
    expect(samples.map(({ id }) => id)).toEqual(["a", "b_mask"]);
    expect(notes.map(({ file }) => file.slice(root.length + 1))).toEqual(["c.png"]);
  });

  it("of JSON is told with its place: no image, no mask, another size, a broken line, an id that was rounded", async () => {
    const good = { size: [2, 3], counts: "06" };
    const root = await folderWith({
      "images/a.png": await picture(3, 2),
      "m.jsonl": [
        JSON.stringify({ id: "a", mask: good }),
        JSON.stringify({ id: "a", mask: good }),
        JSON.stringify({ id: "zzz", mask: good }),
        JSON.stringify({ id: "a", mask: { size: [9, 9], counts: "0" } }),
        '{"id": 9007199254740993, "mask": null}',
        "{",
        JSON.stringify({ mask: good }),
      ].join("\n"),
    });
    const { samples, notes } = await readAll(format, join(root, "m.jsonl"));
    expect(samples.map(({ id }) => id)).toEqual(["a", "a#2"]);
    expect(notes.map(({ line, reason }) => [line, reason])).toEqual([
      [3, "its image is missing"],
      [4, "its mask cannot be read"],
      [5, "its id is a number that JSON does not keep exactly"],
      [6, "its mask cannot be read"],
      [7, "it is not of the format"],
    ]);
  });

  it("is no review where there are no masks at all", async () => {
    const root = scratchFolder();
    mkdirSync(join(root, "images"));
    await expect(findPlaces(root, null, null)).rejects.toMatchObject({ code: "bad-input" });
    await expect(findPlaces(join(root, "nothing"), null, null)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("where masks and images lie", () => {
  it("is found from a folder that has both, from the masks alone, and from one file in a folder", async () => {
    const image = await picture(3, 2);
    const root = await folderWith({ "Images/a.png": image, "preds/a.png": greyPng("#..\n...") });
    const both = { kind: "png", masks: join(root, "preds"), images: join(root, "Images"), name: basename(root) };
    expect(await findPlaces(root, null, null)).toEqual(both);
    expect(await findPlaces(join(root, "preds"), null, null)).toEqual(both);
    const coco = await folderWith({ "images/a.png": image, "out.json": [{ image_id: "a" }] });
    const file = { kind: "coco", masks: join(coco, "out.json"), images: join(coco, "images"), name: basename(coco) };
    expect(await findPlaces(coco, null, null)).toEqual(file);
  });
});
