import { join } from "node:path";
import { expect, it } from "vitest";
import { encodeRle, type Rle } from "#core/masks";
import { readDataset } from "#electron/datasets";
import { own } from "../../../../electron/datasets/formats/own.ts";
import { scratch } from "../reading/scratch.ts";
import { drawing, lines, picture, readAll, reasons, writeFiles } from "./importing.ts";

const row = (width: number, height: number, from: number, length: number): Rle => {
  const data = new Uint8Array(width * height);
  data.fill(1, from, from + length);
  return encodeRle({ width, height, data });
};
const MASK = row(4, 2, 1, 2);
const base = { image: "images/a.png", question: "Which?", category: "spatial", split: "val" };

async function dataset(samples: readonly unknown[], more: Record<string, unknown> = {}): Promise<string> {
  const folder = scratch();
  const files = { "dataset.json": { name: "D" }, "images/a.png": await picture(4, 2), ...more };
  await writeFiles(folder, { ...files, "samples.jsonl": lines(samples) });
  return folder;
}

it("reads a sample whole and keeps what it does not know, and a kind as it was written", async () => {
  const extra = { source: "x", program: [{ type: "scene" }], prompts: { points: [] } };
  const folder = await dataset([
    { id: "one", ...base, kind: ["a", "b"], mask: MASK, ignore: row(4, 2, 6, 1), ...extra },
    { id: "two", ...base, kind: "a" },
    { id: "three", image: "images/a.png", question: "" },
  ]);
  const { samples, notes } = await readAll(own, folder);
  expect(notes).toEqual([]);
  expect(samples[0]).toMatchObject({
    id: "one",
    question: "Which?",
    category: "spatial",
    kind: ["a", "b"],
    split: "val",
  });
  expect(samples[0]?.image).toEqual({ kind: "file", path: join(folder, "images", "a.png") });
  expect([drawing(samples[0]?.mask), drawing(samples[0]?.ignore)]).toEqual([
    [".##.", "...."],
    ["....", "..#."],
  ]);
  expect(samples[0]?.details).toEqual({ own: extra });
  expect(samples[1]).toMatchObject({ kind: ["a"], mask: null, ignore: null, details: { own: { kind: "a" } } });
  expect(samples[2]).toMatchObject({ question: "", category: "", split: "", kind: [], details: {} });
});

it("keeps any question unchanged: line separators, controls, direction marks, HTML, lone surrogates, any length", async () => {
  const questions = [
    "a\u2028b\u2029c",
    "\u0000\u0007\u001b[31m",
    "\u202eabc\u202c",
    "<img onerror=1>",
    "\ud800",
    "x".repeat(1e6),
  ];
  const folder = await dataset(questions.map((question, n) => ({ id: `${n}`, ...base, question })));
  const { samples } = await readAll(own, folder);
  expect(samples.map(({ question }) => question)).toEqual(questions);
});

it("skips what is wrong by line and field, and goes on", async () => {
  const folder = await dataset([
    { id: "wide", ...base, mask: row(5, 2, 0, 1) },
    { id: "broken", ...base, mask: { size: [2, 4], counts: "zz" } },
    { id: "gone", ...base, image: "images/b.png" },
    { id: "out", ...base, image: "../a.png" },
    { id: "ok", ...base },
    { id: "ok", ...base },
    { id: "", ...base },
    { id: "no question", image: "images/a.png" },
    [1],
  ]);
  const { samples, notes } = await readAll(own, folder);
  expect(samples.map(({ id }) => id)).toEqual(["ok"]);
  expect(notes.map(({ line, field, reason }) => [line, field, reason])).toEqual([
    [1, "mask", "its mask has another size than its image"],
    [2, "mask", "its mask cannot be read"],
    [3, "image", "its image is missing"],
    [4, "image", "its image's path is not followed"],
    [6, "id", "its id is taken"],
    [7, "id", "it is not of the format"],
    [8, "question", "it is not of the format"],
    [9, "", "it is not of the format"],
  ]);
  expect(notes[0]?.message).toContain("5 x 2 pixels, its image 4 x 2");
});

it("takes lines with CR LF, a byte order mark and blank lines, and says which line is no JSON", async () => {
  const line = JSON.stringify({ id: "a", ...base });
  const text = `\ufeff${line}\r\n\r\n{"id":\r\n${line.replace('"a"', '"b"')}`;
  const folder = await dataset([]);
  await writeFiles(folder, { "samples.jsonl": text });
  const { samples, notes } = await readAll(own, folder);
  expect(samples.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(reasons(notes)).toEqual([["skipped", "it is not of the format", 3]]);
});

it("reads the split that was asked for, and refuses an option that it has not", async () => {
  const folder = await dataset([
    { id: "a", ...base },
    { id: "b", ...base, split: "test" },
  ]);
  const { samples } = await readAll(own, folder, { split: "test" });
  expect(samples.map(({ id }) => id)).toEqual(["b"]);
  const refused = readDataset("own", { source: folder, options: { images: "x" } }).next();
  await expect(refused).rejects.toMatchObject({ code: "usage", cure: expect.stringContaining("split") });
});

it("says so when there is no samples.jsonl, and reads on past a wrong dataset.json", async () => {
  await expect(readAll(own, scratch())).rejects.toMatchObject({
    code: "not-found",
    where: expect.stringContaining("samples.jsonl"),
  });
  const folder = await dataset([{ id: "a", ...base }], { "dataset.json": { title: "no name" } });
  const { samples, notes } = await readAll(own, folder);
  expect([samples.length, reasons(notes)]).toEqual([1, [["partly", "its dataset.json is not of the format", "name"]]]);
});

it("in strict reading throws what it would have noted", async () => {
  const folder = await dataset([{ id: "gone", ...base, image: "images/b.png" }]);
  await expect(readDataset("own", { source: folder, strict: true }).next()).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("its image is missing"),
    where: expect.stringMatching(/samples\.jsonl:1, image$/),
  });
});
