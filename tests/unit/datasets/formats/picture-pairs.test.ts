import sharp from "sharp";
import { expect, it } from "vitest";
import { formatById, readDataset } from "#electron/datasets";
import { all, scratch } from "../reading/scratch.ts";
import { drawing, lines, picture, readAll, reasons, writeFiles } from "./importing.ts";

/** A grey mask of one row from its 8-bit values. */
const mask = (...values: number[]) =>
  sharp(Buffer.from(values), { raw: { width: values.length, height: 1, channels: 1 } })
    .png()
    .toBuffer();

async function folderOf(files: Record<string, unknown>, name = ""): Promise<string> {
  const folder = `${scratch()}${name}`;
  await writeFiles(folder, files);
  return folder;
}

it("image-masks: matches by name, whatever the ending, and splits a mask half way or above zero", async () => {
  const image = await picture(4, 1);
  const folder = await folderOf({
    ...{ "Images/a.jpg": image, "Masks/a.png": await mask(0, 100, 128, 255) },
    ...{ "Images/b.png": image, "Masks/b_mask.png": await mask(0, 1, 1, 0) },
    ...{ "Images/sub/c.png": image, "Masks/sub/c.png": await mask(0, 0, 0, 0) },
  });
  const { samples, notes } = await readAll(formatById("image-masks"), folder, { question: "Q {x}" });
  expect(notes).toEqual([]);
  expect(samples.map(({ id, mask, split, question }) => [id, drawing(mask), split, question])).toEqual([
    ["a", ["..##"], "", "Q {x}"],
    ["b", [".##."], "", "Q {x}"],
    ["c", ["...."], "sub", "Q {x}"],
  ]);
  const low = await readAll(formatById("image-masks"), folder, { threshold: "100" });
  expect(drawing(low.samples[0]?.mask)).toEqual([".###"]);
  await expect(readAll(formatById("image-masks"), folder, { threshold: "0" })).rejects.toMatchObject({ code: "usage" });
});

it("image-masks: tells pictures without a mask, masks without a picture, and sizes that differ", async () => {
  const image = await picture(4, 1);
  const folder = await folderOf({
    ...{ "images/a.png": image, "images/b.png": image, "images/c.png": "no picture", "images/d.png": image },
    ...{
      "masks/b.png": await mask(0, 0, 9),
      "masks/c.png": await mask(1),
      "masks/d.png": "no",
      "masks/z.png": await mask(1),
    },
  });
  const { samples, notes } = await readAll(formatById("image-masks"), folder);
  expect(samples).toEqual([]);
  expect(reasons(notes).map(([, reason]) => reason)).toEqual([
    "it has no mask",
    "its mask has another size than its image",
    "its image cannot be read",
    "its mask cannot be read",
    "its image is missing",
  ]);
  expect(notes[1]?.message).toContain("3 x 1 pixels, its image 4 x 1");
});

it("image-masks: pictures of one stem keep ids apart, and take the mask of their own folder", async () => {
  const image = await picture(2, 1);
  const folder = await folderOf({
    ...{ "images/x/1.png": image, "masks/x/1.png": await mask(255, 0) },
    ...{ "images/y/1.png": image, "masks/y/1.png": await mask(0, 255) },
  });
  const { samples } = await readAll(formatById("image-masks"), folder);
  expect(samples.map(({ id, mask }) => [id, drawing(mask)])).toEqual([
    ["x/1", ["#."]],
    ["y/1", [".#"]],
  ]);
});

it("camo: the paper's question, its split from the folder, masks of both splits in one place", async () => {
  const image = await picture(2, 1);
  const root = "CAMO-V.1.0-CVIU2019";
  const folder = await folderOf({
    ...{ [`${root}/Images/Train/a.jpg`]: image, [`${root}/Images/Test/b.jpg`]: image },
    ...{ [`${root}/GT/a.png`]: await mask(255, 0), [`${root}/GT/b.png`]: await mask(0, 255) },
  });
  const camo = formatById("camo");
  expect(await camo.looksLike(folder)).toBe(true);
  const { samples, notes } = await readAll(camo, folder);
  expect(notes).toEqual([]);
  const question = "Could you segment the animal or person in the image?";
  expect(samples.map(({ id, split, question, category, kind }) => [id, split, question, category, kind])).toEqual([
    ["b", "Test", question, "discriminative", ["camouflage"]],
    ["a", "Train", question, "discriminative", ["camouflage"]],
  ]);
  const test = await readAll(camo, `${folder}/${root}`, { split: "Test" });
  expect([test.samples.map(({ id }) => id), test.notes]).toEqual([["b"], []]);
  const wrong = all(readDataset("camo", { source: folder, options: { split: "val" } }));
  await expect(wrong).rejects.toMatchObject({ code: "usage", cure: "Use one of Train, Test." });
});

