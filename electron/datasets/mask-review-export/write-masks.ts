import { basename } from "node:path";
import { decodeRle } from "#core/masks";
import { reasonsegContent } from "#electron/datasets/exporters";
import { decodePng, encodePng, maskBytes, openNpy, paintMasks, withNpyMasks } from "#electron/datasets/mask-review";
import { IGNORE_SUFFIX } from "#electron/datasets/predictions";
import { kindOf, parseJson } from "#electron/datasets/reading";
import { maskPng, type OutputFolder } from "#electron/datasets/writing";
import { arrayElements, withElements } from "./json-spans.ts";
import type { JudgedMask } from "./judged.ts";
import { cocoEntryWith, lineWith } from "./same-encoding.ts";

/** Where masks go, and who hears of what could not be kept. */
export interface MaskOutput {
  readonly folder: OutputFolder;
  /** Before every name: "" or a folder with its slash. */
  readonly prefix: string;
  /** Names of the files that are there by now, without the prefix. */
  readonly written: Set<string>;
  partly(id: string, reason: string, message: string): void;
}

export interface MaskFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
  readonly masks: readonly JudgedMask[];
}

/** Writes one file of masks again in its own encoding; it is known that something in it changes. */
export async function writeChanged(file: MaskFile, output: MaskOutput): Promise<void> {
  const [first] = file.masks;
  switch (first?.origin.kind) {
    case "png":
      return await writePng(file, output);
    case "npy":
      return await writeNpy(file, output);
    case "coco":
      return await writeCoco(file, output);
    case "lines":
      return await writeLines(file, output);
    case "rle":
      return await writeRle(file, output);
    case "reasonseg":
      return await writeReasonseg(file, output);
    case undefined:
      return;
  }
}

async function write({ folder, prefix, written }: MaskOutput, name: string, content: string | Uint8Array) {
  written.add(name);
  await folder.write(prefix + name, content);
}

const NO_IGNORE = "its changed ignore layer is not in the format";

async function writePng(file: MaskFile, output: MaskOutput): Promise<void> {
  const isMap = file.masks.some(({ origin }) => origin.label !== undefined);
  const [only] = file.masks;
  // A picture of one mask that is left out is no file any more; of several, the others stay.
  if (!isMap && only?.change === "out") return;
  const changed = file.masks.filter(({ change }) => change === "out" || (change !== "keep" && change.isMaskNew));
  const lost = changed.length === 0 ? [] : await writePainted(file, changed, output);
  if (changed.length === 0) await copyMasks(output, file.name, file.path);
  for (const [index, { id }] of changed.entries()) {
    const pixels = lost[index] ?? 0;
    if (pixels === 0) continue;
    const message = `${pixels.toLocaleString("en")} of its pixels belong to other masks of ${file.name}, which keep them: one picture holds one mask a pixel.`;
    output.partly(id, "it overlaps other masks of its picture", message);
  }
  for (const { id, change } of isMap ? file.masks : []) {
    if (typeof change !== "object" || !change.isIgnoreNew) continue;
    output.partly(id, NO_IGNORE, "A label map has one ignore region for all of its masks; it stays as it was.");
  }
  if (!isMap) await writeIgnore(file, output);
}

/** Pixels that each mask lost to another one. */
async function writePainted(
  { name, path, bytes }: MaskFile,
  changed: readonly JudgedMask[],
  output: MaskOutput,
): Promise<readonly number[]> {
  const masks = changed.map(({ origin, change }) => ({
    label: origin.label ?? null,
    mask: typeof change === "object" ? change.mask : null,
  }));
  const { picture, lost } = paintMasks(decodePng(bytes, path), masks);
  await write(output, name, encodePng(picture));
  return lost;
}

/** The ignore layer of a picture of one mask lies in a picture beside it. */
async function writeIgnore({ name, path, masks }: MaskFile, output: MaskOutput): Promise<void> {
  const change = masks[0]?.change;
  if (typeof change !== "object" || !change.isIgnoreNew) return;
  const beside = (file: string) => `${file.slice(0, -".png".length)}${IGNORE_SUFFIX}.png`;
  if ((await kindOf(beside(path))) === "file") {
    const picture = decodePng(await maskBytes(beside(path)), beside(path));
    const painted = paintMasks(picture, [{ label: null, mask: change.ignore }]);
    await write(output, beside(name), encodePng(painted.picture));
  } else if (change.ignore !== null) await write(output, beside(name), await maskPng(change.ignore));
}

