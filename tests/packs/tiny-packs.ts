import { readFile } from "node:fs/promises";
import path from "node:path";
import { extractPromptConstants, findMinisam, parseOnnx } from "#native-models/packs";
import { tinyMllmParts } from "./mllm-parts.ts";
import { type TinyPack, writeTinyPack } from "./tiny-pack.ts";
import { tinyPromptConstants } from "./tiny-sam-constants.ts";

/** The SAM1 family, with models that see pixels of their own. */
export const tinySam1 = (): TinyPack => ({
  id: "tiny-sam1",
  title: "Tiny models on a tiny SAM, made by the tests",
  family: "sam1",
  parts: tinyMllmParts({ sees: "pixels", constants: tinyPromptConstants() }),
});

/** The SAM2 family (stretched, high-resolution features), with models that see SAM's embedding. */
export const tinySam2 = (): TinyPack => ({
  id: "tiny-sam2",
  title: "Tiny models on a tiny SAM 2, made by the tests",
  family: "sam2",
  parts: tinyMllmParts({ sees: "embeddings", constants: tinyPromptConstants() }),
});

/** Tiny models on the real MobileSAM: the segmenter's prompt token is a click on what has the question's colour. */
export async function tinyOnMobileSam(): Promise<TinyPack> {
  const file = path.join(findMinisam(), "dist", "sam.onnx");
  const constants = extractPromptConstants(parseOnnx(await readFile(file), file));
  return {
    id: "tiny-on-mobilesam",
    title: "Tiny models on MobileSAM, made by the tests",
    family: "sam1",
    samPack: "mobilesam",
    parts: tinyMllmParts({ sees: "pixels", constants }),
  };
}

/** Writes all three packs, each into a folder of its id inside `dir`; answers the folders. */
export async function writeTinyPacks(dir: string): Promise<readonly string[]> {
  const packs = [tinySam1(), tinySam2(), await tinyOnMobileSam()];
  return Promise.all(packs.map((pack) => writeTinyPack(pack, path.join(dir, pack.id))));
}
