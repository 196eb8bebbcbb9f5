import type { Command } from "commander";
import { parseWhole } from "./arguments.ts";
import type { AppPaths } from "./pipeline-session.ts";
import { createTerminal, type Streams } from "./terminal.ts";

/** `rea2seg generate`: datasets that are made up here. */
export function addGenerate(program: Command, paths: AppPaths, streams: Streams): void {
  const generate = program.command("generate").description("datasets that are rendered here, with ground truth");
  generate
    .command("geometric")
    .description("CLEVR-like scenes and questions whose answers are proved; the same arguments give the same bytes")
    .requiredOption("--scenes <n>", "scenes to render", parseWhole("--scenes", 1, 65_536))
    .requiredOption("--questions <m>", "questions over all scenes", parseWhole("--questions", 1, 10_000_000))
    .requiredOption("--out <dir>", "a folder that is not there yet, or is empty")
    .option("--seed <s>", "other scenes of the same split; no two seeds share one", parseWhole("--seed", 0, 4095), 0)
    .option(
      "--split <name>",
      "train, val, test, test-crowded, test-combinations, test-wordings, val-wordings, val-combinations or demo; no two share a scene",
      "train",
    )
    .option("--size <w>x<h>", "pixels of a picture", "480x320")
    .option("--format <name>", "own, reasonseg, or both (each in a folder of its name)", "own")
    .option("--threads <n>", "threads that render; one a core when left out", parseWhole("--threads", 1, 1024), 0)
    .option("--json", "one JSON document on stdout")
    .action(async (options) => {
      const { generate: run, parseSize } = await import("./generate.ts");
      const terminal = createTerminal(options.json === true, streams);
      await run({ ...options, size: parseSize(options.size) }, paths, terminal);
    });
}
