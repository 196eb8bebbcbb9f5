import { basename } from "node:path";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetSample,
  fieldOf,
  type JsonElement,
  REASONS,
  ROUNDED_ID,
  readHead,
  readJsonElements,
  roundedId,
} from "#electron/datasets/reading";
import { hashOf, imageOf, maskOf, type Place, type ReviewReading, toSample } from "./reader.ts";

interface Entry {
  readonly id?: unknown;
  readonly image_id?: unknown;
  readonly file_name?: unknown;
  readonly category_id?: unknown;
  readonly segmentation?: unknown;
  readonly score?: unknown;
}

/** Names that the file gives to its images and categories; results have neither. */
interface Names {
  readonly images: ReadonlyMap<string, string>;
  readonly categories: ReadonlyMap<string, string>;
}

/** Where COCO's masks lie in their file: the root of results, else `annotations`. */
export async function cocoSection(file: string): Promise<"" | "annotations"> {
  const head = (await readHead(file, 4096)).replace(/^\u00ef\u00bb\u00bf/, "");
  return /^\s*\[/.test(head) ? "" : "annotations";
}

/** COCO's results `[{ image_id, segmentation, ... }]`, or annotations with images and categories. */
export async function* readCocoMasks(reading: ReviewReading): AsyncGenerator<DatasetSample, void, void> {
  const { context, places } = reading;
  const file = places.masks;
  const hash = await hashOf(file);
  const section = await cocoSection(file);
  const names = section === "" ? { images: new Map(), categories: new Map() } : await readNames(reading);
  for await (const element of readJsonElements(file, [section], context)) {
    const place: Place = { file, field: fieldOf(element) };
    const entry = checkEntry(element, place, reading);
    if (entry === null) continue;
    const name = imageNameOf(entry, names);
    const image = await imageOfEntry(reading, name, place);
    if (image === null) continue;
    const { width, height } = image.size;
    const rle = await maskOf(reading, { ...place, field: `${place.field}.segmentation` }, () =>
      segmentationToRle(entry.segmentation, height, width),
    );
    if (rle === null) continue;
    const category = names.categories.get(String(entry.category_id)) ?? classOf(entry.category_id);
    const id = section === "" || entry.id === undefined ? `${basename(name)}#${element.index}` : String(entry.id);
    const origin = { kind: "coco" as const, root: file, file: basename(file), hash, index: element.index };
    const more = { coco: { image_id: entry.image_id, category_id: entry.category_id, score: entry.score ?? null } };
    const { path, size } = image;
    const sample = toSample(reading, { id, image: path, size, rle, category, origin, more }, place);
    if (sample !== null) yield sample;
  }
}

/** Numbers as COCO's own files are named, `000000000139.jpg`, and as they are. */
async function imageOfEntry(reading: ReviewReading, name: string, place: Place) {
  const padded = name.padStart(12, "0");
  const isPadded = /^\d{1,12}$/.test(name) && "image" in reading.images.find(padded);
  return await imageOf(reading, isPadded ? `${padded}.jpg` : /\.[a-z]{3,4}$/i.test(name) ? name : `${name}.png`, place);
}

const classOf = (id: unknown): string => (typeof id === "number" || typeof id === "string" ? `class ${id}` : "");

function imageNameOf({ image_id, file_name }: Entry, { images }: Names): string {
  if (typeof file_name === "string" && file_name !== "") return file_name;
  return images.get(String(image_id)) ?? String(image_id);
}

function checkEntry({ value }: JsonElement, place: Place, { context }: ReviewReading): Entry | null {
  const refuse = (field: string, reason: string, message: string) => {
    context.skip({ ...place, field: place.field + field, reason, message });
    return null;
  };
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return refuse("", REASONS.notValid, "An entry has to be an object with image_id and segmentation.");
  }
  const entry = value as Entry;
  for (const key of ["id", "image_id"] as const) {
    const rounded = roundedId(entry[key]);
    if (rounded !== null) return refuse(`.${key}`, ROUNDED_ID, rounded);
  }
  const { image_id: imageId } = entry;
  if (typeof imageId !== "number" && typeof imageId !== "string") {
    return refuse(".image_id", REASONS.notValid, "image_id has to be a number or text.");
  }
  if (entry.segmentation === undefined || entry.segmentation === null) {
    return refuse(".segmentation", REASONS.maskMissing, "It has no segmentation (a box alone is no mask).");
  }
  return entry;
}

async function readNames({ context, places }: ReviewReading): Promise<Names> {
  const images = new Map<string, string>();
  const categories = new Map<string, string>();
  const quiet = { ...context, progress: () => {} };
  for await (const { section, value } of readJsonElements(places.masks, ["images", "categories"], quiet)) {
    const { id, file_name, name } = (value ?? {}) as { id?: unknown; file_name?: unknown; name?: unknown };
    if (section === "images" && typeof file_name === "string") images.set(String(id), file_name);
    if (section === "categories" && typeof name === "string") categories.set(String(id), name);
  }
  return { images, categories };
}
