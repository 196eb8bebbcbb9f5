import { join, resolve } from "node:path";
import { createBitmap, encodeRle } from "#core/masks";
import { CONVENTIONS, type Convention } from "#core/metrics";
import { loadSettings, packDirs, userDirs } from "#electron/config";
import { describeRunReport, type EvaluationReport, nothingScored } from "#electron/evaluation";
import {
  assertPossible,
  type BatchOptions,
  type BatchRequest,
  type BatchSource,
  openDatasetSource,
  openProjectSource,
  openStoredCandidates,
  packOfRequest,
  type RunServices,
  runSample,
  type Selection,
  type StoredCandidates,
  startBatch,
  writeReports,
} from "#electron/runs";
import { openProject } from "#electron/store";
import { parseOverrides } from "#native-models/packs";
import { usage } from "./arguments.ts";
import { withPackOfPictures } from "./default-pack.ts";
import { assertEndpointWanted, type EndpointOptions, endpointOfOptions } from "./endpoint-options.ts";
import { evaluationProgress } from "./evaluate-progress.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { type AppPaths, withPipeline } from "./pipeline-session.ts";
import { parseWithout, type RequestOptions, toRequest } from "./run-request.ts";
import type { Terminal } from "./terminal.ts";
import { waitTeller } from "./wait-text.ts";

export interface EvaluateRunOptions extends EndpointOptions, Omit<RequestOptions, "question" | "point" | "top"> {
  readonly dataset: string | undefined;
  readonly project: string | undefined;
  readonly pack: string | undefined;
  readonly candidatesOf: string | undefined;
  readonly limit: number | undefined;
  readonly convention: string;
  readonly bootstrap: number | undefined;
  readonly out: string | undefined;
  readonly resume: boolean;
}

/** How many failures and notes stderr names; the report has more. */
const NAMED = 20;

type Plan = Pick<BatchOptions, "settings" | "candidates" | "selection"> & {
  readonly services: Omit<RunServices, "pipeline">;
};

/**
 * `rea2seg evaluate --dataset DIR | --project DIR`: runs the models on every sample and reports. Answers the exit code:
 * 4 where not one mask of all samples could be scored.
 */
export async function evaluateRun(options: EvaluateRunOptions, paths: AppPaths, terminal: Terminal): Promise<number> {
  assertOneSource(options);
  const { candidatesOf } = options;
  const stored = candidatesOf === undefined ? undefined : await openStoredCandidates(candidatesOf);
  const plan = await planOf(
    stored === undefined ? await withPackOfPictures(options, paths, terminal) : optionsFor(stored, options),
    stored,
    paths,
  );
  const { report, folder } = await withSource(options, async (openSource, root) =>
    withPipeline(paths, terminal, async ({ pipeline, options: { signal } }) => {
      const source = await openSource(signal);
      sayWhatGoesOut(plan, source, terminal);
      const finished = await startBatch(
        {
          source,
          ...{ selection: plan.selection, settings: plan.settings, candidates: plan.candidates },
          services: { ...plan.services, pipeline, onWait: waitTeller(terminal) },
          ...{ out: options.out ?? null, root, resume: options.resume, signal },
          onProgress: evaluationProgress(terminal),
          onNotice: (text) => terminal.note(text),
        },
        { runSample },
      );
      const report = await writeReports(finished, source, { bootstrap: options.bootstrap ?? null, signal });
      return { report, folder: finished.folder };
    }),
  );
  tellProblems(report, terminal);
  const failed = nothingScored(report);
  if (failed) terminal.note(`No mask of any sample could be scored: ${report.failures[0]?.message}`);
  terminal.answer(report, describeRunReport(report, folder));
  return failed ? EXIT_CODES["endpoint-failed"] : 0;
}

function assertOneSource({ dataset, project }: EvaluateRunOptions): void {
  const cure = "Name one: --dataset DIR for a folder of samples, --project DIR for a project of the studio.";
  if (dataset === undefined && project === undefined) {
    throw usage("evaluate needs a dataset or a project.", "--dataset, --project", cure);
  }
  if (dataset !== undefined && project !== undefined) {
    throw usage("evaluate takes a dataset or a project, not both.", "--dataset, --project", cure);
  }
}

