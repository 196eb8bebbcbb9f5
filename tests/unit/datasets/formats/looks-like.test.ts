import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { detectFormats, formatById } from "#electron/datasets";
import { fixtures, mainFiles } from "./fixtures.ts";
import { temporaryFolder } from "./importing.ts";

const made = await Promise.all(
  Object.entries(fixtures).map(async ([id, make]) => {
    const { folder, remove } = await temporaryFolder();
    return { id, source: await make(folder), remove };
  }),
);
afterAll(() => Promise.all(made.map(({ remove }) => remove())));

describe.each(made.map(({ id }) => id))("%s", (id) => {
  const { looksLike } = formatById(id);

  it("knows its own folder, and none of the others'", async () => {
    const known: string[] = [];
    for (const other of made) if (await looksLike(other.source)) known.push(other.id);
    expect(known).toEqual([id]);
  });

  it("knows its own main file, and none of the others'", async () => {
    const known: string[] = [];
    for (const other of made) {
      const file = mainFiles[other.id];
      if (file !== undefined && (await looksLike(join(other.source, file)))) known.push(other.id);
    }
    expect(known).toEqual(mainFiles[id] === undefined ? [] : [id]);
  });

  it("is what its source looks like most, among all formats", async () => {
    const source = made.find((other) => other.id === id)?.source ?? "";
    const file = mainFiles[id];
    for (const place of file === undefined ? [source] : [source, join(source, file)]) {
      expect((await detectFormats(place))[0]?.id).toBe(id);
    }
  });

  it("answers no for what is not there, and for a picture", async () => {
    const [labelme] = made;
    expect(await looksLike(join(labelme?.source ?? "", "nothing"))).toBe(false);
    expect(await looksLike(join(labelme?.source ?? "", "images", "one.png"))).toBe(false);
  });
});
