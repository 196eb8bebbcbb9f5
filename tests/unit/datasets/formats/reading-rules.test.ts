import { afterAll, describe, expect, it } from "vitest";
import { validateRle } from "#core/masks";
import { formatById, readDataset } from "#electron/datasets";
import { fixtures } from "./fixtures.ts";
import { readAll, temporaryFolder } from "./importing.ts";

const made = await Promise.all(
  Object.entries(fixtures).map(async ([id, make]) => {
    const { folder, remove } = await temporaryFolder();
    return { id, source: await make(folder), remove };
  }),
);
afterAll(() => Promise.all(made.map(({ remove }) => remove())));

describe.each(made)("$id", ({ id, source }) => {
  it("yields the same samples on every reading, with unique ids and details that are JSON", async () => {
    const first = await readAll(formatById(id), source);
    expect(await readAll(formatById(id), source)).toEqual(first);
    expect(first.samples.length).toBeGreaterThan(0);
    expect(new Set(first.samples.map((sample) => sample.id)).size).toBe(first.samples.length);
    for (const { details, mask, ignore } of first.samples) {
      expect(JSON.parse(JSON.stringify(details))).toStrictEqual(details);
      for (const rle of [mask, ignore]) if (rle !== null) validateRle(rle);
    }
  });

  it("stops when it is cancelled", async () => {
    const reading = readDataset(id, { source, signal: AbortSignal.abort() });
    await expect(reading.next()).rejects.toMatchObject({ code: "cancelled" });
  });

  it("refuses a folder that has nothing of it", async () => {
    const { folder, remove } = await temporaryFolder();
    await expect(readAll(formatById(id), folder)).rejects.toMatchObject({ code: "bad-input" });
    await remove();
    await expect(readAll(formatById(id), folder)).rejects.toMatchObject({ code: "not-found" });
  });
});
