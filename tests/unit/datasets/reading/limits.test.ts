import { expect, it } from "vitest";
import { MAX_VALUES, parseJson, readJsonElements } from "#electron/datasets/reading";
import { all, listening, put, scratch } from "./scratch.ts";

/** Small text that would take some hundred megabytes once parsed. */
const bomb = `[${"[],".repeat(MAX_VALUES / 2)}[]]`;

it("refuses a text of too many values before it is parsed, whole or as an element", async () => {
  expect(() => parseJson(bomb, "/f")).toThrow(expect.objectContaining({ code: "too-large", where: "/f" }));
  const file = put(scratch(), "a.json", `{"a":[${bomb}]}`);
  await expect(all(readJsonElements(file, ["a"], listening(file).context))).rejects.toMatchObject({
    code: "too-large",
    where: expect.stringContaining("a[0]"),
  });
  // Long texts of few values are what base64 pictures are.
  expect(parseJson(JSON.stringify("x".repeat(3 * MAX_VALUES)), "/f")).toHaveLength(3 * MAX_VALUES);
});

it("waits between chunks until what was told has been taken", async () => {
  const file = put(scratch(), "a.json", `{"a":[${"1,".repeat(300_000)}1]}`);
  let told = 0;
  let most = 0;
  const { context } = listening(file, {
    onNote: () => {
      told++;
      most = Math.max(most, told);
    },
    settle: async () => {
      told = 0;
    },
  });
  for await (const _ of readJsonElements(file, ["a"], context)) context.skip({ reason: "r", file, message: "m" });
  expect(most).toBeGreaterThan(1000);
  expect(most).toBeLessThan(150_000);
});
