import { readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { extensionOf, filesBelow, kindOf, readFailure, readHead, stemOf } from "#electron/datasets/reading";
import type { MaskKind } from "./contract.ts";

export interface ReviewPlaces {
  readonly kind: MaskKind;
  /** The folder or file of masks. */
  readonly masks: string;
  readonly images: string;
  /** What the masks are called: their folder's or file's name, or that of the folder above where it says nothing. */
  readonly name: string;
}

const IMAGES = ["images", "image", "imgs", "img", "jpegimages", "pictures"];
const MASKS = [
  "masks",
  "mask",
  "predictions",
  "preds",
  "pred",
  "results",
  "annotations",
  "labels",
  "segmentationclass",
];
/** So many files are looked at to tell what a folder holds. */
const LOOKED_AT = 200;

/**
 * Finds masks and images from what a person named: the masks' folder or file, or a folder that has both. `images` is
 * looked for inside and beside the masks' place where it is null, and is that place itself where there is none.
 * Throws `not-found` where nothing lies, `bad-input` where there are no masks.
 */
export async function findPlaces(source: string, images: string | null, kind: MaskKind | null): Promise<ReviewPlaces> {
  const named = resolve(source);
  const there = await kindOf(named);
  if (there === "nothing") {
    const message = "There is no such file or folder.";
    throw new AppError({ code: "not-found", message, where: named, cure: "Check the path of the masks." });
  }
  const masks = there === "file" ? named : ((await folderNamed(named, MASKS)) ?? named);
  const place = await oneFileOf(masks, kind);
  const known = kind ?? (await kindOfMasks(place));
  if (known === null) throw noMasks(place);
  const near = images === null ? await imagesNear(named, place) : resolve(images);
  return { kind: known, masks: place, images: near, name: nameOf(place) };
}

/** Names that say what lies there, not whose it is. */
const GENERIC =
  /^(masks?|preds?|predictions?|results?|annotations?|labels?|outputs?|out|instances|segmentations?|val|test|train|[-_. \d])+$/i;

function nameOf(masks: string): string {
  const parts = masks.split(/[\\/]/).filter(Boolean);
  const names = [stemOf(parts.at(-1) ?? ""), ...parts.slice(0, -1).reverse()].slice(0, 3);
  return names.find((name) => name !== "" && !GENERIC.test(name)) ?? names[0] ?? masks;
}

async function imagesNear(named: string, masks: string): Promise<string> {
  const isFile = (await kindOf(named)) === "file";
  const around = isFile ? dirname(named) : named;
  const inside = await folderNamed(around, IMAGES);
  if (inside !== null) return inside;
  const beside = await folderNamed(dirname(masks), IMAGES);
  if (beside !== null) return beside;
  // A file in a folder of masks: the images may lie beside that folder.
  const above =
    isFile && MASKS.includes(basename(around).toLowerCase()) ? await folderNamed(dirname(around), IMAGES) : null;
  if (above !== null) return above;
  return around;
}

async function folderNamed(parent: string, names: readonly string[]): Promise<string | null> {
  let entries: string[];
  try {
    entries = await readdir(parent);
  } catch (thrown) {
    throw readFailure(thrown, parent);
  }
  for (const name of names) {
    const found = entries.find((entry) => entry.toLowerCase() === name);
    if (found !== undefined && (await kindOf(join(parent, found))) === "folder") return join(parent, found);
  }
  return null;
}

/** A folder with one JSON file and no masks but in it stands for that file. */
async function oneFileOf(masks: string, kind: MaskKind | null): Promise<string> {
  if ((await kindOf(masks)) !== "folder" || (kind !== null && kind !== "coco" && kind !== "lines")) return masks;
  const files: string[] = [];
  for await (const { path, name } of filesBelow(masks, 0, "files")) {
    if ([".json", ".jsonl", ".ndjson", ".png", ".npy"].includes(extensionOf(name))) files.push(path);
    if (files.length > 1) return masks;
  }
  const [only] = files;
  if (only === undefined || [".png", ".npy"].includes(extensionOf(only))) return masks;
  const found = await kindOfFile(only);
  return found === "coco" || found === "lines" ? only : masks;
}

/** What a folder or file of masks looks like, by names and first bytes; null where it looks like none. */
export async function kindOfMasks(masks: string): Promise<MaskKind | null> {
  if ((await kindOf(masks)) === "file") return await kindOfFile(masks);
  let pictures = 0;
  let arrays = 0;
  let looked = 0;
  for await (const { path, name } of filesBelow(masks, 8, "files")) {
    if (++looked > LOOKED_AT) break;
    if (extensionOf(name) === ".png") pictures++;
    if (extensionOf(name) === ".npy") arrays++;
    if (extensionOf(name) !== ".json") continue;
    const found = await kindOfFile(path);
    if (found === "reasonseg" || found === "rle") return found;
  }
  // Pictures beside arrays are the images of these.
  if (arrays > 0) return "npy";
  return pictures > 0 ? "png" : null;
}

async function kindOfFile(file: string): Promise<MaskKind | null> {
  switch (extensionOf(file)) {
    case ".jsonl":
    case ".ndjson":
      return "lines";
    case ".npy":
      return "npy";
    case ".json":
      break;
    default:
      return null;
  }
  const head = (await readHead(file)).replace(/^\u00ef\u00bb\u00bf/, "");
  if (/^\s*\[/.test(head)) return "coco";
  if (/"shapes"\s*:/.test(head) && /"(text|is_sentence)"\s*:/.test(head)) return "reasonseg";
  if (/"(annotations|images|categories)"\s*:\s*\[/.test(head)) return "coco";
  return /"counts"\s*:/.test(head) ? "rle" : null;
}

function noMasks(where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `There are no masks in ${basename(where)} that could be reviewed.`,
    where,
    cure: "Name a folder of PNG masks, of NumPy's .npy arrays, of LISA's JSON files or of RLE JSON files, a COCO .json, or a .jsonl of { id, mask }.",
  });
}
