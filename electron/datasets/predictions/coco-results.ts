import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { z } from "zod";
import { toErrorReport } from "#core/errors";
import { fieldOf, type JsonElement, ROUNDED_ID, readJsonElements, roundedId } from "#electron/datasets/reading";
import type { PredictionOptions, Predictions } from "./contract.ts";
import { indexedPredictions, type Place } from "./lines.ts";
import { rleOfJson } from "./mask-of-json.ts";
import { ProblemList } from "./problems.ts";

/** One entry of COCO's results format (https://cocodataset.org/#format-results), instance segmentation. */
const resultSchema = z.object({
  image_id: z.union([z.string(), z.number()]),
  segmentation: z.unknown(),
  score: z.number().default(0),
});

/**
 * COCO's results JSON `[{ image_id, segmentation, score }]`: the mask of the highest score of each image, which counts
 * as the sample's id. Its masks are spooled to a temporary file, so that they need not stay in memory.
 */
export async function cocoResults(file: string, options: PredictionOptions): Promise<Predictions> {
  const path = resolve(file);
  const problems = new ProblemList();
  const folder = await mkdtemp(join(tmpdir(), "rea2seg-results-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const spool = join(folder, "masks.jsonl");
    const index = await spoolBest(path, spool, options, problems);
    return await indexedPredictions({ path, kind: "coco-results", file: spool, index, problems, onClose: remove });
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

async function spoolBest(file: string, spool: string, options: PredictionOptions, problems: ProblemList) {
  const index = new Map<string, Place & { readonly score: number }>();
  const context = {
    signal: options.signal ?? new AbortController().signal,
    progress: (done: number, total: number) => options.onProgress?.(done, total, "bytes"),
  };
  const out = createWriteStream(spool);
  let offset = 0;
  try {
    for await (const element of readJsonElements(file, [""], context)) {
      const entry = readEntry(element, file, problems);
      if (entry === null || (index.get(entry.id)?.score ?? Number.NEGATIVE_INFINITY) >= entry.score) continue;
      const bytes = Buffer.from(`${JSON.stringify({ id: entry.id, mask: entry.mask })}\n`);
      if (!out.write(bytes)) await once(out, "drain");
      index.set(entry.id, { offset, length: bytes.length, line: element.index + 1, score: entry.score });
      offset += bytes.length;
    }
  } finally {
    out.end();
    await finished(out);
  }
  return index;
}

function readEntry(element: JsonElement, file: string, problems: ProblemList) {
  const field = fieldOf(element);
  const parsed = resultSchema.safeParse(element.value);
  if (!parsed.success) {
    const message = "An entry needs image_id, segmentation and score, as COCO's results format has them.";
    problems.add({ id: null, reason: "its entry cannot be read", file, field, message });
    return null;
  }
  const rounded = roundedId(parsed.data.image_id);
  if (rounded !== null) {
    problems.add({ id: null, reason: ROUNDED_ID, file, field: `${field}.image_id`, message: rounded });
    return null;
  }
  const id = String(parsed.data.image_id);
  try {
    return { id, score: parsed.data.score, mask: rleOfJson(parsed.data.segmentation, `${file}, ${field}`) };
  } catch (thrown) {
    const { message, cure } = toErrorReport(thrown);
    problems.add({ id, reason: "its mask cannot be read", file, field, message: `${message} ${cure}` });
    return null;
  }
}
