import type { AddReportInfo } from "#electron/api";
import { notify } from "#renderer/feedback";
import { showRefused } from "#renderer/shell";

/** Says how many images became samples, and lists those that were refused with their reasons. */
export function tellAdded({ added, refused }: AddReportInfo): void {
  if (added > 0) {
    notify("done", { message: `${added} ${added === 1 ? "sample" : "samples"} added.`, cure: "" });
  }
  showRefused(refused);
}
