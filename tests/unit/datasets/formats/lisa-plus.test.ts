import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeLisa, rectangle } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const lisa = formatById("lisa-plus");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads the instances that are meant, together and one by one", async () => {
  const { samples, notes } = await readAll(lisa, await makeLisa(`${folder}/whole`));
  expect(notes).toEqual([]);
  const [sample] = samples;
  expect(sample).toMatchObject({
    id: "data/0",
    question: "Which things can one drink from?",
    category: "cup",
    kind: ["instance"],
    split: "train",
  });
  expect(drawing(sample?.mask)).toEqual(["##....", "##..##", "....##", "......"]);
  const kept = sample?.details.lisaPlus as { instances: { id: string; label: string; mask: never }[] } | undefined;
  expect(kept?.instances.map(({ id, label, mask }) => [id, label, drawing(mask)?.[1]])).toEqual([
    ["31", "cup", "##...."],
    ["32", "cup", "....##"],
  ]);
});

it("reads answers and conversations: the instances that an answer names", async () => {
  const source = `${folder}/words`;
  const info = { "7": [rectangle(0, 0, 1, 1)], "8": { points: [rectangle(2, 0, 3, 1)], label: "cat" } };
  await writeFiles(source, {
    "LISA_Plus_COT.json": [
      { image_path: "a.jpg", "English Question": "Who?", "English Answer": "It is [cat <8>, man <7>].", info },
      { image_path: "a.jpg", "English Question": "When?", "English Answer": "In 1999, <9| nobody> knows.", info },
    ],
    "LISA_Plus_Conversations.json": [
      { img_pth: "a.jpg", output: "<person>: One? <robot>: 《8|cat》. <person>: Two? <robot>: <7| man>", info },
    ],
    "images/a.jpg": await picture(4, 2),
  });
  const { samples, notes } = await readAll(lisa, source);
  expect(notes).toEqual([]);
  expect(samples.map(({ id, question, mask }) => [id, question, drawing(mask)?.[0] ?? null])).toEqual([
    ["LISA_Plus_COT/0", "Who?", "#.#."],
    ["LISA_Plus_COT/1", "When?", null],
    ["LISA_Plus_Conversations/0/0", "One?", "..#."],
    ["LISA_Plus_Conversations/0/1", "Two?", "#..."],
  ]);
});

it("skips broken records with their fields", async () => {
  const source = `${folder}/broken`;
  const whole = { img_path: "a.jpg", "English Question": "Who?", ID: [1], points: { "1": [rectangle(0, 0, 1, 1)] } };
  await writeFiles(source, {
    "data.json": [
      { ...whole, ID: [1, 2] },
      { ...whole, points: { "1": { polygon: [[0, 0, 1]] } } },
      { ...whole, img_path: "../data.json" },
      { ...whole, "English Question": "" },
      { ...whole, ID: [] },
      7,
      whole,
    ],
    "train2017/a.jpg": await picture(4, 2),
  });
  const { samples, notes } = await readAll(lisa, source);
  expect(samples.map(({ id, mask }) => [id, drawing(mask)?.[0]])).toEqual([
    ["data/4", "...."],
    ["data/6", "#..."],
  ]);
  expect(reasons(notes)).toEqual([
    ["skipped", "it has no mask", '[0].points["2"]'],
    ["skipped", "its mask cannot be read", '[1].points["1"]'],
    ["skipped", "its image's path is not followed", "[2]"],
    ["skipped", "it has no question", "[3]"],
    ["skipped", "it is not of the format", "[5]"],
  ]);
});
