import { dirname, join, resolve } from "node:path";
import { AppError } from "#core/errors";
import {
  fieldOf,
  fileInside,
  imageNote,
  type JsonElement,
  kindOf,
  type Note,
  pictureSize,
  REASONS,
  type ReadContext,
  ROUNDED_ID,
  readJsonElements,
  roundedId,
  stemOf,
} from "#electron/datasets/reading";

/** Entries of the index of images: some hundred bytes each. */
const MAX_IMAGES = 4_000_000;
/** Images that are looked for while the folder is being found; a few may be missing from it. */
const TRIALS = 20;

export type CocoId = string | number;

export interface CocoImage {
  readonly place: number;
  readonly id: CocoId;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

/** What is held in memory of a file: its images and categories; annotations go by. */
export interface CocoIndex {
  readonly file: string;
  readonly images: ImageTable;
  readonly categories: ReadonlyMap<CocoId, string>;
}

/** The images as columns, so that a million of them cost little more than their names. */
export class ImageTable {
  readonly #file: string;
  readonly #places = new Map<CocoId, number>();
  readonly #ids: CocoId[] = [];
  readonly #names: string[] = [];
  readonly #sizes: number[] = [];
  /** What was found out about an image's file, kept for its next annotation: null it is fine. */
  readonly #found: (Note | null | undefined)[] = [];
  #folder = "";

  constructor(file: string) {
    this.#file = file;
  }

  get length(): number {
    return this.#ids.length;
  }

