import { join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { type Point, type RunRequest, type RunResult, runRequestSchema } from "#core/samples";
import { probeImage } from "#native-models/runtime";
import { assertPromptsInside, usage } from "./arguments.ts";
import { makeOutputFolder, writeCandidates, writeWhole } from "./mask-file.ts";
import { type AppPaths, withPipeline } from "./pipeline-session.ts";
import type { Terminal } from "./terminal.ts";

export interface RunOptions {
  readonly image: string;
  readonly question: string;
  readonly attention: string | undefined;
  readonly point: readonly Point[];
  readonly evaluator: string;
  readonly pack: string | undefined;
  readonly seed: number;
  readonly top: number | undefined;
  readonly out: string | undefined;
}

/** As runRequestSchema says; checked here for the cure. */
const LONGEST_QUESTION = 100_000;

/** `rea2seg run`: question and image to ranked candidates. */
export async function run(options: RunOptions, paths: AppPaths, terminal: Terminal): Promise<void> {
  const request = toRequest(options);
  const path = resolve(options.image);
  const facts = await probeImage(path);
  assertPromptsInside({ points: request.points, box: null }, facts);
  if (options.out !== undefined) await makeOutputFolder(options.out);
  const result = await withPipeline(paths, terminal, ({ pipeline, options: requestOptions }) =>
    pipeline.request("run", { image: { path, hash: facts.id }, request }, requestOptions),
  );
  const { out } = options;
  if (out !== undefined) {
    await writeCandidates(
      out,
      result.candidates.map((candidate) => candidate.rle),
    );
    await writeWhole(join(out, "run.json"), `${JSON.stringify(result, null, 2)}\n`);
  }
  terminal.answer(result, describeRun(result, out === undefined ? null : resolve(out)));
}

/** Checks what was asked against what this version can do. Throws `usage`, `unsupported` or `model-missing`. */
export function toRequest(options: RunOptions): RunRequest {
  if (options.question.trim() === "") {
    throw usage(
      "The question is empty.",
      "--question",
      'Write the question in quotes: --question "the cup of coffee".',
    );
  }
  if (options.question.length > LONGEST_QUESTION) {
    const cure = `Shorten it to ${LONGEST_QUESTION} characters.`;
    throw usage(`The question has ${options.question.length} characters.`, "--question", cure);
  }
  assertPack(options.pack);
  assertEvaluator(options.evaluator);
  const attention = chooseAttention(options);
  const { question, point, seed, top } = options;
  return runRequestSchema.parse({ question, attention, points: [...point], seed, top });
}

function chooseAttention({ attention, point }: RunOptions): RunRequest["attention"] {
  // No pack brings attention of its own yet: clicks if there are any, else the whole image alike.
  const chosen = attention ?? (point.length > 0 ? "clicks" : "grid");
  switch (chosen) {
    case "grid":
      if (point.length === 0) return "grid";
      throw usage("The grid takes no points.", "--point", "Leave the points out, or use --attention clicks.");
    case "clicks":
      if (point.some(({ label }) => label === 1)) return "clicks";
      throw usage(
        "Attention from clicks needs a positive click.",
        "--point",
        "Give at least one --point x,y, or use --attention grid.",
      );
    case "pack":
      throw new AppError({
        code: "model-missing",
        message: "No pack with a segmenter is installed: this version has none that gives attention.",
        where: "--attention pack",
        cure: "Use --attention grid, or --attention clicks with --point x,y.",
      });
    case "chat":
      throw notYet(
        "Attention from a chat endpoint",
        "--attention chat",
        "Use --attention grid, or clicks with --point x,y.",
      );
    default:
      throw usage(`"${chosen}" is no source of attention.`, "--attention", "Use grid or clicks.");
  }
}

function assertPack(pack: string | undefined): void {
  if (pack === undefined || pack === "mobilesam") return;
  throw new AppError({
    code: "model-missing",
    message: `The pack "${pack}" is not installed; this version has mobilesam alone.`,
    where: "--pack",
    cure: "Leave --pack out.",
  });
}

function assertEvaluator(evaluator: string): void {
  const cure = "Use --evaluator predicted-iou, SAM's own estimate, which does not read the question.";
  switch (evaluator) {
    case "predicted-iou":
      return;
    case "pack":
      throw new AppError({
        code: "model-missing",
        message: "No pack with an evaluator is installed: this version has none.",
        where: "--evaluator pack",
        cure,
      });
    case "chat":
    case "random":
    case "oracle":
      throw notYet(`The evaluator "${evaluator}"`, `--evaluator ${evaluator}`, cure);
    default:
      throw usage(`"${evaluator}" is no evaluator.`, "--evaluator", cure);
  }
}

export function notYet(what: string, where: string, cure: string): AppError {
  return new AppError({ code: "unsupported", message: `${what} is not in this version.`, where, cure });
}

function describeRun(result: RunResult, out: string | null): string {
  const { funnel, timings } = result;
  const rows = result.candidates.map((candidate) => {
    const [x, y, width, height] = candidate.bbox;
    const iou = candidate.predictedIou?.toFixed(3) ?? "-";
    const cells = [String(candidate.rank), candidate.source, iou, candidate.stability?.toFixed(3) ?? "-"];
    const score = candidate.score === null ? "-" : candidate.score.toFixed(3);
    return row([...cells, score, String(candidate.area), `${x},${y} ${width}x${height}`]);
  });
  return [
    `"${result.question}" on ${result.image.path} (${result.image.width} x ${result.image.height})`,
    `${result.pack} on ${result.provider}; attention from ${result.attentionSource}; embedding ${result.embedding}`,
    `Ranked by ${result.evaluator}${result.evaluator === "predicted-iou" ? ", SAM's own estimate; it has not read the question" : ""}`,
    "",
    row(["rank", "source", "pred.IoU", "stability", "score", "area", "box"]),
    ...rows,
    "",
    `${funnel.seeds} seeds, ${funnel.proposed} masks; ${funnel.afterPredictedIou} after predicted IoU, ${funnel.afterStability} after stability, ${funnel.afterNms} after NMS, ${funnel.kept} kept`,
    `encode ${ms(timings.encode)}, discover ${ms(timings.discover)}, evaluate ${ms(timings.evaluate)}, total ${ms(timings.total)}`,
    ...(out === null ? [] : [`Written to ${out}: run.json and ${result.candidates.length} PNGs, best first`]),
  ].join("\n");
}

const WIDTHS = [4, 8, 8, 9, 6, 9, 20];
function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join("  ")
    .trimEnd();
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
