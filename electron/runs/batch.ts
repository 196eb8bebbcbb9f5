import { AppError, type ErrorCode, type ErrorReport, toErrorReport } from "#core/errors";
import type { RunRequest } from "#core/samples";
import type { EvaluatedSample } from "#electron/evaluation";
import type { DiscoveryOverrides } from "#native-models/packs";
import type { BatchOptions, BatchParts, FinishedBatch } from "./batch-contract.ts";
import type { BatchSample, BatchSource } from "./batch-source.ts";
import type { SampleToRun } from "./contract.ts";
import { FATAL, PATIENCE, SYSTEMIC } from "./failure-policy.ts";
import { Pace } from "./pace.ts";
import { packsOfRun } from "./pack-facts.ts";
import { ResultsWriter, readResults, type SampleLine } from "./results-file.ts";
import { type PackFacts, type RunFile, type RunIdentity, writeRunFile } from "./run-file.ts";
import { type OpenRun, openRunFolder } from "./run-folder.ts";
import { evaluatedOf, isToRepeat, lineOfFailure, lineOfResult, mergedVersions } from "./sample-line.ts";
import { sampleWindow } from "./sample-window.ts";
import { selectSamples } from "./selection.ts";

/**
 * Runs every selected sample, or those that an earlier start left. Each is on the disk before it counts as finished. A
 * sample's failure is recorded and counts as an empty mask. The same settings give the same results, whether the run
 * was interrupted or not and in whatever order samples were finished.
 * Throws `cancelled` (with how to go on), what `openRunFolder` and `packsOfRun` refuse, and whatever ends a run.
 */
export async function startBatch(options: BatchOptions, parts: BatchParts): Promise<FinishedBatch> {
  const { source, selection, settings, services, candidates, signal } = options;
  const { request } = settings;
  const places = selectSamples(source.ids, selection, candidates?.origin.seed ?? request.seed);
  if (places.length === 0) throw nothingToRun(source);
  candidates?.assertFits(
    source.identity,
    places.map((place) => source.ids[place] as string),
  );
  const { manifest, packs } = await packsOfRun(request.pack, services, signal);
  const identity: RunIdentity = {
    source: source.identity,
    settings: {
      ...settings,
      limit: selection.limit,
      ids: selection.ids === null ? null : [...selection.ids],
      discovery: candidates?.run.settings.discovery ?? { ...manifest.discovery, ...definedOf(request.overrides) },
      ...(candidates === undefined ? {} : { candidates: candidates.origin }),
    },
    packs: mergedPacks(packs, candidates?.run.packs ?? []),
    app: services.version,
  };
  const opened = await openRunFolder({
    ...{ out: options.out, root: options.root, resume: options.resume, identity, selected: places.length },
    now: (parts.now ?? (() => new Date()))(),
    onNotice: options.onNotice ?? (() => {}),
  });
  try {
    return await new Batch(options, parts, opened).finish(places);
  } finally {
    opened.lock.release();
  }
}

/** A run in its folder, from what is finished to what is left. */
class Batch {
  readonly #options: BatchOptions;
  readonly #parts: BatchParts;
  readonly #opened: OpenRun;
  readonly #finished = new Map<string, EvaluatedSample>();
  readonly #stop = new AbortController();
  readonly #pace: Pace;
  #run: RunFile;
  #total = 0;
  #fatal: unknown = null;
  #updates: Promise<void> = Promise.resolve();
  #failuresInARow = 0;
  #failed = 0;

  constructor(options: BatchOptions, parts: BatchParts, opened: OpenRun) {
    this.#options = options;
    this.#parts = parts;
    this.#opened = opened;
    this.#run = opened.run;
    this.#pace = new Pace(parts.clock);
  }

