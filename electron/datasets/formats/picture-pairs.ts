import { basename, join } from "node:path";
import { AppError } from "#core/errors";
import { type Bitmap, bitmapArea, encodeRle, type Rle } from "#core/masks";
import {
  type DatasetSample,
  extensionOf,
  type FolderFile,
  filesBelow,
  IMAGE_EXTENSIONS,
  imageNote,
  kindOf,
  maskNote,
  pictureSize,
  REASONS,
  type ReadContext,
  readMaskPicture,
  sizeProblem,
  stemOf,
} from "#electron/datasets/reading";

/** What datasets of one picture and one mask picture a sample differ in. */
export interface PairPlan {
  readonly images: string;
  readonly masks: string;
  readonly question: string | ((image: FolderFile) => string | Promise<string>);
  readonly category: string;
  readonly kind: readonly string[];
  splitOf(image: FolderFile): string;
  /** Only this split; null: all. */
  readonly split: string | null;
  /** Lowest 8-bit value of a mask's pixel; null: half way, or non-zero where a mask has only small values. */
  readonly threshold: number | null;
}

/** Endings of a mask's name that say what it is. */
const SUFFIXES = ["", "_mask", "-mask", "_gt", "_seg", "_label"];
/** An edge that was smoothed or saved as JPEG is split in the middle, as the usual evaluation code does. */
const HALF = 128;

/** One sample a picture, by name, with the mask of the same relative name or else of the same stem. */
export async function* readPicturePairs(
  plan: PairPlan,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const images = await listPictures(plan.images);
  const masks = new MaskTable(await listPictures(plan.masks));
  const idOf = uniqueIds(images);
  const wanted = images.filter((image) => plan.split === null || plan.splitOf(image) === plan.split);
  for (const [index, image] of wanted.entries()) {
    context.signal.throwIfAborted();
    const sample = await toSample(image, idOf(image), masks, plan, context);
    context.progress(index + 1, wanted.length, "files");
    if (sample !== null) yield sample;
  }
  if (plan.split !== null) return;
  for (const mask of masks.unused()) {
    const message = `There is no picture of the name ${stemOf(mask.name)} in ${plan.images}.`;
    context.skip({ file: mask.path, reason: REASONS.imageMissing, message });
  }
}

async function toSample(
  image: FolderFile,
  id: string,
  masks: MaskTable,
  plan: PairPlan,
  context: ReadContext,
): Promise<DatasetSample | null> {
  const found = masks.take(image);
  if (found === null) {
    const message = `Put its mask, ${stemOf(image.name)}.png, into ${plan.masks}.`;
    context.skip({ file: image.path, reason: REASONS.maskMissing, message });
    return null;
  }
  const mask = await readPictureMask(image.path, found.path, plan.threshold, context);
  if (mask === null) return null;
  return {
    id,
    image: { kind: "file", path: image.path },
    question: typeof plan.question === "string" ? plan.question : await plan.question(image),
    ...{ category: plan.category, kind: plan.kind, split: plan.splitOf(image) },
    mask,
    ignore: null,
    details: {},
  };
}

/** A mask that rests as a picture, checked against its image; null where something is wrong, which is then told. */
export async function readPictureMask(
  image: string,
  mask: string,
  threshold: number | null,
  context: Pick<ReadContext, "skip">,
): Promise<Rle | null> {
  let size: { width: number; height: number };
  try {
    size = await pictureSize(image);
  } catch (thrown) {
    context.skip(imageNote(thrown, { file: image }));
    return null;
  }
  try {
    // From the header: a mask of another size is not decoded at all.
    const maskSize = await pictureSize(mask);
    const problem = sizeProblem({ size: [maskSize.height, maskSize.width] }, size);
    if (problem !== null) {
      context.skip({ file: mask, reason: REASONS.maskSize, message: `${problem} Save it at the image's own size.` });
      return null;
    }
    return encodeRle(await readBitmap(mask, threshold));
  } catch (thrown) {
    context.skip(maskNote(thrown, { file: mask }));
    return null;
  }
}

async function readBitmap(mask: string, threshold: number | null): Promise<Bitmap> {
  const bitmap = await readMaskPicture(mask, threshold ?? HALF);
  // Masks that hold 0 and 1, or small class numbers, have nothing half way up.
  return threshold === null && bitmapArea(bitmap) === 0 ? readMaskPicture(mask) : bitmap;
}

/** Throws `usage` unless it is a whole number from 1 to 255; null where it was left out. */
export function thresholdOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 255) return value;
  throw new AppError({
    code: "usage",
    message: `"${text}" is no threshold.`,
    where: "threshold",
    cure: "Give a whole number from 1 (any pixel that is not black) to 255.",
  });
}

export async function listPictures(folder: string): Promise<FolderFile[]> {
  const found: FolderFile[] = [];
  for await (const file of filesBelow(folder)) if (IMAGE_EXTENSIONS.has(extensionOf(file.name))) found.push(file);
  return found;
}

/** The first of these folders that is there, of any case; throws `not-found` that names them. */
export async function folderNamed(source: string, names: readonly string[], option: string): Promise<string> {
  const found = await findFolder(source, names);
  if (found !== null) return found;
  throw new AppError({
    code: "not-found",
    message: `There is no folder ${names.join(" or ")} here.`,
    where: source,
    cure: `Put it there, or name it with the option ${option}.`,
  });
}

export async function findFolder(source: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    for (const spelling of [name, name.toLowerCase(), name[0]?.toUpperCase() + name.slice(1), name.toUpperCase()]) {
      const folder = join(source, spelling);
      if ((await kindOf(folder)) === "folder") return folder;
    }
  }
  return null;
}

const bareName = (name: string): string => name.slice(0, name.length - extensionOf(name).length);

/** The stem where it says enough, else the relative name without its ending, else the whole of it. */
function uniqueIds(files: readonly FolderFile[]): (file: FolderFile) => string {
  const spellings = [(name: string) => stemOf(name), bareName, (name: string) => name];
  const counts = new Map<string, number>();
  const key = (level: number, name: string) => `${level} ${spellings[level]?.(name)}`;
  for (const { name } of files) {
    for (const level of spellings.keys()) counts.set(key(level, name), (counts.get(key(level, name)) ?? 0) + 1);
  }
  return ({ name }) => {
    const level = [...spellings.keys()].find((each) => counts.get(key(each, name)) === 1) ?? 2;
    return spellings[level]?.(name) ?? name;
  };
}

/** Masks by their relative name and by their stem. */
class MaskTable {
  readonly #all: readonly FolderFile[];
  readonly #byName = new Map<string, FolderFile>();
  /** Null: several have that stem, and it says nothing. */
  readonly #byStem = new Map<string, FolderFile | null>();
  readonly #used = new Set<FolderFile>();

  constructor(masks: readonly FolderFile[]) {
    this.#all = masks;
    for (const mask of masks) {
      this.#byName.set(bareName(mask.name), mask);
      const stem = stemOf(mask.name);
      this.#byStem.set(stem, this.#byStem.has(stem) ? null : mask);
    }
  }

  take({ name }: FolderFile): FolderFile | null {
    for (const suffix of SUFFIXES) {
      const mask = this.#byName.get(bareName(name) + suffix) ?? this.#byStem.get(stemOf(basename(name)) + suffix);
      if (mask === undefined || mask === null) continue;
      this.#used.add(mask);
      return mask;
    }
    return null;
  }

  unused(): FolderFile[] {
    return this.#all.filter((mask) => !this.#used.has(mask));
  }
}
