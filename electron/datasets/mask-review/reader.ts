import { createHash } from "node:crypto";
import { type Rle, rleArea } from "#core/masks";
import {
  type DatasetSample,
  imageNote,
  maskNote,
  type Note,
  type PictureSize,
  type PictureSizes,
  REASONS,
  type ReadContext,
  readFailure,
} from "#electron/datasets/reading";
import { sha256OfFile } from "#native-models/hashing";
import { type MaskOrigin, ORIGIN_KEY } from "./contract.ts";
import type { ImageIndex } from "./image-index.ts";
import type { ReviewPlaces } from "./places.ts";

/** What every kind of masks is read with. */
export interface ReviewReading {
  readonly context: ReadContext;
  readonly places: ReviewPlaces;
  readonly images: ImageIndex;
  readonly sizes: PictureSizes;
  readonly model: string;
  /** `{category}` stands for the mask's class; null: a question of our own. */
  readonly question: string | null;
}

export type Place = Pick<Note, "file" | "field" | "line">;

/** A mask with the image that it lies on. */
export interface PlacedMask {
  readonly id: string;
  readonly image: string;
  readonly size: PictureSize;
  readonly rle: Rle;
  readonly ignore?: Rle | null;
  readonly category?: string;
  readonly question?: string;
  readonly origin: MaskOrigin;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The image of a mask and its size; null where something is wrong with it, which is then told. */
export async function imageOf(
  { context, images, sizes }: ReviewReading,
  name: string,
  place: Place,
): Promise<{ readonly path: string; readonly size: PictureSize } | null> {
  const found = images.findFile(name);
  if ("problem" in found) {
    const message = `${found.problem} Give the mask its image's name, or name another folder of images.`;
    context.skip({ ...place, reason: REASONS.imageMissing, message });
    return null;
  }
  const { path } = found.image;
  try {
    return { path, size: await sizes.of(path) };
  } catch (thrown) {
    context.skip(imageNote(thrown, place));
    return null;
  }
}

/** The mask that `read` answers; null where it cannot be read, which is then told. */
export async function maskOf<T>(
  { context }: ReviewReading,
  place: Place,
  read: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    context.skip(maskNote(thrown, place));
    return null;
  }
}

/** A sample that waits for a verdict about its mask. Null where mask and image differ in size, which is then told. */
export function toSample(reading: ReviewReading, mask: PlacedMask, place: Place): DatasetSample | null {
  const { context, model } = reading;
  const { id, image, size, rle, ignore = null, category = "", origin, more = {} } = mask;
  if (rle.size[0] !== size.height || rle.size[1] !== size.width) {
    const what = `It has ${rle.size[1]} x ${rle.size[0]} pixels, its image ${size.width} x ${size.height}.`;
    context.skip({ ...place, reason: REASONS.maskSize, message: `${what} Save it at the image's own size.` });
    return null;
  }
  if (rleArea(rle) === 0) {
    const message = "No pixel of it is set. It is there to be judged: reject it, or paint what is missing.";
    context.partly({ ...place, reason: "its mask is empty", message });
  }
  return {
    id,
    image: { kind: "file", path: image },
    question: mask.question ?? questionOf(reading.question, category),
    ...{ category, kind: [], split: "" },
    mask: null,
    ignore: ignore !== null && rleArea(ignore) > 0 ? ignore : null,
    proposal: { model, rle },
    details: { ...more, [ORIGIN_KEY]: origin },
  };
}

function questionOf(template: string | null, category: string): string {
  if (template !== null) return template.replaceAll("{category}", () => category);
  return category === "" ? "Is this mask right?" : `Is this mask of “${category}” right?`;
}

/** SHA-256 of a file of masks. Throws what reading says of a file that cannot be read. */
export async function hashOf(file: string): Promise<string> {
  try {
    return await sha256OfFile(file);
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
}

export const hashOfBytes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