/** Checks everything that can be refused before a sample is read. Throws `usage`, `model-missing` or `model-broken`. */
async function planOf(
  options: EvaluateRunOptions,
  stored: StoredCandidates | undefined,
  paths: AppPaths,
): Promise<Plan> {
  const convention = parseConvention(options.convention);
  const dirs = userDirs();
  const places = { packDirs: packDirs(dirs, paths.assetsDir), cacheDir: dirs.cacheDir };
  const pack = await packOfRequest(options.pack, places);
  // Every sample brings its own question; this one stands in for the check.
  refuseClicks(options);
  const asked = toRequest({ ...options, question: "?", point: [], top: undefined }, pack);
  const { attention, evaluator, groupSize, cot, without, seed } = asked;
  const overrides = parseOverrides(asked.overrides);
  const asksEndpoint = evaluator === "chat" || (attention === "chat" && stored === undefined);
  assertEndpointWanted(options, asksEndpoint, evaluator === "chat");
  const endpoint = asksEndpoint ? endpointOfOptions(options) : null;
  const services = { version: paths.version, ...places, endpoint };
  // Every sample that is run has ground truth; whose it is does not matter here.
  const groundTruth = { mask: encodeRle(createBitmap(1, 1)), ignore: null };
  assertPossible({ request: asked, groundTruth, found: stored }, services, pack);
  const request: BatchRequest = {
    attention: attention as BatchRequest["attention"],
    ...{ pack: asked.pack ?? null, evaluator, groupSize, cot, without, seed, overrides },
  };
  return {
    settings: { request, endpoint: endpoint?.endpoint ?? null, convention },
    selection: selectionOf(options, stored),
    services,
    ...(stored === undefined ? {} : { candidates: stored }),
  };
}

/** The same samples as the run whose candidates are used, or so many of them. */
function selectionOf({ limit }: EvaluateRunOptions, stored: StoredCandidates | undefined): Selection {
  if (stored === undefined) return { limit: limit ?? null, ids: null };
  const { settings, selected } = stored.run;
  if (limit === undefined) return { limit: settings.limit, ids: settings.ids };
  if (limit <= selected) return { limit, ids: settings.ids };
  const cure = `Give at most ${selected}, or leave --limit out.`;
  throw usage(`That run has candidates of ${many(selected, "sample")}.`, "--limit", cure);
}

/** The options, completed by what the run whose candidates are used decided. Throws `usage` for what it decided. */
function optionsFor({ run }: StoredCandidates, options: EvaluateRunOptions): EvaluateRunOptions {
  const refuse = (option: string) => {
    const cure = `Leave out ${option}, or --candidates-of to discover anew.`;
    return usage(
      `${option} is for discovery, and --candidates-of discovers nothing.`,
      `${option}, --candidates-of`,
      cure,
    );
  };
  if (options.attention !== undefined) throw refuse("--attention");
  if (Object.keys(options.set).length > 0) throw refuse("--set");
  const { attention, pack, overrides, without: before } = run.settings.request;
  const without = [...before, ...options.without];
  const set = Object.entries(overrides).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    ...options,
    ...{ attention, pack: options.pack ?? pack ?? undefined, set: Object.fromEntries(set) },
    without: without.length === 0 ? [] : parseWithout(without.join(",")),
  };
}

function refuseClicks({ attention }: EvaluateRunOptions): void {
  if (attention !== "clicks") return;
  const cure = "Use --attention pack, grid or chat; clicks are for single questions (`rea2seg run`).";
  throw usage("Nobody clicks on the samples of a dataset.", "--attention clicks", cure);
}

export function parseConvention(text: string): Convention {
  const convention = CONVENTIONS.find((known) => known === text);
  if (convention) return convention;
  throw usage(`"${text}" is no convention.`, "--convention", `Use ${CONVENTIONS.join(" or ")}.`);
}

/** Opens what was named, hands on how to read it and where its runs lie, and closes it whatever happened. */
async function withSource<T>(
  { dataset, project }: EvaluateRunOptions,
  work: (open: (signal: AbortSignal | undefined) => Promise<BatchSource>, root: string) => Promise<T>,
): Promise<T> {
  const dirs = userDirs();
  if (project === undefined) {
    return await work((signal) => openDatasetSource(dataset ?? "", { signal }), join(dirs.dataDir, "runs"));
  }
  const { author, device } = loadSettings(dirs.configDir);
  const store = openProject(resolve(project), { author, device });
  try {
    return await work((signal) => openProjectSource(store, { signal }), join(store.dir, "runs"));
  } finally {
    store.close();
  }
}

function sayWhatGoesOut(
  { services, settings, selection: { limit } }: Plan,
  source: BatchSource,
  terminal: Terminal,
): void {
  if (services.endpoint === null) return;
  const { url, model } = services.endpoint.endpoint;
  const samples = Math.min(limit ?? source.ids.length, source.ids.length);
  const what = settings.request.evaluator === "chat" ? "questions, pictures and masks" : "questions and pictures";
  terminal.note(`To ${new URL(url).host} (${model}): the ${what} of ${many(samples, "sample")}.`);
}

function many(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function tellProblems({ failures, notes }: EvaluationReport, terminal: Terminal): void {
  for (const { id, message, where, cure, partly } of failures.slice(0, NAMED)) {
    const counts = partly ? "" : " It counts as an empty mask.";
    terminal.note(
      `Sample ${JSON.stringify(id.slice(0, 80))}: ${message}${counts}\n  where: ${where}\n  cure:  ${cure}`,
    );
  }
  for (const { message, file, line } of notes.slice(0, NAMED)) {
    terminal.note(`${message}\n  where: ${line === null ? file : `${file}:${line}`}`);
  }
  const untold = Math.max(0, failures.length - NAMED) + Math.max(0, notes.length - NAMED);
  if (untold > 0) terminal.note(`... and ${untold} more; report.json names them.`);
}
