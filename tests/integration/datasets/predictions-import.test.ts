import { mkdirSync, writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import type { Rle } from "#core/masks";
import { importForeignMasks } from "#electron/datasets/foreign-masks";
import { createProject, type ProjectStore } from "#electron/store";
import { probeImage } from "#native-models/runtime";
import { linesOf, maskOf, testFolder, writePicture } from "./export-support.ts";

const folder = testFolder("foreign");
const A = maskOf("#...", "##..");
const B = maskOf("...#", "...#");
const IDS = ["a", "b", "c"];
const MANY = Array.from({ length: 250 }, (_, index) => `many-${index}`);

let store: ProjectStore;
beforeAll(async () => {
  store = createProject(folder.path("project"), "Foreign", { author: "tester", device: "test" });
  const imagePath = await writePicture(folder.path("image.png"), 4, 2);
  const samples = [...IDS, ...MANY].map((id) => ({ id, imagePath, question: "which?" }));
  await store.beginImport({ copy: false, probe: probeImage }).add(samples);
  return () => store.close();
});

const write = (name: string, masks: Readonly<Record<string, unknown>>, more = ""): string => {
  const lines = Object.entries(masks).map(([id, mask]) => JSON.stringify({ id, mask }));
  writeFileSync(folder.path(name), `${lines.join("\n")}\n${more}`);
  return folder.path(name);
};

const importedOf = (id: string) =>
  store
    .sample(id)
    .candidates.filter(({ source }) => source === "imported")
    .map(({ model, rle }) => [model, rle]);

it("makes candidates of masks, and names what it cannot take by its reason", async () => {
  const wrongSize = maskOf("##", "##");
  const masks = { a: A, nobody: A, b: wrongSize, c: { size: [2, 4], counts: "~" } };
  const path = write("mixed.jsonl", masks, "{ broken\n");
  const report = await importForeignMasks({ store, path, name: "model one" });
  expect(report).toMatchObject({ direction: "import", format: "predictions", path, taken: 1, present: 0, skipped: 4 });
  expect(report.reasons.map(({ reason, count }) => [reason, count]).sort()).toEqual([
    ["its line cannot be read", 1],
    ["its mask cannot be read", 1],
    ["its mask has another size than its image", 1],
    ["the project has no sample of this id", 1],
  ]);
  const noteOf = (id: string) => report.notes.find(({ field }) => field === id);
  expect(noteOf("nobody")).toMatchObject({ file: `${path}:2`, outcome: "skipped" });
  expect(noteOf("b")?.message).toContain("2 x 2");
  expect(linesOf(report.notesFile as string)).toEqual(report.notes);
  expect(importedOf("a")).toEqual([["model one", A]]);
  expect(importedOf("b")).toEqual([]);
});

it("takes the place of an earlier import of that name, and of no other", async () => {
  await importForeignMasks({ store, path: write("x.jsonl", { c: A }), name: "x" });
  await importForeignMasks({ store, path: write("y.jsonl", { c: A }), name: "y" });
  expect(await importForeignMasks({ store, path: write("x.jsonl", { c: A }), name: "x" })).toMatchObject({
    taken: 0,
    present: 1,
  });
  expect(await importForeignMasks({ store, path: write("x.jsonl", { c: B }), name: "x" })).toMatchObject({ taken: 1 });
  expect(new Map(importedOf("c") as [string, Rle][])).toEqual(
    new Map([
      ["x", B],
      ["y", A],
    ]),
  );
});

it("writes nothing at all when it is strict and anything is wrong", async () => {
  for (const [name, masks] of Object.entries({ unknown: { b: A, nobody: A }, size: { b: A, a: maskOf("#") } })) {
    const work = importForeignMasks({ store, path: write("strict.jsonl", masks), name, strict: true });
    await expect(work).rejects.toMatchObject({ code: "bad-input" });
  }
  const broken = write("strict.jsonl", { b: A }, "{");
  await expect(importForeignMasks({ store, path: broken, name: "broken", strict: true })).rejects.toMatchObject({
    code: "bad-input",
    where: `${broken}:2`,
  });
  expect(importedOf("b")).toEqual([]);
  const good = { store, path: write("strict.jsonl", { b: A }), name: "good", strict: true };
  expect(await importForeignMasks(good)).toMatchObject({ taken: 1, skipped: 0 });
});

it("keeps the batches that it took when it is cancelled, and says that it was", async () => {
  const abort = new AbortController();
  const path = write("many.jsonl", Object.fromEntries(MANY.map((id) => [id, A])));
  const onProgress = ({ done }: { done: number }) => done === 230 && abort.abort();
  const report = await importForeignMasks({ store, path, name: "late", signal: abort.signal, onProgress });
  expect(report).toMatchObject({ cancelled: true, taken: 200 });
  expect(importedOf("many-0")).toEqual([["late", A]]);
  expect(importedOf("many-200")).toEqual([]);
  expect(await importForeignMasks({ store, path, name: "late" })).toMatchObject({ taken: 50, present: 200 });
});

it("takes nothing of an empty folder", async () => {
  mkdirSync(folder.path("empty"));
  expect(await importForeignMasks({ store, path: folder.path("empty"), name: "none" })).toMatchObject({ taken: 0 });
});

it("needs a name and masks", async () => {
  const path = write("named.jsonl", { a: A });
  await expect(importForeignMasks({ store, path, name: " " })).rejects.toMatchObject({ code: "bad-input" });
  const nowhere = importForeignMasks({ store, path: folder.path("nowhere"), name: "x" });
  await expect(nowhere).rejects.toMatchObject({ code: "not-found" });
});
