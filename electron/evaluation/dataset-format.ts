import { AppError } from "#core/errors";
import { detectFormats } from "#electron/datasets";
import { kindOf } from "#electron/datasets/reading";

/** Formats with ground truth whose figures are published or our own; others are imported into a project first. */
const SCORED = ["own", "reasonseg"];

/** The format of a dataset folder, recognised by its files. Throws `not-found` and `bad-input`. */
export async function scoredFormat(dataset: string): Promise<string> {
  const cure = "Name a folder with dataset.json and samples.jsonl, or a ReasonSeg folder (X.json beside X.jpg).";
  const kind = await kindOf(dataset);
  if (kind === "nothing") {
    throw new AppError({ code: "not-found", message: "There is no dataset here.", where: dataset, cure });
  }
  if (kind !== "folder") {
    throw new AppError({
      code: "bad-input",
      message: "A dataset is a folder, and this is a file.",
      where: dataset,
      cure,
    });
  }
  const found = await detectFormats(dataset);
  const format = found.find(({ id }) => SCORED.includes(id));
  if (format) return format.id;
  const looks = found.map(({ title }) => title).join(" or ");
  const message =
    looks === ""
      ? "This folder holds no dataset that is known."
      : `This looks like ${looks}, which is not scored directly.`;
  throw new AppError({ code: "bad-input", message, where: dataset, cure });
}
