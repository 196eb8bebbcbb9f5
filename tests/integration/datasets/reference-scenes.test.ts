import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRle } from "#core/masks";
import { type Scene, sampleSplitScene } from "#core/scenes";
import { instanceMap } from "#core/scenes/rendering";
import { datasetOfReferences } from "#electron/generate";

const SIZE = { width: 240, height: 160 };
let dir: string;
let folder: string;
const scenes = new Map<string, Scene>();

/** Scenes of ours in the form of CLEVR's files: grey values 20 apart for the objects, 5 for the ground. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-reference-"));
  folder = mkdtempSync(join(dir, "renders-"));
  for (const index of [0, 1, 2]) {
    const scene = sampleSplitScene("val", index, SIZE);
    const name = `clevr_000${index}`;
    scenes.set(name, scene);
    const { directions, objects } = scene;
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ index, directions, objects }));
    const ids = instanceMap(scene);
    const grey = Buffer.from(ids.map((id) => (id === 0 ? 5 : 10 + 20 * id)));
    const raw = { ...SIZE, channels: 1 as const };
    await sharp(grey, { raw })
      .toColourspace("b-w")
      .png()
      .toFile(join(folder, `${name}_id.png`));
    await sharp(grey, { raw })
      .png()
      .toFile(join(folder, `${name}.png`));
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const make = (out: string, changes: { readonly folder?: string } = {}) =>
  datasetOfReferences({ folder, questions: 12, seed: 5, out: join(dir, out), format: "own", ...changes });

describe("a dataset of reference renders", () => {
  it("has our questions, the objects' masks by their order among the grey values, and the pictures as they are", async () => {
    const report = await make("made");
    expect(report).toMatchObject({ split: "reference", scenes: { sampled: 3, asked: 3 }, questions: { made: 12 } });
    const lines = readFileSync(join(dir, "made", "samples.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(12);
    for (const { id, mask, target, split, image } of lines) {
      const name = (id as string).replace(/-\d+$/, "");
      const ids = instanceMap(scenes.get(name) as Scene);
      expect([...decodeRle(mask).data]).toEqual([...ids].map((seen) => (seen === target + 1 ? 1 : 0)));
      expect(split).toBe("reference");
      expect(readFileSync(join(dir, "made", image))).toEqual(readFileSync(join(folder, `${name}.png`)));
    }
    await make("again");
    expect(readFileSync(join(dir, "again", "samples.jsonl"))).toEqual(readFileSync(join(dir, "made", "samples.jsonl")));
  });

  it("refuses a folder without scenes, a lacking file and an id map of another scene, and leaves nothing", async () => {
    const empty = mkdtempSync(join(dir, "empty-"));
    await expect(make("no scenes", { folder: empty })).rejects.toMatchObject({ code: "not-found" });
    writeFileSync(join(empty, "a_id.png"), readFileSync(join(folder, "clevr_0000_id.png")));
    writeFileSync(join(empty, "a.png"), readFileSync(join(folder, "clevr_0000.png")));
    await expect(make("no file", { folder: empty })).rejects.toMatchObject({ where: join(empty, "a.json") });
    const counts = [...scenes].map(([name, { objects }]) => [objects.length, name] as const);
    const other = counts.find(([count]) => count !== scenes.get("clevr_0000")?.objects.length)?.[1] ?? "";
    writeFileSync(join(empty, "a.json"), readFileSync(join(folder, `${other}.json`)));
    await expect(make("other map", { folder: empty })).rejects.toMatchObject({
      code: "bad-input",
      where: join(empty, "a_id.png"),
    });
    expect(readdirSync(dir).filter((name) => /no scenes|no file|other map/.test(name))).toEqual([]);
  });
});
