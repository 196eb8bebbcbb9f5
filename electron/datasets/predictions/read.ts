import { AppError } from "#core/errors";
import { extensionOf, kindOf } from "#electron/datasets/reading";
import { cocoResults } from "./coco-results.ts";
import type { PredictionOptions, Predictions } from "./contract.ts";
import { folderPredictions } from "./folder.ts";
import { linePredictions } from "./lines.ts";

/**
 * Ready-made masks: a folder of `<sample id>.png` (non-zero is mask) or `<sample id>.json` (COCO RLE), a `.jsonl` of
 * `{ id, mask: COCO RLE }`, or COCO's results `.json`. Throws `not-found`, `bad-input`, `too-large`.
 */
export async function readPredictions(path: string, options: PredictionOptions = {}): Promise<Predictions> {
  const cure =
    "Name a folder of <sample id>.png or <sample id>.json, a .jsonl of { id, mask: COCO RLE }, or COCO results (.json).";
  const kind = await kindOf(path);
  if (kind === "nothing") {
    throw new AppError({ code: "not-found", message: "There are no predictions here.", where: path, cure });
  }
  if (kind === "folder") return await folderPredictions(path, options);
  switch (extensionOf(path)) {
    case ".jsonl":
    case ".ndjson":
      return await linePredictions(path, options);
    case ".json":
      return await cocoResults(path, options);
    default:
      throw new AppError({ code: "bad-input", message: "This file holds no predictions.", where: path, cure });
  }
}
