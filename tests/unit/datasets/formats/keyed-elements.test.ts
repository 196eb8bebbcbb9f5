import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { JsonElement } from "#electron/datasets/reading";
import { KeyedElements } from "#electron/datasets/record-parts";
import { temporaryFolder } from "./importing.ts";

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  vi.stubEnv("TMPDIR", folder);
  vi.stubEnv("TEMP", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

/** Elements `0`, `1`, ... that count how many of them were asked for. */
function counted(count: number) {
  const asked = { elements: 0, ended: false };
  async function* elements(): AsyncGenerator<JsonElement> {
    try {
      for (let index = 0; index < count; index++) {
        asked.elements++;
        yield { section: "", index, key: String(index % 150), value: { index, text: "ü" } };
      }
    } finally {
      asked.ended = true;
    }
  }
  return { asked, keyed: new KeyedElements(elements(), ({ key }) => String(key)) };
}

it("reads only as far as somebody asks", async () => {
  const { asked, keyed } = counted(150);
  expect(await keyed.find("2")).toEqual({ index: 2, text: "ü" });
  expect(await keyed.find("0")).toEqual({ index: 0, text: "ü" });
  expect(asked.elements).toBe(3);
  await keyed.close();
  expect(asked.ended).toBe(true);
});

it("finds what has long left memory, the first of several, and nothing for a key that nobody has", async () => {
  const { keyed } = counted(160);
  expect(await keyed.find("nothing")).toBeUndefined();
  for (const index of [149, 0, 75, 3]) expect(await keyed.find(String(index))).toEqual({ index, text: "ü" });
  await keyed.close();
});

it("leaves no file behind", async () => {
  const { keyed } = counted(10);
  await keyed.find("5");
  expect(await readdir(folder)).toHaveLength(1);
  await keyed.close();
  expect(await readdir(folder)).toEqual([]);
});
