import type { AddReportInfo } from "#electron/api";
import { notify } from "#renderer/feedback";
import { textNow } from "#renderer/language";
import { showRefused } from "#renderer/shell";

/** Says how many images became samples, and lists those that were refused with their reasons. */
export function tellAdded({ added, refused }: AddReportInfo): void {
  if (added > 0) {
    notify("done", { message: textNow().projects.added(added), cure: "" });
  }
  showRefused(refused);
}
