import type { Command } from "commander";
import { usage } from "./arguments.ts";
import { createTerminal, type Streams } from "./terminal.ts";

const gather = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `rea2seg export`: a project's samples as a dataset of some format. */
export function addExport(program: Command, streams: Streams, exitWith: (code: number) => void): void {
  const command = program
    .command("export")
    .description("a project's samples as a dataset; what cannot go is named and left out")
    .argument("[format]", "one of `rea2seg export --list`")
    .option("--project <dir>", "the project's folder")
    .option("--out <dir>", "a folder that is not there yet, or is empty")
    .option("--list", "the formats, what each makes, and their options")
    .option("--status <names>", "samples of these statuses, with commas between; all but rejected ones without it")
    .option(
      "--masks <which>",
      "current: a person's mask where a sample was accepted or fixed, else the dataset's; reference: the dataset's",
      "current",
    )
    .option("--option <key=value>", "an option of the format; as often as needed", gather, [])
    .option("--strict", "nothing is written if anything cannot go out wholly")
    .option("--json", "one JSON document on stdout");
  command.action(async (format: string | undefined, options) => {
    const { exportCommand, listExportFormats } = await import("./export.ts");
    const terminal = createTerminal(options.json === true, streams);
    if (options.list === true) return listExportFormats(terminal);
    if (format === undefined) {
      const cure = "Write `rea2seg export FORMAT --project DIR --out PATH`; --list names the formats.";
      throw usage("export needs a format.", "rea2seg export", cure);
    }
    const { project, out, status, masks, option } = options;
    exitWith(
      await exportCommand({ format, project, out, status, masks, option, strict: options.strict === true }, terminal),
    );
  });
}
