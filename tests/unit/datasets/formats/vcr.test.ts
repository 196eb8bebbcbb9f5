import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeVcr, vcrLine } from "./fixtures.ts";
import { drawing, lines, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const vcr = formatById("vcr");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("writes the objects out, counted from 1, and unites their polygons", async () => {
  const { samples, notes } = await readAll(vcr, await makeVcr(`${folder}/whole`));
  expect(notes).toEqual([]);
  const [sample] = samples;
  expect(sample).toMatchObject({ id: "val-0", question: "Why is person 1 and car 3?", split: "val", category: "vcr" });
  expect(drawing(sample?.mask)).toEqual(["#...#.", "#...#.", "......"]);
  expect(sample?.details).toMatchObject({
    answer: "person 2 isn't there.",
    reasoning: "He waits.",
    vcr: { targets: [0, 2], question_orig: "Why is 2 near 1 and 3?" },
  });
});

it("means all people by everyone, and has no mask where nothing is referred to", async () => {
  const source = await makeVcr(`${folder}/people`);
  await writeFiles(source, {
    "val.jsonl": lines([
      { ...vcrLine, annot_id: "a", question: ["Is", "everyone", "'s", "car", "red", "?"] },
      { ...vcrLine, annot_id: "b", question: ["Is", "it", "late", "?"] },
    ]),
  });
  const { samples, notes } = await readAll(vcr, source);
  expect(notes).toEqual([]);
  expect(samples.map(({ question }) => question)).toEqual(["Is everyone's car red?", "Is it late?"]);
  expect(drawing(samples[0]?.mask)?.[0]).toBe("#.#...");
  expect(samples[1]?.mask).toBeNull();
});

it("keeps a sample without its mask where the metadata fails, and skips broken lines", async () => {
  const source = await makeVcr(`${folder}/broken`);
  const line = (id: string, more: object) => ({ ...vcrLine, annot_id: id, ...more });
  await writeFiles(source, {
    "val.jsonl": `${lines([
      line("a", { metadata_fn: "movie/none.json" }),
      line("b", { metadata_fn: "../../val.jsonl" }),
      line("c", { question: ["Is", [8], "?"] }),
      line("d", { img_fn: "../val.jsonl" }),
      line("e", { metadata_fn: "movie/bad.json" }),
      line("a", {}),
    ])}{"objects": \n`,
    "vcr1images/movie/bad.json": {
      segms: [
        [],
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
        [],
      ],
    },
    "vcr1images/movie/2.png": await picture(6, 3),
  });
  const { samples, notes } = await readAll(vcr, source);
  expect(samples.map(({ id, mask }) => [id, mask])).toEqual([
    ["a", null],
    ["b", null],
    ["e", null],
  ]);
  expect(notes.map(({ line: number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(reasons(notes)).toEqual([
    ["partly", "its metadata cannot be read", "metadata_fn"],
    ["partly", "its metadata cannot be read", "metadata_fn"],
    ["skipped", "it is not of the format", "question[1]"],
    ["skipped", "its image's path is not followed", "img_fn"],
    ["partly", "it has no mask", "metadata_fn.segms[0]"],
    ["skipped", "its id is taken", "annot_id"],
    ["skipped", "it is not of the format", 7],
  ]);
});
