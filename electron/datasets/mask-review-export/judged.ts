import { type Rle, rleArea, rleIou } from "#core/masks";
import type { SampleStatus } from "#core/samples";
import { type MaskOrigin, originOf } from "#electron/datasets/mask-review";
import { isTakenOver, type StoredReview, type StoredSampleExport, takenIgnore } from "#electron/store";

/** What happens to masks that were rejected. */
export type RejectedMasks = "leave-out" | "keep";

/** What a person has made of a mask. */
export interface Changed {
  readonly mask: Rle;
  readonly isMaskNew: boolean;
  readonly ignore: Rle | null;
  readonly isIgnoreNew: boolean;
}

/** A mask under review, as its export needs it. Masks that stay as they came are not held. */
export interface JudgedMask {
  readonly id: string;
  readonly origin: MaskOrigin;
  readonly status: SampleStatus;
  readonly question: string;
  readonly category: string;
  readonly kind: readonly string[];
  readonly image: string;
  /** The image's, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly review: StoredReview | null;
  /** `keep`: as it came; `out`: it is left out; else the person's mask and ignore layer. */
  readonly change: "keep" | "out" | Changed;
  readonly area: number;
  /** IoU of the person's mask with the one that came; null where it stays as it came. */
  readonly iou: number | null;
  readonly reasonseg: Readonly<Record<string, unknown>> | null;
}

/** Null for a sample that came with no mask to judge. */
export function judged(stored: StoredSampleExport, rejected: RejectedMasks): JudgedMask | null {
  const origin = originOf(stored.details);
  const { proposal } = stored;
  if (origin === null || proposal === null) return null;
  const change = changeOf(stored, proposal, rejected);
  const isChanged = typeof change === "object";
  const { id, status, question, category, kind, image, review } = stored;
  return {
    ...{ id, origin, status, question, category, kind, image: image.path, review, change },
    size: { width: proposal.size[1], height: proposal.size[0] },
    area: rleArea(isChanged ? change.mask : proposal),
    iou: isChanged ? rleIou(proposal, change.mask) : null,
    reasonseg: isChanged ? ((stored.details.reasonseg as JudgedMask["reasonseg"]) ?? null) : null,
  };
}

function changeOf(stored: StoredSampleExport, proposal: Rle, rejected: RejectedMasks): JudgedMask["change"] {
  if (stored.status === "rejected") return rejected === "leave-out" ? "out" : "keep";
  if (!isTakenOver(stored)) return "keep";
  const mask = stored.mask ?? proposal;
  const ignore = takenIgnore(stored);
  const isIgnoreNew = ignore?.counts !== stored.ignore?.counts;
  const isMaskNew = mask.counts !== proposal.counts;
  return isMaskNew || isIgnoreNew ? { mask, isMaskNew, ignore, isIgnoreNew } : "keep";
}
