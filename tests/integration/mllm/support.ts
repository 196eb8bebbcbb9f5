import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { openPack, type Pack } from "#native-models/packs";
import { createRuntime, type RgbImage, type Runtime } from "#native-models/runtime";
import type { ImageEmbedding } from "#native-models/sam";
import { type TinyMllm, tinyMllmParts } from "../../packs/mllm-parts.ts";
import { type TinyParts, writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinyPromptConstants } from "../../packs/tiny-sam-constants.ts";

/** A folder of this test's own, removed when it ends. */
export function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "rea2seg-mllm-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A pack of tiny models that see pixels, changed as told, written and opened. */
export async function tinyPack(
  changes: Partial<TinyMllm> = {},
  alter: (parts: TinyParts) => TinyParts = (parts) => parts,
): Promise<Pack> {
  const parts = alter(tinyMllmParts({ sees: "pixels", constants: tinyPromptConstants(), ...changes }));
  const family = changes.sees === "embeddings" ? "sam2" : "sam1";
  return openPack(await writeTinyPack({ id: "tiny", family, parts }, folder()));
}

let shared: Promise<Runtime> | undefined;
/** One runtime for the file. */
export function cpu(): Promise<Runtime> {
  shared ??= createRuntime({ provider: "cpu", threads: 1 });
  return shared;
}

export type Box = readonly [x: number, y: number, width: number, height: number];
const GREY = [100, 100, 100] as const;
const COLOURS = { red: [230, 20, 20], green: [20, 220, 30], blue: [20, 30, 230] } as const;

/** Coloured rectangles on grey. */
export function painted(
  width: number,
  height: number,
  boxes: Readonly<Partial<Record<keyof typeof COLOURS, Box>>>,
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) data.set(GREY, pixel * 3);
  for (const [name, [x, y, w, h]] of Object.entries(boxes)) {
    for (let row = y; row < y + h; row++) {
      for (let col = x; col < x + w; col++) data.set(COLOURS[name as keyof typeof COLOURS], (row * width + col) * 3);
    }
  }
  return { width, height, data };
}

/** An embedding for models that don't look at it. */
export function blankEmbedding({ width, height }: { width: number; height: number }): ImageEmbedding {
  return { width, height, values: new Float32Array(256 * 64 * 64), highRes: [] };
}