/** A mask that is left out is empty in an array of several, so that the others keep their places; one alone is no file. */
async function writeNpy({ name, path, bytes, masks }: MaskFile, output: MaskOutput): Promise<void> {
  const changed = masks.filter(({ change }) => change === "out" || (change !== "keep" && change.isMaskNew));
  const size = masks[0]?.size;
  if (size === undefined) return;
  const npy = openNpy(bytes, size, path);
  if (npy.count === 1 && masks[0]?.change === "out") return;
  const painted = new Map(
    changed.map(({ origin, change }) => [
      origin.index ?? 0,
      typeof change === "object" ? decodeRle(change.mask) : null,
    ]),
  );
  await write(output, name, withNpyMasks(npy, painted));
  for (const { id, change } of masks) {
    if (typeof change !== "object" || !change.isIgnoreNew) continue;
    output.partly(id, NO_IGNORE, "NumPy's arrays have no ignore regions; its mask went out.");
  }
}

async function writeCoco({ name, path, bytes, masks }: MaskFile, output: MaskOutput): Promise<void> {
  const section = bytes
    .subarray(0, 64)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart()
    .startsWith("[")
    ? ""
    : "annotations";
  const spans = arrayElements(bytes, section) ?? [];
  const replaced = new Map<number, string | null>();
  for (const { id, origin, change } of masks) {
    const span = spans[origin.index ?? -1];
    if (change === "keep" || span === undefined) continue;
    if (change === "out") {
      replaced.set(origin.index ?? -1, null);
      continue;
    }
    const text = bytes.toString("utf8", span.start, span.end);
    const { value, note } = cocoEntryWith(parseJson(text, path) as Record<string, unknown>, change.mask);
    replaced.set(origin.index ?? -1, JSON.stringify(value));
    if (note !== null) output.partly(id, "its mask is spelt otherwise than before", note);
    if (change.isIgnoreNew) output.partly(id, NO_IGNORE, "COCO's files have no ignore regions; its mask went out.");
  }
  await write(output, name, withElements(bytes, spans, replaced));
}

async function writeLines({ name, path, bytes, masks }: MaskFile, output: MaskOutput): Promise<void> {
  const byLine = new Map(masks.map((mask) => [mask.origin.index ?? -1, mask.change]));
  const pieces: Buffer[] = [];
  for (let start = 0, line = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    const whole = bytes.subarray(start, end);
    start = end;
    const change = byLine.get(line) ?? "keep";
    if (change === "out") continue;
    if (change === "keep") {
      pieces.push(whole);
      continue;
    }
    const text = whole.toString("utf8").replace(/^\ufeff/, "");
    const before = parseJson(text, `${path}:${line + 1}`) as Record<string, unknown>;
    const tail = /\r?\n?$/.exec(text)?.[0] ?? "";
    pieces.push(Buffer.from(`${JSON.stringify(lineWith(before, change.mask, change.ignore))}${tail}`));
  }
  await write(output, name, Buffer.concat(pieces));
}

async function writeRle({ name, path, bytes, masks }: MaskFile, output: MaskOutput): Promise<void> {
  const [only] = masks;
  if (only === undefined || typeof only.change !== "object") return;
  const before = parseJson(bytes.toString("utf8").replace(/^\ufeff/, ""), path) as Record<string, unknown>;
  await write(output, name, `${JSON.stringify(lineWith(before, only.change.mask, only.change.ignore))}\n`);
  if (before.counts !== undefined && only.change.isIgnoreNew) {
    output.partly(only.id, NO_IGNORE, `${basename(name)} is a bare RLE; its mask went out.`);
  }
}

async function writeReasonseg({ name, masks }: MaskFile, output: MaskOutput): Promise<void> {
  const [only] = masks;
  if (only === undefined || typeof only.change !== "object") return;
  const { id, question, kind, change, reasonseg } = only;
  const text = (reasonseg as { readonly text?: unknown } | null)?.text;
  // The question that a file without one was given is ours, not the file's.
  const isOurs = (Array.isArray(text) ? (text[0] ?? "") : (text ?? "")) === "";
  const sample = { id, question: isOurs ? "" : question, kind, mask: change.mask, ignore: change.ignore };
  await write(output, name, `${JSON.stringify(reasonsegContent(sample, reasonseg), null, 2)}\n`);
}

/** Copies a file of masks byte by byte. */
export async function copyMasks({ folder, prefix, written }: MaskOutput, name: string, path: string): Promise<void> {
  written.add(name);
  await folder.copy(prefix + name, path);
}
