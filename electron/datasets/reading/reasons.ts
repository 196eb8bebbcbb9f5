import type { AppError } from "#core/errors";
import type { Note } from "./contract.ts";
import { isRefusal } from "./text.ts";

/** The reasons that most formats share, so that counts go together. */
export const REASONS = Object.freeze({
  imageMissing: "its image is missing",
  imageDamaged: "its image cannot be read",
  imagePath: "its image's path is not followed",
  maskMissing: "it has no mask",
  maskDamaged: "its mask cannot be read",
  maskSize: "its mask has another size than its image",
  noQuestion: "it has no question",
  takenId: "its id is taken",
  notValid: "it is not of the format",
});

/**
 * A note of what was thrown over one sample's image; other errors than of this one file (a full disk, a bug) are
 * thrown again.
 */
export function imageNote(thrown: unknown, place: Pick<Note, "file" | "field" | "line">): Note {
  const { code, message, where, cure } = asRefusal(thrown);
  const reason =
    code === "not-found" || code === "image-missing"
      ? REASONS.imageMissing
      : code === "bad-input"
        ? REASONS.imagePath
        : REASONS.imageDamaged;
  return { ...place, reason, message: sentence(message, where, cure) };
}

/** A note of what was thrown over one sample's mask. */
export function maskNote(thrown: unknown, place: Pick<Note, "file" | "field" | "line">): Note {
  const { code, message, where, cure } = asRefusal(thrown);
  const missing = code === "not-found" || code === "image-missing";
  return {
    ...place,
    reason: missing ? REASONS.maskMissing : REASONS.maskDamaged,
    message: sentence(message, where, cure),
  };
}

function asRefusal(thrown: unknown): AppError {
  if (isRefusal(thrown)) return thrown;
  throw thrown;
}

function sentence(message: string, where: string | undefined, cure: string): string {
  return `${message}${where === undefined ? "" : ` (${where})`} ${cure}`;
}
