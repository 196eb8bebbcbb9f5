import { AppError, errorReportSchema } from "#core/errors";
import type { Picture } from "./messages.ts";

const KEPT = 3;
const SMALL_SIDE = 1600;
/** Decoded pictures by address, the newest last; thumbnails are cut from them. */
const kept = new Map<string, Promise<ImageBitmap>>();
/** Of these, what was decoded ahead and not shown since. */
const isAhead = new Set<string>();

/** The decoded picture at an address, from memory if it was among the last few. */
export function decodedPicture(url: string): Promise<ImageBitmap> {
  const present = kept.get(url);
  if (present) return present;
  const promise = fetchPicture(url);
  kept.set(url, promise);
  promise.catch(() => kept.delete(url));
  for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) {
    kept
      .get(old)
      ?.then((bitmap) => bitmap.close())
      .catch(() => undefined);
    kept.delete(old);
    isAhead.delete(old);
  }
  return promise;
}

/** Decodes a picture before it is asked for; what goes wrong is told when it is. */
export async function decodeAhead(url: string): Promise<void> {
  await decodedPicture(url).then(
    () => isAhead.add(url),
    () => undefined,
  );
}

/** A picture's pixels, as it is shown. */
export async function pixelsOf(url: string): Promise<ImageData> {
  const bitmap = await decodedPicture(url);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("No 2D canvas in this worker.");
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** Asks anew, unless it was just decoded ahead, since the file may have gone or come back meanwhile. */
export async function loadPicture(url: string): Promise<Picture> {
  if (!isAhead.delete(url)) kept.delete(url);
  const bitmap = await decodedPicture(url);
  const { width, height } = bitmap;
  const levels = [await createImageBitmap(bitmap)];
  const scale = SMALL_SIDE / Math.max(width, height);
  if (scale < 0.7) {
    const resizeWidth = Math.round(width * scale);
    const resizeHeight = Math.round(height * scale);
    levels.push(await createImageBitmap(bitmap, { resizeWidth, resizeHeight, resizeQuality: "medium" }));
  }
  return { width, height, levels };
}

async function fetchPicture(url: string): Promise<ImageBitmap> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new AppError(
      {
        code: "image-missing",
        message: "The picture could not be fetched: the studio's process does not answer.",
        cure: "Start the studio again, then check again; what you made is kept.",
      },
      { cause },
    );
  });
  if (!response.ok) {
    const report = errorReportSchema.safeParse(await response.json().catch(() => null));
    throw new AppError(
      report.success
        ? report.data
        : {
            code: "image-missing",
            message: `The picture could not be loaded (${response.status}).`,
            cure: "Reload the page.",
          },
    );
  }
  const blob = await response.blob();
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch (cause) {
    throw new AppError(
      {
        code: "image-damaged",
        message: "The picture's file cannot be decoded.",
        cure: "Put an intact copy of the original file back at its place.",
      },
      { cause },
    );
  }
}
