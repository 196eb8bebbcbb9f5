import { Command, CommanderError } from "commander";
import type { AppError } from "#core/errors";
import type { Point } from "#core/samples";
import { parseBox, parsePoint, parseWhole, usage } from "./arguments.ts";
import { addExport } from "./export-command.ts";
import { addGenerate } from "./generate-command.ts";
import { addImport } from "./import-command.ts";
import { addMethodOptions } from "./method-options.ts";
import type { AppPaths } from "./pipeline-session.ts";
import { PREDICTION_FORMS } from "./predictions-text.ts";
import { addProject } from "./project-command.ts";
import { addReview } from "./review-command.ts";
import { createTerminal, type Streams, tellFailure } from "./terminal.ts";

const HELP = `
Without a command the studio opens.

Output: human-readable on stdout. With --json stdout holds one JSON document and nothing else; where the
command fails that document is {"error":{"code","message","where","cure"}}. Progress goes to stderr.

Exit codes: 0 done, 2 usage, 3 bad input, 4 model, pack or endpoint missing or broken, 5 cancelled,
1 anything else.`;

/** Commands and options that the design has and this version has not: refused by name, never ignored. */
const LATER_COMMANDS = ["compare"];
/** Runs the command line and answers the exit code. `argv` holds the arguments alone. */
export async function runCli(argv: readonly string[], paths: AppPaths, streams: Streams = process): Promise<number> {
  const json = argv.includes("--json");
  let exitCode = 0;
  const program = buildProgram(paths, streams, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return tellFailure(thrown, json, streams);
    if (thrown.exitCode === 0) return 0;
    return tellFailure(usageError(thrown, program, argv), json, streams);
  }
}

/** Commander's refusal in our words; the cure names what there is to choose from. */
function usageError(thrown: CommanderError, program: Command, argv: readonly string[]): AppError {
  const where = `rea2seg ${argv.join(" ")}`;
  const parent = program.commands.find((command) => command.name() === argv[0]);
  const names = (command: Command) =>
    command
      .createHelp()
      .visibleCommands(command)
      .map((child) => child.name())
      .filter((name) => name !== "help")
      .join(", ");
  if (parent === undefined && argv[0] !== undefined && !argv[0].startsWith("-")) {
    return usage(`There is no command "${argv[0]}".`, where, `Use one of ${names(program)}.`);
  }
  if (thrown.code === "commander.help" && parent) {
    return usage(`"${parent.name()}" needs to be told what to do.`, where, `Use one of ${names(parent)}.`);
  }
  return usage(thrown.message.replace(/^error: /, ""), where, "See `rea2seg --help`, or --help after a command.");
}

/** Every command with its options; nothing is run. */
export function buildProgram(paths: AppPaths, streams: Streams, exitWith: (code: number) => void): Command {
  const program = new Command("rea2seg")
    .description("Reasoning segmentation on this machine: candidate masks, ranked and reviewed.")
    .version(paths.version)
    .helpCommand(true)
    // Options belong to the command that they follow, so that a command and one below it can have the same.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => streams.stdout.write(text), writeErr: () => {} })
    .addHelpText("after", HELP);
  program.action(() => studio(paths, { open: true, reason: "the built command was started without Electron" }));
  addStudio(program, paths);
  addSegment(program, paths, streams);
  addRun(program, paths, streams, exitWith);
  addEvaluate(program, paths, streams, exitWith);
  addGenerate(program, paths, streams);
  addImport(program, paths, streams, exitWith);
  addExport(program, streams, exitWith);
  addReview(program, paths, streams, exitWith);
  addPack(program, paths, streams);
  addProject(program, streams, exitWith);
  program
    .command("doctor")
    .description("versions, execution providers, models with hashes, cache sizes, and what is missing with its cure")
    .option("--json", "one JSON document on stdout")
    .action(async ({ json }) => {
      const { doctor } = await import("./doctor.ts");
      exitWith(await doctor(paths, createTerminal(json === true, streams)));
    });
  addLater(program);
  return program;
}

async function studio(paths: AppPaths, options: { port?: number; open: boolean; reason: string }): Promise<void> {
  const { startStudio } = await import("./studio.ts");
  await startStudio({ port: options.port, open: options.open, reason: options.reason }, paths);
}

function addStudio(program: Command, paths: AppPaths): void {
  program
    .command("web", { hidden: true })
    .description("serve the studio to a browser of this machine")
    .option("--port <n>", "port; a free one when left out", parseWhole("--port", 0, 65_535))
    .option("--no-open", "leave the browser alone")
    .option("--reason <text>", "why it is not Electron", "the web host was asked for")
    .action((options) => studio(paths, options));
}

/** Collects a repeated option whose value is parsed. */
function collect(parse: (text: string) => Point): (text: string, before: readonly Point[]) => readonly Point[] {
  return (text, before) => [...before, parse(text)];
}

function addSegment(program: Command, paths: AppPaths, streams: Streams): void {
  program
    .command("segment")
    .description("one mask from points and a box")
    .requiredOption("--image <file>", "image")
    .option(
      "--point <x,y...>",
      "pixel of the target, or with ,0 of what is not; as often as needed",
      collect(parsePoint),
      [],
    )
    .option("--box <x0,y0,x1,y1>", "box around the target, in pixels", parseBox, null)
    .option("--out <mask.png>", "write an 8-bit PNG of the image's size, 255 inside and 0 outside")
    .option("--json", "one JSON document on stdout")
    .action(async (options) => {
      const { segment } = await import("./segment.ts");
      await segment(options, paths, createTerminal(options.json === true, streams));
    });
}

