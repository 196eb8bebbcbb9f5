import type { Command } from "commander";
import { PREDICTION_FORMS } from "./predictions-text.ts";
import { createTerminal, type Streams } from "./terminal.ts";

/** `rea2seg import predictions`: a command below `import`, whose options are its own. */
export function addImportPredictions(importing: Command, streams: Streams, exitWith: (code: number) => void): void {
  importing.enablePositionalOptions();
  importing
    .command("predictions")
    .description("another model's masks as candidates of a project's samples, to review and score")
    .argument("<path>", PREDICTION_FORMS)
    .requiredOption("--project <dir>", "the project's folder")
    .requiredOption(
      "--name <model>",
      "the model that made the masks; a second import under its name replaces the first",
    )
    .option("--strict", "nothing is written if anything is wrong")
    .option("--json", "one JSON document on stdout")
    .action(async (path: string, options) => {
      const { importPredictions } = await import("./import-predictions.ts");
      const { project, name } = options;
      const terminal = createTerminal(options.json === true, streams);
      exitWith(await importPredictions({ path, project, name, strict: options.strict === true }, terminal));
    });
}
