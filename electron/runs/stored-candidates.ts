import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AppError, type ErrorCode } from "#core/errors";
import type { Candidate, CandidateStep, RunResult } from "#core/samples";
import type { DiscoverResult } from "#native-models/engine";
import { orderBeforeShuffle } from "#native-models/evaluator";
import type { SampleToRun } from "./contract.ts";
import { linesOf, RESULTS_FILE, type SampleLine, sampleLineSchema } from "./results-file.ts";
import { type CandidatesOrigin, type RunFile, readRunFile, type SourceIdentity } from "./run-file.ts";

/** What an earlier run found, to be scored anew. */
export interface StoredCandidates {
  readonly run: RunFile;
  readonly origin: CandidatesOrigin;
  /**
   * Throws `conflict` unless the source is the one that the run was over (whatever its folder is called by now), and
   * `bad-input` naming a sample that the run has not finished.
   */
  assertFits(source: SourceIdentity, ids: readonly string[]): void;
  /**
   * What the run discovered for a sample, in the order in which it did, without the sources that are left out and
   * without what was made of it then: scores, ranks, times. Throws `image-changed`, and the failure that the run had
   * where it found nothing.
   */
  of(id: string, image: SampleToRun["image"], without: readonly CandidateStep[]): Promise<DiscoverResult>;
}

interface Place {
  readonly start: number;
  readonly bytes: number;
}

/**
 * Opens the folder of a run for its candidates; nothing in it is changed. Throws `not-found` for a folder without a run,
 * `bad-input` for one that cannot be read.
 */
export async function openStoredCandidates(folder: string): Promise<StoredCandidates> {
  const path = resolve(folder);
  const run = await readRunFile(path);
  const file = join(path, RESULTS_FILE);
  const { places, content } = await indexOf(file);
  return {
    run,
    origin: { run: run.id, folder: path, content, seed: run.settings.request.seed },
    assertFits(source, ids) {
      if (source.hash !== run.source.hash) throw otherSamples(path, run.source, source);
      const lacking = ids.filter((id) => !places.has(id));
      if (lacking[0] !== undefined) throw unfinished(path, lacking);
    },
    async of(id, image, without) {
      const line = await readLine(file, places.get(id));
      if (line.image !== null && line.image !== image.hash) throw imageChanged(image.path, path);
      if (line.result === null) throw failedThen(line, path);
      return discoveredIn(line.result, image, without);
    },
  };
}

/** Where each sample's last line lies, and a hash over the lines' bytes. A last line that a kill left torn is none. */
async function indexOf(file: string): Promise<{ places: Map<string, Place>; content: string }> {
  const places = new Map<string, Place>();
  const hash = createHash("sha256");
  let number = 0;
  for await (const { text, start, whole } of linesOf(file)) {
    number++;
    if (!whole) break;
    const id = idOf(text);
    if (id === null) throw damaged(`${file}:${number}`);
    places.set(id, { start, bytes: Buffer.byteLength(text, "utf8") });
    hash.update(`${text}\n`, "utf8");
  }
  return { places, content: hash.digest("hex") };
}

function idOf(text: string): string | null {
  try {
    const { id } = JSON.parse(text) as { readonly id?: unknown };
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

async function readLine(file: string, place: Place | undefined): Promise<SampleLine> {
  if (place === undefined) throw new Error("The sample passed assertFits and is not there.");
  const handle = await open(file, "r");
  try {
    const bytes = Buffer.alloc(place.bytes);
    await handle.read(bytes, 0, place.bytes, place.start);
    return sampleLineSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    throw damaged(file);
  } finally {
    await handle.close();
  }
}

/** Settings of a result that its evaluator, or the endpoint that was asked, put there. */
const OF_SCORING = new Set(["evaluator", "groupSize", "cot", "maskStyle", "top"]);
const OF_ENDPOINT = new Set(["endpoint", "model", "maxSide", "maxTokens", "temperature"]);

export function discoveredIn(
  result: RunResult,
  image: SampleToRun["image"],
  without: readonly CandidateStep[],
): DiscoverResult {
  const { pack, attentionSource, seeds, attention, funnel, provider, embedding, trace } = result;
  if (trace === undefined) throw new Error("A run over samples always keeps its trace.");
  const kept = Object.entries(result.settings).filter(([name]) => {
    return !OF_SCORING.has(name) && (attentionSource === "chat" || !OF_ENDPOINT.has(name));
  });
  const { app: _, evaluator: __, ...versions } = result.versions ?? {};
  return {
    image: { path: image.path, width: image.width, height: image.height },
    ...{ pack, attentionSource, seeds, attention, funnel, provider, embedding, versions },
    settings: Object.fromEntries(kept),
    candidates: candidatesOf(result, image.hash).filter(
      ({ source }) => !(without as readonly string[]).includes(source),
    ),
    trace: { ...trace, without: [...new Set([...trace.without, ...without])] },
    timings: { encode: 0, segment: 0, discover: 0, steps: {} },
  };
}

/** As the discovery gave them, without ranks and scores: their order decides who comes into whose group. */
function candidatesOf({ candidates, scoring, question }: RunResult, imageHash: string): Candidate[] {
  if (scoring === undefined) throw new Error("A run over samples always keeps its scoring.");
  const shown = scoring.groups.flatMap((group) => group.candidates);
  const order = orderBeforeShuffle(shown, { seed: scoring.seed, question, imageHash });
  const places = new Map(order.map((id, place) => [id, place]));
  const placeOf = ({ id }: Candidate) => places.get(id) ?? candidates.length;
  return [...candidates]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map(({ reasoning: _, ...candidate }, place) => ({ ...candidate, score: null, rank: place + 1 }));
}

function otherSamples(folder: string, stored: SourceIdentity, now: SourceIdentity): AppError {
  const told = ({ name, format, samples }: SourceIdentity) => `${name} (${format}, ${samples} samples)`;
  const same = told(stored) === told(now) ? ", of which something has changed since" : "";
  return new AppError({
    code: "conflict",
    message: `That run was over ${told(stored)}${same}, and this is ${told(now)}: its candidates are of other samples.`,
    where: folder,
    cure: "Name the dataset or project that the run was over, or a run over this one.",
  });
}

function unfinished(folder: string, lacking: readonly string[]): AppError {
  const [first = ""] = lacking;
  const more = lacking.length > 1 ? ` and ${lacking.length - 1} more` : "";
  return new AppError({
    code: "bad-input",
    message: `That run has no candidates for the sample "${first.slice(0, 200)}"${more}.`,
    where: folder,
    cure: "Finish it first (the command that started it, with --resume), or ask for fewer samples with --limit.",
  });
}

function imageChanged(picture: string, folder: string): AppError {
  return new AppError({
    code: "image-changed",
    message: `The picture is another one than when its candidates were found in ${folder}.`,
    where: picture,
    cure: "Put the picture back, or run the dataset anew without --candidates-of.",
  });
}

function failedThen({ failure, id }: SampleLine, folder: string): AppError {
  const { code = "bad-input", message = "It has no result.", where = id } = failure ?? {};
  return new AppError({
    code: code as ErrorCode,
    message: `The run whose candidates are used found none here: ${message}`,
    where,
    cure: `Mend that and resume the run in ${folder} first.`,
  });
}

function damaged(where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "The results of the run whose candidates are used are damaged here.",
    where,
    cure: "Resume that run, or delete the damaged line and resume it: its sample is run again.",
  });
}
