import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AppError, errorReportSchema } from "#core/errors";
import { attentionSourceSchema, candidateStepSchema, endpointSchema, evaluatorNameSchema } from "#core/samples";
import { discoveryOverridesSchema, discoverySettingsSchema } from "#native-models/packs";
import { writeDurably } from "./durable-file.ts";

export const RUN_FILE = "run.json";
export const REPORT_FILE = "report.json";

/** What every sample is asked with. */
export const batchRequestSchema = z.object({
  attention: attentionSourceSchema.exclude(["clicks"]),
  /** Pack id or id@version; null: the app's own choice. */
  pack: z.string().nullable(),
  evaluator: evaluatorNameSchema,
  groupSize: z.number().int().positive(),
  cot: z.boolean().nullable(),
  without: z.array(candidateStepSchema),
  /** Thresholds in the place of the pack's. */
  overrides: discoveryOverridesSchema.default({}),
  /** Every sample's; what is drawn depends on the question and the picture too. */
  seed: z.number().int().nonnegative(),
});
export type BatchRequest = z.infer<typeof batchRequestSchema>;

/** An earlier run whose candidates are scored anew, instead of any discovery. */
export const candidatesOriginSchema = z.object({
  /** The run's id. */
  run: z.string(),
  /** Where it lay; it may move. */
  folder: z.string(),
  /** SHA-256 over its results. */
  content: z.string(),
  /** Its seed, which drew its samples. */
  seed: z.number().int().nonnegative(),
});
export type CandidatesOrigin = z.infer<typeof candidatesOriginSchema>;

export const batchSettingsSchema = z.object({
  request: batchRequestSchema,
  /** Null where none is asked. The key is never written. */
  endpoint: endpointSchema.nullable(),
  convention: z.enum(["lisa", "lens"]),
  limit: z.number().int().positive().nullable(),
  ids: z.array(z.string()).nullable(),
  /** The thresholds: the pack's, with the request's in their place. */
  discovery: discoverySettingsSchema,
  candidates: candidatesOriginSchema.optional(),
});
export type BatchSettings = z.infer<typeof batchSettingsSchema>;

export const sourceIdentitySchema = z.object({
  kind: z.enum(["dataset", "project"]),
  path: z.string(),
  name: z.string(),
  format: z.string(),
  /** Samples with a question and a mask. */
  samples: z.number().int(),
  /** SHA-256 over ids, questions, groups, pictures' names and masks of them all, in order. */
  hash: z.string(),
});
export type SourceIdentity = z.infer<typeof sourceIdentitySchema>;

export const packFactsSchema = z.object({
  id: z.string(),
  version: z.string(),
  /** SHA-256 of its pack.json, which holds the hashes of all its files. */
  manifest: z.string(),
  domain: z.string(),
});
export type PackFacts = z.infer<typeof packFactsSchema>;

/** `run.json`: everything that a run was made with. */
export const runFileSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  created: z.string(),
  /** `running` without a lock on the folder: its process was killed. */
  state: z.enum(["running", "stopped", "finished"]),
  /** Why it stopped. */
  problem: errorReportSchema.nullable(),
  source: sourceIdentitySchema,
  /** Samples to run, out of the source's. */
  selected: z.number().int(),
  settings: batchSettingsSchema,
  packs: z.array(packFactsSchema),
  /** Versions of the app and, from the first result on, of onnxruntime, packs and evaluator. */
  versions: z.record(z.string(), z.string()),
  settingsHash: z.string(),
});
export type RunFile = z.infer<typeof runFileSchema>;

/** What has to be equal for a run to go on: all that a result depends on. */
export type RunIdentity = Pick<RunFile, "source" | "settings" | "packs"> & { readonly app: string };

/** Throws `not-found` where the folder holds no run, `bad-input` for one that cannot be read. */
export async function readRunFile(folder: string): Promise<RunFile> {
  const file = join(folder, RUN_FILE);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    const cure = "Name a folder that `rea2seg evaluate` wrote (--out or --candidates-of), or leave out --resume.";
    throw new AppError({ code: "not-found", message: "There is no run here.", where: folder, cure }, { cause: thrown });
  }
  const parsed = runFileSchema.safeParse(asJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError({
    code: "bad-input",
    message: `This run cannot be read: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "is wrong"}.`,
    where: file,
    cure: "It may be of a newer version, which can read it; else start a new run.",
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  await writeDurably(join(folder, RUN_FILE), `${JSON.stringify(run, null, 2)}\n`);
}

type Flat = Record<string, string | number | boolean | null>;

/** Settings as one list of names and values, for reports and comparisons; lists joined by commas. */
export function flatSettings(settings: BatchSettings): Flat {
  const flat: Flat = {};
  const put = (prefix: string, value: unknown) => {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      flat[prefix] = value;
    } else if (Array.isArray(value)) {
      flat[prefix] = value.join(",");
    } else if (typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) put(prefix === "" ? key : `${prefix}.${key}`, inner);
    }
  };
  const { request, ...rest } = settings;
  put("", { ...request, ...rest });
  return flat;
}

/** Names of settings that change how something is reached, and nothing of what it answers. */
const TRANSPORT = new Set([
  ...["concurrency", "timeoutSeconds", "retries", "price"].map((name) => `endpoint.${name}`),
  "candidates.folder",
]);

function comparable({ source, settings, packs, app }: RunIdentity): Flat {
  const flat = Object.entries(flatSettings(settings)).filter(([name]) => {
    return !TRANSPORT.has(name) && !name.startsWith("endpoint.price.");
  });
  return {
    ...Object.fromEntries(flat),
    "dataset format": `${source.kind} ${source.format}`,
    "dataset samples": source.samples,
    "dataset content": source.hash,
    "app version": app,
    ...Object.fromEntries(packs.map(({ id, version, manifest }) => [`pack ${id}`, `${version} (${manifest})`])),
  };
}

export function hashOfIdentity(identity: RunIdentity): string {
  const sorted = Object.entries(comparable(identity)).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted), "utf8").digest("hex");
}

/** What differs between a stored run and what is asked for now, in words. */
export function differences(stored: RunIdentity, now: RunIdentity): string[] {
  const [before, after] = [comparable(stored), comparable(now)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => (before[name] ?? null) !== (after[name] ?? null))
    .map((name) => `${name} was ${word(before[name])}, now is ${word(after[name])}`);
}

function word(value: Flat[string] | undefined): string {
  if (value === undefined || value === null || value === "") return "none";
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
