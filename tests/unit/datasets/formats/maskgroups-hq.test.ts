import { afterAll, beforeAll, expect, it } from "vitest";
import { formatById } from "#electron/datasets";
import { makeMaskgroups } from "./fixtures.ts";
import { drawing, picture, readAll, reasons, temporaryFolder, writeFiles } from "./importing.ts";

const maskgroups = formatById("maskgroups-hq");
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

it("reads the union of a group of the true masks, and an empty group as an empty mask", async () => {
  const { samples, notes } = await readAll(maskgroups, await makeMaskgroups(`${folder}/whole`));
  expect(notes).toEqual([]);
  expect(samples.map(({ id, question, kind, split }) => [id, question, kind, split])).toEqual([
    ["maskgroups_hq_test-0", "The two people", ["text only"], "test"],
    ["maskgroups_hq_test-1", "What is like <mask_ref>?", ["with reference masks"], "test"],
  ]);
  // Columns of 2: the first, and the third.
  expect(drawing(samples[0]?.mask)).toEqual(["#.#", "#.#"]);
  expect(drawing(samples[1]?.mask)).toEqual(["...", "..."]);
  const pools = samples.map(({ details }) => "mask_pool" in (details.maskgroupsHq as object));
  expect(pools).toEqual([false, true]);
});

it("skips broken records of JSON Lines with their line", async () => {
  const source = `${folder}/broken`;
  const whole = {
    image: "a.png",
    conversations: [{ from: "human", value: "Q\n<image>" }],
    gt_mask_pool: [{ size: [2, 3], counts: [6] }],
    gt_mask_group: [0],
  };
  const rows = [
    whole,
    { ...whole, gt_mask_group: [1] },
    { ...whole, gt_mask_group: [[0], [0]] },
    { ...whole, image: "..\\a.png" },
    { ...whole, conversations: [] },
    { ...whole, gt_mask_pool: [{ size: [3, 2], counts: [6] }] },
  ];
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  await writeFiles(source, { "val.jsonl": `${text}\n{"image":\n`, "images/a.png": await picture(3, 2) });
  const { samples, notes } = await readAll(maskgroups, source);
  expect(samples).toMatchObject([{ id: "val-0", question: "Q\n<image>", split: "val" }]);
  expect(notes.map(({ reason, line }) => [line, reason])).toEqual([
    [2, "it has no mask"],
    [3, "its questions and mask groups differ in number"],
    [4, "its image's path is not followed"],
    [5, "it has no question"],
    [6, "its mask cannot be read"],
    [7, "it is not of the format"],
  ]);
  expect(reasons(notes)[0]?.[2]).toBe("gt_mask_pool[1]");
});
