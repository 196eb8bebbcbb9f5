import { AppError, type ErrorCode } from "#core/errors";
import type { ImageStatus } from "#core/samples";
import type { ProjectStore } from "#electron/store";

const CODES: Readonly<Record<Exclude<ImageStatus, "ok">, ErrorCode>> = Object.freeze({
  missing: "image-missing",
  changed: "image-changed",
  damaged: "image-damaged",
});

/** An image's file, provided that its bytes are still those that were imported; else the error that says so. */
export function intactImage(store: ProjectStore, imageId: string): { readonly path: string; readonly hash: string } {
  const status = store.imageStatus(imageId);
  const { file } = store.imageFile(imageId);
  if (status === "ok") return { path: file, hash: imageId };
  throw new AppError({
    code: CODES[status],
    message: `The image file of this sample is ${status}.`,
    where: file,
    cure: "Put the original file back at this place; the sample's masks and verdicts are kept meanwhile.",
  });
}