  add(id: CocoId, fileName: string, width: number, height: number): boolean {
    if (this.#places.has(id)) return false;
    if (this.length >= MAX_IMAGES) throw tooMany(this.#file);
    this.#places.set(id, this.length);
    this.#ids.push(id);
    this.#names.push(fileName);
    this.#sizes.push(width, height);
    return true;
  }

  at(place: number): CocoImage {
    return {
      place,
      id: this.#ids[place] as CocoId,
      fileName: this.#names[place] as string,
      width: this.#sizes[2 * place] as number,
      height: this.#sizes[2 * place + 1] as number,
    };
  }

  find(id: unknown): CocoImage | null {
    const place = this.#places.get(id as CocoId);
    return place === undefined ? null : this.at(place);
  }

  /** Finds the folder of the images. Throws `not-found` where none of the first images lies anywhere near. */
  async locate(named: string | undefined): Promise<void> {
    const folders = named === undefined ? foldersNear(this.#file) : [resolve(named)];
    for (const folder of folders) {
      if ((await kindOf(folder)) !== "folder") continue;
      for (let place = 0; place < Math.min(TRIALS, this.length); place++) {
        if (!(await isThere(folder, this.#names[place] as string))) continue;
        this.#folder = folder;
        return;
      }
    }
    if (this.length > 0) throw noFolder(this.#file, this.#names[0] as string, folders);
  }

  /** The image's file, or the note that says why it cannot be used; looked at once. */
  async file(image: CocoImage): Promise<string | Note> {
    const known = this.#found[image.place];
    const found = known === undefined ? await this.#look(image) : known;
    this.#found[image.place] = found;
    return found ?? join(this.#folder, ...image.fileName.split(/[\\/]/));
  }

  async #look(image: CocoImage): Promise<Note | null> {
    const place = { file: this.#file, field: `images[id=${image.id}].file_name` };
    try {
      const size = await pictureSize(await fileInside(this.#folder, image.fileName));
      if (size.width === image.width && size.height === image.height) return null;
      const message = `Its masks have ${image.width} x ${image.height} pixels, ${image.fileName} has ${size.width} x ${size.height}. Name the folder with the original images.`;
      return { ...place, reason: REASONS.maskSize, message };
    } catch (thrown) {
      return imageNote(thrown, place);
    }
  }
}

/** Goes through the whole file once for its images and categories; annotations may stand before, after or between. */
export async function readCocoIndex(context: ReadContext): Promise<CocoIndex> {
  const file = context.source;
  const images = new ImageTable(file);
  const categories = new Map<CocoId, string>();
  for await (const element of readJsonElements(file, ["images", "categories"], context)) {
    const problem = element.section === "images" ? addImage(images, element) : addCategory(categories, element);
    if (problem !== null) {
      context.skip({ file, field: fieldOf(element) + problem.field, reason: problem.reason, message: problem.message });
    }
  }
  await images.locate(context.options.images);
  return { file, images, categories };
}

interface Problem {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

function addImage(images: ImageTable, { value }: JsonElement): Problem | null {
  const wrong = (field: string, message: string): Problem => ({ field, reason: "an image's entry is wrong", message });
  if (value === null || typeof value !== "object") return wrong("", "An image has to be an object.");
  const { id, file_name: name, coco_url: url, width, height } = value as Record<string, unknown>;
  const rounded = roundedId(id);
  if (rounded !== null) return { field: ".id", reason: ROUNDED_ID, message: rounded };
  if (!isId(id)) return wrong(".id", "An image's id has to be a number or text.");
  // LVIS leaves the name out; its URL ends with folder and name.
  const fileName =
    typeof name === "string" ? name : typeof url === "string" ? url.split("/").slice(-2).join("/") : null;
  if (fileName === null) return wrong(".file_name", "An image needs the name of its file.");
  if (!isSide(width) || !isSide(height)) return wrong("", "An image needs its width and height in whole pixels.");
  if (images.add(id, fileName, width, height)) return null;
  return wrong(".id", `An image before it has the id ${id}; this one is left out.`);
}

function addCategory(categories: Map<CocoId, string>, { value }: JsonElement): Problem | null {
  const reason = "a category's entry is wrong";
  if (value === null || typeof value !== "object")
    return { field: "", reason, message: "A category has to be an object." };
  const { id, name } = value as Record<string, unknown>;
  const rounded = roundedId(id);
  if (rounded !== null) return { field: ".id", reason: ROUNDED_ID, message: rounded };
  if (!isId(id)) return { field: ".id", reason, message: "A category's id has to be a number or text." };
  if (typeof name !== "string") return { field: ".name", reason, message: "A category needs a name." };
  categories.set(id, name);
  return null;
}

export const isId = (id: unknown): id is CocoId =>
  (typeof id === "number" && Number.isFinite(id)) || (typeof id === "string" && id !== "");
const isSide = (side: unknown): side is number => typeof side === "number" && Number.isInteger(side) && side > 0;

/** Where people keep the images of `annotations/instances_train2017.json` or of `train.json`. */
function foldersNear(file: string): string[] {
  const name = stemOf(file);
  const split = name.slice(name.lastIndexOf("_") + 1);
  const inside = [
    "",
    "images",
    "data",
    split,
    `images/${split}`,
    `${split}/images`,
    "train2017",
    "val2017",
    "train2014",
  ];
  const beside = dirname(file);
  return [beside, dirname(beside)].flatMap((folder) => inside.map((part) => join(folder, part)));
}

async function isThere(folder: string, name: string): Promise<boolean> {
  try {
    return (await kindOf(await fileInside(folder, name))) === "file";
  } catch {
    return false;
  }
}

function noFolder(file: string, name: string, folders: readonly string[]): AppError {
  return new AppError({
    code: "not-found",
    message: `The images of this file, ${name.slice(0, 200)} and so on, were not found.`,
    where: file,
    cure: `Name their folder with --images. Looked in ${folders.slice(0, 6).join(", ")}${folders.length > 6 ? " and more" : ""}.`,
  });
}

function tooMany(file: string): AppError {
  return new AppError({
    code: "too-large",
    message: `This file has more than ${MAX_IMAGES} images.`,
    where: file,
    cure: "Split it by images and import its parts one after the other.",
  });
}
