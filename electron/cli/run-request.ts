import {
  attentionSourceSchema,
  type CandidateStep,
  candidateStepSchema,
  evaluatorNameSchema,
  type Point,
  type RunRequest,
  runRequestSchema,
} from "#core/samples";
import { type PackManifest, parseOverrides } from "#native-models/packs";
import { usage } from "./arguments.ts";

export interface RequestOptions {
  readonly question: string;
  readonly attention: string | undefined;
  readonly point: readonly Point[];
  readonly evaluator: string | undefined;
  readonly without: readonly CandidateStep[];
  readonly cot: boolean | undefined;
  readonly groupSize: number;
  readonly seed: number;
  /** Thresholds by name, as `--set` gave them. */
  readonly set: Readonly<Record<string, number | string>>;
  readonly top: number | undefined;
}

/** As runRequestSchema says; checked here for the cure. */
const LONGEST_QUESTION = 100_000;

/**
 * What was asked for, with what follows from it where it was left out: attention from the points that were given, else
 * from the pack's segmenter, else from the grid; scores from the pack's evaluator, else SAM's predicted IoU. `pack` is
 * null for mobilesam. Throws `usage`.
 */
export function toRequest(options: RequestOptions, pack: PackManifest | null): RunRequest {
  const { question, point, without, cot, groupSize, seed, set, top } = options;
  assertQuestion(question);
  return runRequestSchema.parse({
    question,
    attention: chooseAttention(options, pack),
    points: [...point],
    pack: pack === null ? undefined : `${pack.id}@${pack.version}`,
    evaluator: chooseEvaluator(options.evaluator, pack),
    groupSize,
    cot: cot ?? null,
    without: [...without],
    overrides: parseOverrides(set),
    seed,
    top,
  });
}

/** Collects `--set name=value`; numbers are read as such. Throws `usage` for what has no name or no value. */
export function parseSetting(text: string, before: Readonly<Record<string, number | string>>) {
  const [, name, value] = /^([A-Za-z]+)=(\S+)$/.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined) {
    throw usage(`"${text}" is no setting.`, "--set", "Write a threshold's name and its value: --set seeds=24.");
  }
  const number = Number(value);
  return { ...before, [name]: Number.isFinite(number) ? number : value };
}

/**
 * A comma-separated list of the sources whose candidates are left out, added to those of `before`: the option may be
 * given again. Throws `usage`.
 */
export function parseWithout(text: string, before: readonly CandidateStep[] = []): readonly CandidateStep[] {
  const names = text.split(",").map((name) => name.trim());
  const named = names.map((name) => {
    const parsed = candidateStepSchema.safeParse(name);
    if (parsed.success) return parsed.data;
    const cure = "Use one or two of amg, semantic and original, with a comma between them.";
    throw usage(`"${name}" is no source of candidates.`, "--without", cure);
  });
  const steps = [...new Set([...before, ...named])];
  if (steps.length < candidateStepSchema.options.length) return steps;
  throw usage("Without all three sources there are no candidates.", "--without", "Leave out two at most.");
}

function assertQuestion(question: string): void {
  if (question.trim() === "") {
    const cure = 'Write the question in quotes: --question "the cup of coffee".';
    throw usage("The question is empty.", "--question", cure);
  }
  if (question.length > LONGEST_QUESTION) {
    const cure = `Shorten it to ${LONGEST_QUESTION} characters.`;
    throw usage(`The question has ${question.length} characters.`, "--question", cure);
  }
}

function chooseAttention({ attention, point }: RequestOptions, pack: PackManifest | null): RunRequest["attention"] {
  const chosen = attention ?? (point.length > 0 ? "clicks" : pack?.segmenter === undefined ? "grid" : "pack");
  const parsed = attentionSourceSchema.safeParse(chosen);
  if (!parsed.success) {
    const cure = `Use one of ${attentionSourceSchema.options.join(", ")}.`;
    throw usage(`"${chosen}" is no source of attention.`, "--attention", cure);
  }
  const source = parsed.data;
  if (source !== "clicks" && point.length > 0) {
    const message = `Attention from ${source} takes no points.`;
    throw usage(message, "--point", "Leave the points out, or use --attention clicks.");
  }
  if (source === "clicks" && !point.some(({ label }) => label === 1)) {
    const message = "Attention from clicks needs a positive click.";
    throw usage(message, "--point", "Give at least one --point x,y, or use --attention grid.");
  }
  return source;
}

function chooseEvaluator(evaluator: string | undefined, pack: PackManifest | null): RunRequest["evaluator"] {
  const chosen = evaluator ?? (pack?.evaluator === undefined ? "predicted-iou" : "pack");
  const parsed = evaluatorNameSchema.safeParse(chosen);
  if (parsed.success) return parsed.data;
  throw usage(`"${chosen}" is no evaluator.`, "--evaluator", `Use one of ${evaluatorNameSchema.options.join(", ")}.`);
}
