import { z } from "zod";
import { evaluatorNameSchema, transferNoteSchema, usageSchema } from "#core/samples";

/** gIoU and cIoU in 0..1; with `--bootstrap` the same shape holds intervals. */
const pairOf = <T extends z.ZodType>(leaf: T) => z.object({ gIoU: leaf, cIoU: leaf });

/**
 * One row of the report. `initial` is SAM's single mask from the prompt token; both oracles choose by ground truth.
 * Null: not measured, or nothing to measure it on.
 */
const rowOf = <T extends z.ZodType>(leaf: T) =>
  z.object({
    initial: pairOf(leaf).nullable(),
    top1: pairOf(leaf).nullable(),
    top3Oracle: pairOf(leaf).nullable(),
    candidateOracle: pairOf(leaf).nullable(),
  });

const rowsOf = <T extends z.ZodType>(leaf: T) => ({
  /** Over all samples alike, as LISA does. */
  average: rowOf(leaf),
  /** Mean of `categories`, the paper's "Avg.". */
  macro: rowOf(leaf),
  categories: z.record(z.string(), rowOf(leaf)),
  kinds: z.record(z.string(), rowOf(leaf)),
});

export const figureRowSchema = rowOf(z.number());
export type FigureRow = z.infer<typeof figureRowSchema>;

const intervalSchema = z.tuple([z.number(), z.number()]);
export const intervalRowSchema = rowOf(intervalSchema);
export type IntervalRow = z.infer<typeof intervalRowSchema>;

/** A prediction that cannot be compared, or a sample whose run failed; it counts as an empty mask. */
export const failureSchema = z.object({
  id: z.string(),
  code: z.string(),
  message: z.string(),
  where: z.string(),
  cure: z.string(),
  /** Only some groups of the sample's candidates failed: the rest was scored and counts; `failed` does not count it. */
  partly: z.boolean().optional(),
});
export type EvaluationFailure = z.infer<typeof failureSchema>;

/** Who scored, and how well scores tell IoU; counts and names are there where models ran. */
const evaluatorFiguresSchema = z.object({
  spearmanPooled: z.number().nullable(),
  spearmanPerQuestion: z.number().nullable(),
  top1Regret: z.number().nullable(),
  mae: z.number().nullable(),
  name: evaluatorNameSchema.optional(),
  /** The evaluators in full, as the samples' scoring names them; more than one would be a mistake worth seeing. */
  models: z.array(z.string()).optional(),
  /** True for the oracle alone: every figure below `initial` is then an oracle's. */
  usesGroundTruth: z.boolean().optional(),
  /** Scored candidates: the pairs behind `spearmanPooled` and `mae`. */
  candidates: z.number().int().optional(),
  /** Questions with a scored candidate: those behind `top1Regret`. */
  questions: z.number().int().optional(),
  /** Questions behind `spearmanPerQuestion`. */
  rankedQuestions: z.number().int().optional(),
  /** Questions with two pairs or more of which all scores, or all IoUs, are equal: no rank correlation is defined. */
  constantQuestions: z.number().int().optional(),
});

/** The run that a report tells of. */
export const runFactsSchema = z.object({
  id: z.string(),
  folder: z.string(),
  created: z.string(),
  versions: z.record(z.string(), z.string()),
  /** SHA-256 over the settings, versions of packs and the identity of the samples. */
  settingsHash: z.string(),
  /** Samples that the source has, of which `samples` were run. */
  sourceSamples: z.number().int(),
  sourceHash: z.string(),
  /** Samples of which some groups failed. */
  partlyFailed: z.number().int(),
  /** Candidates without a score, over all samples. */
  unscored: z.number().int(),
  /** An earlier start's work went into it; its `usage` lacks what that start asked for samples that it did not finish. */
  resumed: z.boolean().optional(),
  /** The earlier run whose candidates were scored, and where it lay: nothing was discovered then. */
  candidatesOf: z.object({ run: z.string(), folder: z.string() }).optional(),
  /** Tokens and cost, where an endpoint was asked. */
  usage: usageSchema.nullable(),
  /** What the packs that took part were made for. */
  domains: z.array(z.string()),
  /** The packs by the SHA-256 of their pack.json. */
  packs: z.array(z.object({ id: z.string(), version: z.string(), manifest: z.string() })),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

/** Median and 95th percentile over samples. */
const spreadSchema = z.object({ p50: z.number(), p95: z.number() });

/** What `rea2seg evaluate --json` prints. */
export const evaluationReportSchema = z.object({
  convention: z.enum(["lisa", "lens"]),
  /** Samples that were scored, those missing and failed among them. */
  samples: z.number().int(),
  /** How many predictions could not be compared, or samples could not be run; `failures` says why. */
  failed: z.number().int(),
  /** Ids of samples without a prediction; each counts as an empty mask. */
  missing: z.array(z.string()),
  /** Ids among the predictions that no sample has; they count nowhere. */
  unknown: z.array(z.string()),
  ...rowsOf(z.number()),
  evaluator: evaluatorFiguresSchema,
  /** Percentile bootstrap over samples; null unless it was asked for. */
  intervals: z.object({ level: z.number(), ...rowsOf(intervalSchema) }).nullable(),
  /** How many samples stand behind each row. */
  counts: z.object({ categories: z.record(z.string(), z.number()), kinds: z.record(z.string(), z.number()) }),
  /** Samples of the dataset that could not be scored: without a mask, or unreadable. */
  skipped: z.number().int(),
  failures: z.array(failureSchema),
  /** What was skipped or found wrong in the dataset and in the predictions, and why; the first 1000. */
  notes: z.array(transferNoteSchema),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Where models ran: which run it was. */
  run: runFactsSchema.optional(),
  /**
   * Milliseconds a sample: for reading its prediction and comparing it, or for its run; then also of the run's steps,
   * those that took any time.
   */
  timings: z.object({ perSample: spreadSchema, steps: z.record(z.string(), spreadSchema).optional() }),
});
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;
