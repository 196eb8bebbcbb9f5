import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeGqa } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const gqa = formatById("gqa");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads a question without a mask, with the boxes of what it and its answer refer to", async () => {
  const { samples, notes } = await readAll(gqa, await makeGqa(`${folder}/whole`));
  expect(notes).toEqual([]);
  expect(samples).toMatchObject([
    {
      id: "0777",
      question: "What is on the table?",
      category: "query",
      kind: ["rel", "relS"],
      split: "val",
      mask: null,
      details: {
        answer: "cup",
        gqa: {
          boxes: {
            question: [{ id: "11", name: "table", box: [0, 2, 6, 2] }],
            answer: [{ id: "12", name: "cup", box: [1, 1, 2, 2] }],
          },
        },
      },
    },
  ]);
});

it("makes a mask of the answer's boxes when told to, and says so", async () => {
  const { samples } = await readAll(gqa, await makeGqa(`${folder}/boxes`), { "box-mask": "true" });
  expect(drawing(samples[0]?.mask)).toEqual(["......", ".##...", ".##...", "......"]);
  expect(samples[0]?.details).toMatchObject({ gqa: { maskOf: "boxes" } });
});

it("reads the balanced questions or all of them, and none twice", async () => {
  const source = await makeGqa(`${folder}/sets`);
  const more = { "0888": { imageId: "23", question: "Is it?", answer: "no" } };
  await writeFiles(source, { "questions/train_all_questions/train_all_questions_0.json": more });
  const idsOf = async (options: Record<string, string>) => {
    return (await readAll(gqa, source, options)).samples.map(({ id, split }) => [id, split]);
  };
  expect(await idsOf({})).toEqual([["0777", "val"]]);
  expect(await idsOf({ questions: "all" })).toEqual([["0888", "train"]]);
});

it("skips broken questions by their id, and does without scene graphs", async () => {
  const source = `${folder}/broken`;
  await writeFiles(source, {
    "test_balanced_questions.json": {
      a: { imageId: "1", question: "Good?" },
      b: { imageId: "../1", question: "Bad?" },
      c: { imageId: "2", question: "Missing?" },
      d: { imageId: "1", question: "" },
      e: 5,
    },
    "images/1.jpg": await picture(6, 4),
  });
  const { samples, notes } = await readAll(gqa, source, { "box-mask": "true" });
  expect(samples).toMatchObject([{ id: "a", question: "Good?", mask: null, category: "gqa", split: "test" }]);
  expect(reasons(notes)).toEqual([
    ["skipped", "its image's path is not followed", "b.imageId"],
    ["skipped", "its image is missing", "c.imageId"],
    ["skipped", "it has no question", "d.question"],
    ["skipped", "it is not of the format", "e"],
  ]);
});
