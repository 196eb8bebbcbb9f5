import { AppError } from "#core/errors";

/** Widest image that is opened, in pixels: 16,383 x 16,383, as the decoder library draws the line too. */
export const MAX_IMAGE_PIXELS = 16_383 * 16_383;

export function imageMissing(file: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: "image-missing",
      message: "The image file is not there or cannot be read.",
      where: file,
      cure: "Put the file back where it was, or import it again from its new place.",
    },
    { cause },
  );
}

export function imageDamaged(file: string, what: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: "image-damaged",
      message: `The image cannot be decoded: ${what}.`,
      where: file,
      cure: "Get the file again from its source; JPEG, PNG, WebP and TIFF can be opened.",
    },
    { cause },
  );
}

export function imageTooLarge(file: string, width: number, height: number): AppError {
  return new AppError({
    code: "too-large",
    message: `The image has ${width} x ${height} pixels, more than the ${MAX_IMAGE_PIXELS} that can be opened.`,
    where: file,
    cure: "Scale it down or cut it into tiles first.",
  });
}

export function imageChanged(file: string): AppError {
  return new AppError({
    code: "image-changed",
    message: "The file at this path is not the image that was imported: its content hash differs.",
    where: file,
    cure: "Put the original file back, or import the changed one as a new sample.",
  });
}
