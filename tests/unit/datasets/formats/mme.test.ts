import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeMme } from "./fixtures.ts";
import { picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const mme = formatById("mme");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads both layouts; there is no mask", async () => {
  const { samples, notes } = await readAll(mme, await makeMme(`${folder}/whole`));
  expect(notes).toEqual([]);
  expect(
    samples.map(({ id, question, category, kind, mask, details }) => [
      id,
      question,
      category,
      kind,
      mask,
      details.answer,
    ]),
  ).toEqual([
    ["artwork/10002/1", "Is this a painting? Please answer yes or no.", "artwork", ["perception"], null, "Yes"],
    ["artwork/10002/2", "Is this glassware? Please answer yes or no.", "artwork", ["perception"], null, "No"],
    ["code_reasoning/0001/1", "Will it print 1?", "code_reasoning", ["cognition"], null, "Yes"],
    ["code_reasoning/0001/2", "Will it print 2?", "code_reasoning", ["cognition"], null, "No"],
  ]);
  const one = await readAll(mme, `${folder}/whole`, { task: "artwork" });
  expect(one.samples).toHaveLength(2);
});

it("skips lines without an answer and texts without a picture, and keeps any text as it is", async () => {
  const source = `${folder}/broken`;
  const odd = "\u202e <b>צ</b>\tand more?";
  await writeFiles(source, {
    "OCR/1.txt": `no tab here\n${odd}\tYes\nempty\t\n`,
    "OCR/1.png": await picture(4, 3),
    "OCR/2.txt": "A?\tYes\n",
  });
  const { samples, notes } = await readAll(mme, source);
  expect(samples.map(({ id, question }) => [id, question])).toEqual([["OCR/1/1", odd]]);
  expect(reasons(notes)).toEqual([
    ["skipped", "it is not of the format", 1],
    ["skipped", "it is not of the format", 3],
    ["skipped", "its image is missing", null],
  ]);
});