it("thinobject: the paper's question, and splits from the lists", async () => {
  const image = await picture(2, 1);
  const folder = await folderOf({
    ...{ "images/a.jpg": image, "images/b.jpg": image, "images/c.jpg": image },
    ...{ "masks/a.png": await mask(255, 0), "masks/b.png": await mask(0, 255), "masks/c.png": await mask(0, 0) },
    ...{ "list/train.txt": "a.jpg\r\n", "list/test.txt": "images/b.jpg masks/b.png\n" },
  });
  const { samples, notes } = await readAll(formatById("thinobject"), folder);
  expect(notes).toEqual([]);
  expect(samples.map(({ id, split }) => [id, split])).toEqual([
    ["a", "train"],
    ["b", "test"],
    ["c", ""],
  ]);
  expect(samples[0]?.question).toBe("Which object does not belong in the image and was added later?");
});

const query = 'The moth, on the "bark"';
const forms: Record<string, [name: string, content: unknown]> = {
  "a list of records": ["data.json", [{ image_path: "images/a.jpg", mask_path: "masks/a.png", text_query: query }]],
  "a list in a member": ["data.json", { info: {}, samples: [{ img: "a.jpg", gt: "a.png", caption: query }] }],
  "records by name": ["data.json", { a: { mask: { size: [1, 2], counts: [0, 1, 1] }, query } }],
  "queries by name": ["data.json", { "a.jpg": query, "b.jpg": "another" }],
  "JSON Lines": ["data.jsonl", lines([{ Image: "a.jpg", Expression: [query] }])],
  CSV: ["data.csv", `Image,Query\r\na.jpg,"${query.replaceAll('"', '""')}"\r\n`],
  "lines of text": ["data.txt", `a.jpg\tmasks/a.png\t"${query.replaceAll('"', '""')}"\n`],
  "a text beside the picture": ["texts/a.txt", `${query}\n`],
};
it.each(Object.entries(forms))("mmcsbench: reads %s", async (_, [name, content]) => {
  const image = await picture(2, 1);
  const folder = await folderOf({
    ...{
      "images/a.jpg": image,
      "images/b.jpg": image,
      "masks/a.png": await mask(255, 0),
      "masks/b.png": await mask(0, 0),
    },
    [name]: content,
  });
  const { samples } = await readAll(formatById("mmcsbench"), folder);
  expect(samples[0]).toMatchObject({ id: "a", question: query, category: "discriminative" });
  expect(drawing(samples[0]?.mask)).toEqual(["#."]);
});

it("mmcsbench: says which fields it saw where it did not understand them, and takes their names as options", async () => {
  const record = { photo: "a.jpg", region: "a.png", ask: query };
  const image = await picture(2, 1);
  const folder = await folderOf({
    "images/a.jpg": image,
    "masks/a.png": await mask(255, 0),
    "data.jsonl": `${lines([record, record])}[1]\n`,
  });
  const blind = await readAll(formatById("mmcsbench"), folder);
  expect(blind.samples).toEqual([]);
  expect(blind.notes[0]?.message).toContain("Its fields are photo, region, ask");
  expect(reasons(blind.notes).map(([, reason, line]) => [reason, line])).toEqual([
    ["its image's field was not found", 1],
    ["its image's field was not found", 2],
    ["it is no record", 3],
  ]);
  const told = await readAll(formatById("mmcsbench"), folder, { image: "photo", mask: "region", query: "ask" });
  expect(told.samples.map(({ id, question }) => [id, question])).toEqual([
    ["a", query],
    ["a#2", query],
  ]);
});
