import type { AddReportInfo } from "#electron/api";
import { notify } from "#renderer/feedback";

/** Says how many images became samples, and names those that were refused, with the reason. */
export function tellAdded(report: AddReportInfo): void {
  const { added, refused } = report;
  if (added > 0) {
    notify("done", { message: `${added} ${added === 1 ? "sample" : "samples"} added.`, cure: "" });
  }
  const [first] = refused;
  if (!first) return;
  const others = refused.length > 1 ? ` (and ${refused.length - 1} more)` : "";
  notify("problem", {
    message: `${refused.length} ${refused.length === 1 ? "image was" : "images were"} refused: ${first.message}${others}`,
    where: refused
      .slice(0, 8)
      .map((one) => one.imagePath)
      .join("\n"),
    cure: first.cure,
  });
}
