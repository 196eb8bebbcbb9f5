import { join, resolve } from "node:path";
import { encodeRle, type Rle } from "#core/masks";
import {
  extensionOf,
  filesBelow,
  IMAGE_EXTENSIONS,
  idOfFileName,
  kindOf,
  parseJson,
  readJson,
  readLines,
  readMaskPicture,
} from "#electron/datasets/reading";
import type { PredictionOptions, Predictions } from "./contract.ts";
import { IGNORE_SUFFIX, NAMES_FILE } from "./file-names.ts";
import { rleOfJson } from "./mask-of-json.ts";
import { ProblemList } from "./problems.ts";

const DEPTH = 8;

/**
 * A folder of `<sample id>.png` (non-zero is mask) or `<sample id>.json` (COCO RLE); ids with slashes may be
 * sub-folders or %2F. Links to files are followed: the folder is a person's own.
 */
export async function folderPredictions(folder: string, options: PredictionOptions): Promise<Predictions> {
  const path = resolve(folder);
  const problems = new ProblemList();
  const named = await readNames(path, options);
  const byId = new Map<string, string>();
  /** Names with a percent sign that may be plain ids. */
  const byName = new Map<string, string>();
  for await (const file of filesBelow(path, DEPTH, "files")) {
    options.signal?.throwIfAborted();
    const extension = extensionOf(file.name);
    if (extension !== ".png" && extension !== ".json") {
      if (IMAGE_EXTENSIONS.has(extension)) problems.add(noPng(file.path));
      continue;
    }
    const name = file.name.slice(0, -extension.length);
    if (name.toLowerCase().endsWith(IGNORE_SUFFIX)) continue;
    const id = named.get(file.name) ?? idOfFileName(name);
    const first = byId.get(id);
    // A JSON file beside a picture of the same name describes it, as most tools do.
    if (first === undefined || (extensionOf(first) === ".json" && extension === ".png")) byId.set(id, file.path);
    else if (extensionOf(first) === extension) problems.add(second(id, file.path, first));
    if (name !== id && !byName.has(name) && !named.has(file.name)) byName.set(name, file.path);
    options.onProgress?.(byId.size, 0, "files");
  }
  const fileOf = (id: string) => byId.get(id) ?? byName.get(id);
  return {
    path,
    kind: "folder",
    ids: () => byId.keys(),
    has: (id) => fileOf(id) !== undefined,
    count: byId.size,
    whereOf: (id) => fileOf(id) ?? null,
    get: async (id) => await readMask(fileOf(id)),
    problems: problems.list,
    problemCount: problems.count,
    close: async () => {},
  };
}

async function readMask(file: string | undefined): Promise<Rle | null> {
  if (file === undefined) return null;
  return extensionOf(file) === ".json" ? await readMaskJson(file) : encodeRle(await readMaskPicture(file));
}

/** The RLE itself, or an object that has it as its `mask`, as a line of a .jsonl does. */
async function readMaskJson(file: string): Promise<Rle> {
  const content = (await readJson(file)) as { readonly counts?: unknown; readonly mask?: unknown } | null;
  return rleOfJson(content?.counts === undefined ? content?.mask : content, file);
}

/** File -> id, as our own PNG export writes it; lines that say something else are no business of ours. */
async function readNames(folder: string, { signal }: PredictionOptions): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const file = join(folder, NAMES_FILE);
  if ((await kindOf(file)) !== "file") return names;
  const context = { signal: signal ?? new AbortController().signal, progress: () => {} };
  for await (const { number, text } of readLines(file, context)) {
    const line = parseJson(text, `${file}:${number}`) as { readonly id?: unknown; readonly mask?: unknown } | null;
    if (typeof line?.id === "string" && typeof line.mask === "string") names.set(line.mask, line.id);
  }
  return names;
}

function noPng(file: string) {
  const message = "Masks are read from PNG or RLE JSON files alone: other pictures blur a mask's edge. Save it as PNG.";
  return { id: null, reason: "it is no PNG", file, message };
}

function second(id: string, file: string, first: string) {
  const message = `There are two masks for it; ${first} is used. Remove the one that does not count.`;
  return { id, outcome: "partly" as const, reason: "there are two masks for one sample", file, message };
}
