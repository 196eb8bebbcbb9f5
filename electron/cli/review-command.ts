import type { Command } from "commander";
import type { AppPaths } from "./pipeline-session.ts";
import { createTerminal, type Streams } from "./terminal.ts";

/** `rea2seg review`: masks of a model into a project in which each is judged, and out again as they came. */
export function addReview(program: Command, paths: AppPaths, streams: Streams, exitWith: (code: number) => void): void {
  const review = program.command("review").description("masks of any model: a project to judge them in, and out again");
  review
    .command("create")
    .description("a project in which each mask waits for a verdict; what cannot be taken is named and left out")
    .argument(
      "<masks>",
      "a folder of PNG masks, NumPy arrays, LISA's JSON or RLE JSON, a COCO .json, a .jsonl of { id, mask }, or a folder with masks and images",
    )
    .requiredOption("--project <dir>", "the project's folder; it is made where there is none")
    .option("--images <dir>", "the images; the folder inside or beside the masks when left out")
    .option("--model <name>", "whose masks they are; the name of their folder when left out")
    .option("--question <text>", "the question of all samples, {category} for a mask's class")
    .option("--kind <kind>", "png, npy, coco, lines, rle or reasonseg; told by the files when left out")
    .option("--copy", "copy the images into the project")
    .option("--strict", "nothing is written if anything is wrong")
    .option("--json", "one JSON document on stdout")
    .action(async (masks: string, options) => {
      const { createReview } = await import("./review.ts");
      exitWith(await createReview({ masks, ...options }, paths, createTerminal(options.json === true, streams)));
    });
  review
    .command("export")
    .description(
      "the masks in the encoding that they came in, with review.json and review.csv; never over those that came",
    )
    .requiredOption("--project <dir>", "the project's folder")
    .requiredOption("--out <dir>", "a folder that is not there yet, or is empty")
    .option("--rejected <what>", "leave-out, or keep: as they came, and listed", "leave-out")
    .option("--json", "one JSON document on stdout")
    .action(async (options) => {
      const { exportReviewCommand } = await import("./review.ts");
      exitWith(await exportReviewCommand(options, createTerminal(options.json === true, streams)));
    });
}