  async finish(places: readonly number[]): Promise<FinishedBatch> {
    this.#total = places.length;
    if (this.#opened.resumed) await this.#takeUp();
    const resumed = this.#finished.size;
    const { source, onNotice } = this.#options;
    if (this.#opened.resumed) {
      onNotice?.(`Resuming ${this.#opened.folder}: ${resumed} of ${this.#total} samples are finished.`);
    }
    const left = new Set(places.filter((place) => !this.#finished.has(source.ids[place] as string)));
    await this.#update({ state: "running", problem: null });
    this.#tell();
    try {
      await this.#work(left);
    } catch (thrown) {
      throw await this.#stopped(thrown);
    }
    await this.#update({ state: "finished", problem: null });
    const samples = [...this.#finished.values()];
    return { folder: this.#opened.folder, run: this.#run, samples, resumed, continued: this.#opened.resumed };
  }

  /** Reads what earlier starts left, and records what a kill kept from being recorded. */
  async #takeUp(): Promise<void> {
    let last: SampleLine | null = null;
    for await (const line of readResults(this.#opened.folder)) {
      last = line;
      if (isToRepeat(line)) this.#finished.delete(line.id);
      else this.#finished.set(line.id, evaluatedOf(line));
    }
    // Lines and records are written in turns, so the last line alone can lack its record.
    if (last?.result) this.#options.source.keeper?.recordOnce(last.id, last.result);
  }

  async #work(left: ReadonlySet<number>): Promise<void> {
    const { source, signal } = this.#options;
    const cancel = () => this.#stop.abort(signal?.reason);
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    const writer = await ResultsWriter.open(this.#opened.folder);
    const pending = new Set<Promise<void>>();
    const { request, endpoint } = this.#options.settings;
    const window = sampleWindow(request, endpoint);
    try {
      for await (const sample of source.samples(left, this.#stop.signal)) {
        if (this.#stop.signal.aborted) break;
        const work = this.#take(sample, writer).finally(() => pending.delete(work));
        pending.add(work);
        if (pending.size >= window) await Promise.race(pending);
      }
    } catch (thrown) {
      this.#end(thrown);
    } finally {
      await Promise.all(pending);
      await writer.close();
      signal?.removeEventListener("abort", cancel);
    }
    if (signal?.aborted) signal.throwIfAborted();
    if (this.#fatal !== null) throw this.#fatal;
  }

  /** Never rejects: what ends the run is kept, and thrown when everything under way has come to rest. */
  async #take(sample: BatchSample, writer: ResultsWriter): Promise<void> {
    try {
      const line = await this.#ask(sample);
      if (line.result?.versions) await this.#noteVersions(line.result.versions);
      await this.#keep(line, writer);
    } catch (thrown) {
      this.#end(thrown);
    }
  }

  #end(thrown: unknown): void {
    this.#fatal ??= thrown;
    this.#stop.abort();
  }

  async #ask(sample: BatchSample): Promise<SampleLine> {
    const { settings, services, candidates } = this.#options;
    const clock = this.#parts.clock ?? (() => performance.now());
    const start = clock();
    let image: SampleToRun["image"] | null = null;
    const facts = () => {
      const milliseconds = clock() - start;
      return { sample, image: image?.hash ?? null, milliseconds, convention: settings.convention };
    };
    try {
      image = await sample.image();
      const request = requestOf(sample, settings);
      const groundTruth = request.evaluator === "oracle" ? sample.truth : null;
      const { signal } = this.#stop;
      const found = await candidates?.of(sample.id, image, request.without);
      const result = await this.#parts.runSample(services, { image, request, groundTruth, found }, { signal });
      signal.throwIfAborted();
      return lineOfResult({ ...result, batch: this.#run.id }, facts());
    } catch (thrown) {
      this.#stop.signal.throwIfAborted();
      if (FATAL.has(toErrorReport(thrown).code)) throw thrown;
      return lineOfFailure(thrown, facts());
    }
  }

  async #keep(line: SampleLine, writer: ResultsWriter): Promise<void> {
    const { source } = this.#options;
    await writer.append(line, () => {
      if (line.result) source.keeper?.record(line.id, line.result);
    });
    this.#finished.set(line.id, evaluatedOf(line));
    if (isToRepeat(line)) this.#failed++;
    this.#pace.note();
    this.#tell();
    this.#endIfHopeless(line);
  }

  #endIfHopeless({ failure }: SampleLine): void {
    const systemic = failure !== null && failure.partly !== true && SYSTEMIC.has(failure.code);
    this.#failuresInARow = systemic ? this.#failuresInARow + 1 : 0;
    if (failure === null || this.#failuresInARow < PATIENCE) return;
    const { code, where, cure } = failure;
    const message = `The last ${PATIENCE} samples all failed, so the run was stopped. ${failure.message}`;
    throw new AppError({ code: code as ErrorCode, message, where, cure });
  }

  async #noteVersions(found: Readonly<Record<string, string>>): Promise<void> {
    const versions = mergedVersions(this.#run.versions, found, this.#opened.folder);
    if (Object.keys(versions).length > Object.keys(this.#run.versions).length) await this.#update({ versions });
  }

  /** One after the other: samples under way at once may have something to note. */
  #update(change: Partial<RunFile>): Promise<void> {
    this.#run = { ...this.#run, ...change };
    const run = this.#run;
    const update = this.#updates.then(() => writeRunFile(this.#opened.folder, run));
    this.#updates = update.catch(() => {});
    return update;
  }

  #tell(): void {
    const done = this.#finished.size;
    this.#options.onProgress?.({
      done,
      total: this.#total,
      failed: this.#failed,
      perSecond: this.#pace.perSecond(),
      secondsLeft: this.#pace.secondsLeft(this.#total - done),
    });
  }

  /** Notes why the run stopped, and says how to go on. */
  async #stopped(thrown: unknown): Promise<AppError> {
    const problem = toErrorReport(thrown);
    const { folder } = this.#opened;
    const error = new AppError(stopReport(problem, folder, this.#finished.size, this.#total), { cause: thrown });
    // Where even that cannot be written, the folder's lock tells that nobody works on it.
    await this.#update({ state: "stopped", problem }).catch(() => {});
    return error;
  }
}

function stopReport(problem: ErrorReport, folder: string, done: number, total: number): ErrorReport {
  const goOn = `${done} of ${total} samples are finished and kept; go on with the same command and --resume --out ${folder}`;
  if (problem.code === "cancelled") {
    return { code: "cancelled", message: "The run was stopped.", where: folder, cure: `${goOn}.` };
  }
  return { ...problem, cure: `${problem.cure} ${goOn}.` };
}

function requestOf(sample: BatchSample, { request }: BatchOptions["settings"]): RunRequest {
  const { pack, without, overrides, ...rest } = request;
  return {
    ...rest,
    ...(pack === null ? {} : { pack }),
    ...{ question: sample.question, without: [...without], points: [], scribbles: [] },
    overrides: definedOf(overrides),
  };
}

/** A threshold that was not given is not there, rather than undefined. */
function definedOf(overrides: DiscoveryOverrides): Record<string, number | string> {
  const given = Object.entries(overrides).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(given);
}

/** Those that score, and those that had found the candidates. */
function mergedPacks(scoring: readonly PackFacts[], finding: readonly PackFacts[]): PackFacts[] {
  const known = new Set(scoring.map(({ manifest }) => manifest));
  return [...scoring, ...finding.filter(({ manifest }) => !known.has(manifest))];
}

function nothingToRun({ identity, notes }: BatchSource): AppError {
  const note = notes[0];
  return new AppError({
    code: "bad-input",
    message: `No sample here has a question and a mask.${note ? ` ${note.message}` : ""}`,
    where: identity.path,
    cure: "Name a dataset or project whose samples have questions and masks.",
  });
}
