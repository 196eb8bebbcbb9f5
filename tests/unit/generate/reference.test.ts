import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { sampleSplitScene } from "#core/scenes";
import { instanceMap } from "#core/scenes/rendering";
import { readReference } from "../../../electron/generate/reference.ts";

const scene = sampleSplitScene("val", 3, { width: 240, height: 160 });
const [width, height] = [scene.width, scene.height];
const dir = mkdtempSync(join(tmpdir(), "rea2seg-reference-"));
const file = (ending: string) => join(dir, `one${ending}`);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function picture(path: string, wide = width): Promise<void> {
  const create = { width: wide, height, channels: 3, background: { r: 90, g: 90, b: 90 } } as const;
  await sharp({ create }).png().toFile(path);
}

beforeEach(async () => {
  await picture(file(".png"));
  const ids = Buffer.from(instanceMap(scene).map((id) => (id === 0 ? 0 : 40 + 10 * id)));
  await sharp(ids, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(file("_id.png"));
  writeFileSync(file(".json"), JSON.stringify(scene));
});

describe("a scene of a folder of renders", () => {
  it("is read with the objects of its map", async () => {
    const { ids, name } = await readReference(dir, "one");
    expect(name).toBe("one");
    expect(Buffer.from(ids).equals(Buffer.from(instanceMap(scene)))).toBe(true);
  });

  it("is refused by its file where the picture is broken or of another size", async () => {
    writeFileSync(file(".png"), "x");
    await expect(readReference(dir, "one")).rejects.toMatchObject({ code: "bad-input", where: file(".png") });
    await picture(file(".png"), width + 1);
    await expect(readReference(dir, "one")).rejects.toMatchObject({ message: expect.stringContaining("241 x 160") });
  });

  it("is refused by its file where map or scene cannot be read", async () => {
    writeFileSync(file("_id.png"), "x");
    await expect(readReference(dir, "one")).rejects.toMatchObject({ code: "bad-input", where: file("_id.png") });
    rmSync(file("_id.png"));
    await picture(file("_id.png"));
    for (const [text, where] of [
      ["{", file(".json")],
      ["{}", `${file(".json")}, directions`],
    ] as const) {
      writeFileSync(file(".json"), text);
      await expect(readReference(dir, "one")).rejects.toMatchObject({ code: "bad-input", where });
    }
  });
});
