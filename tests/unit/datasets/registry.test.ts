import { expect, it } from "vitest";
import { AppError } from "#core/errors";
import { formatInfoSchema } from "#core/samples";
import { asReadError, detectFormats, formatById, formats, readDataset } from "#electron/datasets";
import { picture, writeFiles } from "./formats/importing.ts";
import { all, scratch } from "./reading/scratch.ts";

it("every format says what it is, under an id of its own", () => {
  const ids = formats.map(({ info }) => formatInfoSchema.parse(info).id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { info, describe } of formats) {
    expect(new Set(info.options.map(({ key }) => key)).size).toBe(info.options.length);
    expect(describe !== undefined).toBe(info.hasMapping);
  }
});

it("an unknown format is refused with what there is", () => {
  expect(() => formatById("x")).toThrow(
    expect.objectContaining({ code: "usage", cure: expect.stringContaining("reasonseg") }),
  );
});

it("recognises our own folder, ReasonSeg, COCO and pictures with masks, and nothing in an empty folder", async () => {
  const image = await picture(4, 4);
  const folder = scratch();
  await writeFiles(folder, {
    ...{ "own/samples.jsonl": "", "own/dataset.json": "{}" },
    ...{ "rs/val/a.json": { text: ["x"], is_sentence: true, shapes: [] }, "rs/val/a.jpg": image },
    "coco.json": { images: [], annotations: [], categories: [] },
    ...{ "pairs/images/a.png": image, "pairs/masks/a.png": image },
    "empty/x.bin": "",
  });
  const found = async (name: string) => (await detectFormats(`${folder}/${name}`)).map(({ id }) => id)[0] ?? null;
  expect(await Promise.all(["own", "rs", "rs/val", "coco.json", "pairs", "empty", "none"].map(found))).toEqual([
    "own",
    "reasonseg",
    "reasonseg",
    "coco",
    "image-masks",
    null,
    null,
  ]);
});

it("a cancelled reading is `cancelled`", async () => {
  const folder = scratch();
  await writeFiles(folder, { "samples.jsonl": "{}\n" });
  const reading = readDataset("own", { source: folder, signal: AbortSignal.abort() });
  await expect(all(reading)).rejects.toMatchObject({ code: "cancelled" });
});

it("what nobody foresaw is bad input of that source, and a full disk stays a full disk", () => {
  const info = { title: "T" };
  expect(asReadError(new RangeError("x".repeat(2000)), info, "/f").toReport()).toMatchObject({
    code: "bad-input",
    where: "/f",
  });
  expect(asReadError(new RangeError("x".repeat(2000)), info, "/f").message.length).toBeLessThan(400);
  expect(asReadError("text", info, "/f")).toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("text"),
  });
  expect(asReadError(Object.assign(new Error(), { code: "ENOSPC" }), info, "/f")).toMatchObject({ code: "disk-full" });
  const own = new AppError({ code: "too-large", message: "m", cure: "c" });
  expect(asReadError(own, info, "/f")).toBe(own);
});
