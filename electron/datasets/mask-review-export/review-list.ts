import { type Check, checkSchema, reasonSchema } from "#core/samples";
import type { JudgedMask } from "./judged.ts";

/** What an export made of a mask. */
export type Outcome = "as it came" | "changed" | "left out";

export interface ReviewEntry {
  readonly id: string;
  readonly file: string;
  readonly index: number | null;
  readonly label: number | null;
  readonly image: string;
  readonly category: string;
  readonly verdict: string;
  readonly outcome: Outcome;
  readonly area: number;
  /** With the mask that came; null where it stays. */
  readonly iou: number | null;
  readonly reasons: readonly string[];
  readonly checks: Readonly<Partial<Record<Check, boolean>>>;
  readonly comment: string;
  readonly author: string | null;
  readonly at: string | null;
}

export function entryOf({ origin, change, review, ...mask }: JudgedMask): ReviewEntry {
  const { id, image, category, status, area, iou } = mask;
  return {
    ...{ id, file: origin.file, index: origin.index ?? null, label: origin.label ?? null, image, category },
    verdict: status,
    outcome: change === "keep" ? "as it came" : change === "out" ? "left out" : "changed",
    ...{ area, iou },
    reasons: review?.reasons ?? [],
    checks: review?.checks ?? {},
    comment: review?.comment ?? "",
    author: review?.author ?? null,
    at: review?.at ?? null,
  };
}

export interface ReviewList {
  readonly project: string;
  readonly rejected: string;
  readonly masks: readonly ReviewEntry[];
  /** Files of the source that hold no mask that was reviewed; they went out as they came. */
  readonly notReviewed: readonly string[];
}

export function reviewJson(list: ReviewList): string {
  const verdicts: Record<string, number> = {};
  for (const { verdict } of list.masks) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const { masks, ...rest } = list;
  return `${JSON.stringify({ ...rest, verdicts, masks }, null, 2)}\n`;
}

/** The same as a table for spreadsheets: a row a mask, a column a check. */
export function reviewCsv({ masks }: ReviewList): string {
  const checks = checkSchema.options;
  const head = ["id", "file", "index", "label", "image", "category", "verdict", "outcome", "area", "iou"];
  const rows = masks.map((mask) => [
    ...[mask.id, mask.file, mask.index, mask.label, mask.image, mask.category, mask.verdict, mask.outcome],
    ...[mask.area, mask.iou === null ? null : mask.iou.toFixed(4)],
    reasonSchema.options.filter((reason) => mask.reasons.includes(reason)).join(" "),
    ...checks.map((check) => answerOf(mask.checks[check])),
    ...[mask.comment, mask.author, mask.at],
  ]);
  const lines = [[...head, "reasons", ...checks, "comment", "author", "at"], ...rows];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

const answerOf = (answer: boolean | undefined): string => (answer === undefined ? "" : answer ? "yes" : "no");

/** RFC 4180. A text that a spreadsheet would take for a formula is quoted with an apostrophe (OWASP, "CSV injection"). */
function cell(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
