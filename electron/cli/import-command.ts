import type { Command } from "commander";
import { parseWhole, usage } from "./arguments.ts";
import { addImportPredictions } from "./import-predictions-command.ts";
import type { AppPaths } from "./pipeline-session.ts";
import { createTerminal, type Streams } from "./terminal.ts";

const gather = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `rea2seg import`: datasets by their format; other kinds of imports are commands below it. */
export function addImport(program: Command, paths: AppPaths, streams: Streams, exitWith: (code: number) => void): void {
  const command = program
    .command("import")
    .description("a dataset into a project; what cannot be taken is named and left out")
    .argument("[format]", "one of `rea2seg import --list`, or auto")
    .argument("[source]", "its folder or file")
    .option("--project <dir>", "the project's folder; made where there is none")
    .option("--list", "the formats, what each has to look like, and their options")
    .option("--option <key=value>", "an option of the format; as often as needed", gather, [])
    .option("--map <role=column>", "which column holds what, where the format has columns", gather, [])
    .option("--images <dir>", "where the images are, for formats that ask")
    .option("--masks <dir>", "where the masks are, for formats that ask")
    .option("--question <text>", "the question of all samples, for formats that ask")
    .option("--split <name>", "only this split, for formats that have splits")
    .option("--strict", "nothing is written if anything is wrong")
    .option("--copy", "copy the images into the project")
    .option("--reference", "leave the images where they are (what happens without --copy)")
    .option("--limit <n>", "the first N samples", parseWhole("--limit", 1, 2 ** 31 - 1))
    .option("--dry-run", "read and check everything, write nothing")
    .option("--json", "one JSON document on stdout");
  command.action(async (format: string | undefined, source: string | undefined, options) => {
    const { importCommand, listFormats } = await import("./import.ts");
    const terminal = createTerminal(options.json === true, streams);
    if (options.list === true || (format === "formats" && source === undefined)) return listFormats(terminal);
    if (format === undefined || source === undefined) {
      const cure = "Write `rea2seg import FORMAT SOURCE --project DIR`; --list names the formats.";
      throw usage(`import needs a format and a source.`, "rea2seg import", cure);
    }
    if (options.copy === true && options.reference === true) {
      throw usage("Images are copied or referenced, not both.", "--copy, --reference", "Leave one of them out.");
    }
    const { project, option, map, images, masks, question, split, limit } = options;
    const flags = { strict: options.strict === true, copy: options.copy === true, dryRun: options.dryRun === true };
    const request = { format, source, project, option, map, images, masks, question, split, limit, ...flags };
    exitWith(await importCommand(request, paths, terminal));
  });
  addImportPredictions(command, streams, exitWith);
}
