import type { Rle } from "#core/masks";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import { isRefusal, type ReadContext, readJsonElements } from "#electron/datasets/reading";
import { isRecord, sizeOf, textOf } from "#electron/datasets/record-parts";

export interface ReferImage {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

export interface ReferMask {
  /** Null: `problem` says why. */
  readonly rle: Rle | null;
  readonly problem: string;
  readonly category: string | null;
  readonly isCrowd: boolean;
}

/** What a set's references point at: the needed images and masks of instances.json, masks as RLE. */
export interface ReferInstances {
  readonly images: ReadonlyMap<string, ReferImage>;
  readonly masks: ReadonlyMap<string, ReferMask>;
  readonly categories: ReadonlyMap<string, string>;
}

export interface Needed {
  readonly images: ReadonlySet<string>;
  readonly masks: ReadonlySet<string>;
}

/**
 * Goes through instances.json twice: for its images and categories, then for its annotations, whose masks need their
 * image's size; in the files of lichengunc/refer the categories stand last. Holds only what is needed.
 */
export async function readReferInstances(file: string, needed: Needed, context: ReadContext): Promise<ReferInstances> {
  const images = new Map<string, ReferImage>();
  const categories = new Map<string, string>();
  for await (const { section, value } of readJsonElements(file, ["images", "categories"], context)) {
    if (!isRecord(value)) continue;
    const id = textOf(value.id);
    if (id === null) continue;
    if (section === "categories") {
      const name = textOf(value.name);
      if (name !== null) categories.set(id, name);
    } else if (needed.images.has(id)) {
      const size = sizeOf(value.width, value.height);
      if (typeof value.file_name === "string" && size !== null) images.set(id, { fileName: value.file_name, ...size });
    }
  }
  const masks = new Map<string, ReferMask>();
  for await (const { value } of readJsonElements(file, ["annotations"], context)) {
    if (!isRecord(value)) continue;
    const id = textOf(value.id);
    if (id !== null && needed.masks.has(id) && !masks.has(id)) masks.set(id, toMask(value, images));
  }
  return { images, masks, categories };
}

function toMask(value: Readonly<Record<string, unknown>>, images: ReadonlyMap<string, ReferImage>): ReferMask {
  const rest = { category: textOf(value.category_id), isCrowd: value.iscrowd === 1 };
  const image = images.get(textOf(value.image_id) ?? "");
  if (image === undefined) return { ...rest, rle: null, problem: "its image is not among the images" };
  try {
    return { ...rest, rle: segmentationToRle(value.segmentation, image.height, image.width), problem: "" };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return { ...rest, rle: null, problem: thrown.message };
  }
}
