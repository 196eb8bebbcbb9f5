import { AppError } from "#core/errors";
import type { Rle } from "#core/masks";
import type { ExportImage, ExportSample } from "#electron/datasets/writing";
import { isTakenOver, type ProjectStore, type StoredSampleExport, takenIgnore } from "#electron/store";

/** `current`: a person's mask where the sample was accepted or fixed, else the dataset's; `reference`: the dataset's. */
export type ExportedMasks = "current" | "reference";

type Store = Pick<ProjectStore, "sample" | "imageFile" | "imageStatus">;

export function toExportSample(stored: StoredSampleExport, masks: ExportedMasks, store: Store): ExportSample {
  const { id, question, category, kind, split, details, status, comment, review } = stored;
  return {
    id,
    image: toExportImage(stored, store),
    question,
    category,
    kind,
    split,
    mask: maskOf(stored, masks),
    ignore: masks === "reference" ? stored.ignore : takenIgnore(stored),
    details,
    status,
    comment,
    ...(review === null ? {} : { review: { ...review } }),
    candidates: () => store.sample(id).candidates,
  };
}

/** A mask that came to be judged and was not yet stands where there is no other. */
function maskOf(stored: StoredSampleExport, masks: ExportedMasks): Rle | null {
  if (masks === "reference") return stored.groundTruth;
  if (isTakenOver(stored) && stored.mask !== null) return stored.mask;
  return stored.groundTruth ?? stored.proposal;
}

function toExportImage({ image, imageName }: StoredSampleExport, store: Store): ExportImage {
  const { id, format, width, height } = image;
  return { id, name: imageName, format, width, height, file: () => intactFile(id, store) };
}

/** Masks belong to the very picture that was imported: another one at its path must not go out with them. */
function intactFile(imageId: string, store: Store): string {
  const status = store.imageStatus(imageId);
  const { file } = store.imageFile(imageId);
  const refuse = (code: "image-missing" | "image-changed" | "image-damaged", message: string) =>
    new AppError({ code, message, where: file, cure: "Put the file back that was imported, then export again." });
  switch (status) {
    case "ok":
      return file;
    case "missing":
      throw refuse("image-missing", "The picture is not there.");
    case "changed":
      throw refuse("image-changed", "Another picture lies there than the one that was imported.");
    case "damaged":
      throw refuse("image-damaged", "The picture cannot be read.");
  }
}
