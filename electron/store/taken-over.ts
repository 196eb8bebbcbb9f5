import { type Rle, rleArea } from "#core/masks";
import type { StoredSampleExport } from "./contract.ts";

/** What a person has made counts elsewhere once it was accepted. */
export function isTakenOver({ status }: Pick<StoredSampleExport, "status">): boolean {
  return status === "accepted" || status === "fixed";
}

/** The pixels that count nowhere: a person's once they were accepted, else the dataset's. A layer that was emptied is none. */
export function takenIgnore(stored: Pick<StoredSampleExport, "status" | "ignore" | "ownIgnore">): Rle | null {
  if (!isTakenOver(stored) || stored.ownIgnore === null) return stored.ignore;
  return rleArea(stored.ownIgnore) === 0 ? null : stored.ownIgnore;
}