function addRun(program: Command, paths: AppPaths, streams: Streams, exitWith: (code: number) => void): void {
  const command = program
    .command("run")
    .description("question and image to ranked candidate masks")
    .requiredOption("--image <file>", "image")
    .requiredOption("--question <text>", "what to find")
    .option(
      "--attention <source>",
      "pack, grid, clicks or chat; by default clicks with points, pack with a segmenter, else grid",
    )
    .option("--point <x,y...>", "click in pixels, negative with ,0; as often as needed", collect(parsePoint), [])
    .option("--top <k>", "keep the best K candidates", parseWhole("--top", 1, 15))
    .option("--out <dir>", "write run.json and one PNG a candidate")
    .option("--json", "one JSON document on stdout, as run.json");
  addMethodOptions(command).action(async (options) => {
    const { run } = await import("./run.ts");
    exitWith(await run(options, paths, createTerminal(options.json === true, streams)));
  });
}

function addEvaluate(program: Command, paths: AppPaths, streams: Streams, exitWith: (code: number) => void): void {
  const command = program
    .command("evaluate")
    .description("gIoU and cIoU on a dataset or project: of a run of the models, or of ready-made masks")
    .option("--dataset <dir>", "a folder in our own format or ReasonSeg's, recognised by its files")
    .option("--project <dir>", "a project; its samples with a question and ground truth, results kept there too")
    .option("--predictions <path>", `score ready-made masks and run no model: ${PREDICTION_FORMS}`)
    .option("--attention <source>", "pack, grid or chat; by default the pack's segmenter, else grid")
    .option("--candidates-of <run>", "score the candidates of an earlier run, by its folder, and discover nothing")
    .option("--convention <name>", "lisa: ignore regions count nowhere; lens: they are background", "lisa")
    .option("--bootstrap <n>", "95% intervals from N resamples", parseWhole("--bootstrap", 1, 10_000))
    .option("--limit <n>", "a seeded random subset of so many samples", parseWhole("--limit", 1, 2 ** 31))
    .option("--out <dir>", "the run's folder: settings, results and reports")
    .option("--resume", "go on with the run in --out, or the newest unfinished one with these settings", false)
    .option("--json", "one JSON document on stdout");
  addMethodOptions(command).action(async (options) => {
    const terminal = createTerminal(options.json === true, streams);
    if (options.predictions === undefined) {
      const { evaluateRun } = await import("./evaluate-run.ts");
      return exitWith(await evaluateRun(options, paths, terminal));
    }
    refuseWith(command, "--predictions", RUN_OPTIONS);
    const { evaluate } = await import("./evaluate.ts");
    return await evaluate(options, terminal);
  });
}

/** Options of a run of models, which say nothing of ready-made masks. */
const RUN_OPTIONS = [
  ...["--project", "--attention", "--limit", "--out", "--resume", "--pack", "--evaluator", "--endpoint", "--model"],
  ...["--candidates-of", "--mask-style", "--endpoint-set", "--set", "--without", "--cot", "--group-size"],
];

function refuseWith(command: Command, present: string, flags: readonly string[]): void {
  const given = command.options.find(({ long, negate }) => {
    return long !== undefined && !negate && flags.includes(long) && isGiven(command, long);
  });
  if (given === undefined) return;
  const name = given.long ?? "";
  const cure = `Leave out ${present} to run the models, or ${name} to score ready-made masks.`;
  throw usage(`${name} is for runs of models, and ${present} runs none.`, `${name}, ${present}`, cure);
}

function isGiven(command: Command, long: string): boolean {
  return command.getOptionValueSource(attributeOf(command, `${long} <value>`)) === "cli";
}

function attributeOf(command: Command, flags: string): string {
  return command.createOption(flags).attributeName();
}

function addPack(program: Command, paths: AppPaths, streams: Streams): void {
  const pack = program.command("pack").description("model packs");
  pack
    .command("list")
    .description("the packs of this machine")
    .option("--json", "one JSON document on stdout")
    .action(async ({ json }) => {
      const { packList } = await import("./packs.ts");
      await packList(paths, createTerminal(json === true, streams));
    });
  pack
    .command("verify")
    .description("every file by size and SHA-256, every graph against the manifest")
    .argument("[id]", "one pack, as id or id@version; all when left out")
    .option("--json", "one JSON document on stdout")
    .action(async (id, { json }) => {
      const { packVerify } = await import("./packs.ts");
      await packVerify(id, paths, createTerminal(json === true, streams));
    });
  pack
    .command("install")
    .description("a pack from its folder or a zip file, checked before it is taken in")
    .argument("<path>", "the folder or the zip file")
    .option("--replace", "instead of another pack with the same id and version")
    .option("--json", "one JSON document on stdout")
    .action(async (path, { replace, json }) => {
      const { packInstall } = await import("./packs.ts");
      await packInstall(path, { replace: replace === true }, paths, createTerminal(json === true, streams));
    });
}

function addLater(program: Command): void {
  for (const name of LATER_COMMANDS) addRefused(program, name);
}

function addRefused(parent: Command, name: string): void {
  parent
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { notYet } = await import("./run.ts");
      throw notYet(`The command "${name}"`, `rea2seg ${name}`, "See `rea2seg --help` for the commands that it has.");
    });
}
