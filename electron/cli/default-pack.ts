import { resolve } from "node:path";
import { loadSettings, packDirs, userDirs } from "#electron/config";
import { brokenPacks, noPackForPicture, packForPicture, selfChosenPacks } from "#electron/default-pack";
import { type BatchSource, openDatasetSource, openProjectSource, selectSamples } from "#electron/runs";
import { openProject } from "#electron/store";
import type { BrokenPack, FoundPack, PackPlaces } from "#native-models/packs";
import type { EvaluateRunOptions } from "./evaluate-run.ts";
import type { AppPaths } from "./pipeline-session.ts";
import type { RequestOptions } from "./run-request.ts";
import type { Terminal } from "./terminal.ts";

const nameOf = ({ id, version }: FoundPack): string => `${id}@${version}`;

/**
 * The pack of `rea2seg run` where nobody chose a pack, another source of attention, or clicks: the one that was made for
 * such pictures, as id@version. Undefined: as without it. Throws `model-missing`, with the ways to go on, where packs
 * know other pictures and nothing else was chosen, since no model here could then read the question.
 */
export async function packByPicture(
  { attention, evaluator, point }: Pick<RequestOptions, "attention" | "evaluator" | "point">,
  path: string,
  places: PackPlaces,
  terminal: Terminal,
): Promise<string | undefined> {
  if (point.length > 0 || (attention !== undefined && attention !== "pack")) return undefined;
  const choice = await packForPicture({ path, hash: null }, places);
  if (choice.reason === "picture-fits") {
    const { id, domain } = choice.pack;
    terminal.note(`${id} is used: it was made for pictures like this one (${domain}); --pack names another.`);
    return nameOf(choice.pack);
  }
  if (choice.reason === "picture-differs" && (evaluator === undefined || attention === "pack")) {
    throw noPackForPicture(path, choice.made);
  }
  if (choice.reason === "no-pack" && readsQuestions(evaluator)) noteNoPack(choice.broken, terminal);
  return undefined;
}

/** Whoever names no evaluator, or a pack's, expects somebody to read the question. */
const readsQuestions = (evaluator: string | undefined): boolean => evaluator === undefined || evaluator === "pack";

/** A pack that is broken or gone must not be missed in silence: what comes out without it is no answer. */
function noteNoPack(broken: readonly BrokenPack[], terminal: Terminal): void {
  for (const { dir, problem } of broken) terminal.note(`The pack in ${dir} cannot be used: ${problem}`);
  terminal.note(
    "mobilesam is used, which reads no question: no pack of this machine could; `rea2seg pack list` shows them.",
  );
}

/**
 * The options of `rea2seg evaluate` with the pack that was made for all of the dataset's pictures, where nobody chose a
 * pack or attention and there is such a pack; else as they were. Says which. Reads the pictures up to the first that
 * differs.
 */
export async function withPackOfPictures(
  options: EvaluateRunOptions,
  paths: AppPaths,
  terminal: Terminal,
): Promise<EvaluateRunOptions> {
  const { attention, pack } = options;
  if (pack !== undefined || (attention !== undefined && attention !== "pack")) return options;
  const dirs = userDirs();
  const places = { packDirs: packDirs(dirs, paths.assetsDir), cacheDir: dirs.cacheDir };
  if ((await selfChosenPacks(places)).length === 0) {
    if (readsQuestions(options.evaluator)) noteNoPack(await brokenPacks(places), terminal);
    return options;
  }
  const found = await withSourceOf(options, (source) => packOfAll(source, options, places));
  if (typeof found === "string") {
    terminal.note(`mobilesam is used, which reads no question: ${found}. --pack names a pack that does.`);
    return options;
  }
  terminal.note(`${found.id} is used: it was made for pictures like all of these (${found.domain}).`);
  return { ...options, pack: nameOf(found) };
}

/** The one pack that fits every picture to be run, or in words why there is none. */
async function packOfAll(
  source: BatchSource,
  { limit, seed }: EvaluateRunOptions,
  places: PackPlaces,
): Promise<FoundPack | string> {
  let all: FoundPack | null = null;
  const known = new Set<string>();
  const wanted = new Set(selectSamples(source.ids, { limit: limit ?? null, ids: null }, seed));
  for await (const sample of source.samples(wanted, new AbortController().signal)) {
    if (known.has(sample.where)) continue;
    known.add(sample.where);
    const { path, hash } = await sample.image().catch(() => ({ path: null, hash: null }));
    // The run itself tells of a picture that cannot be read.
    if (path === null) continue;
    const { pack } = await packForPicture({ path, hash }, places);
    if (pack === null) return `the picture of sample ${JSON.stringify(sample.id.slice(0, 80))} looks like a photograph`;
    if (all !== null && nameOf(all) !== nameOf(pack)) return "its pictures are of several kinds";
    all = pack;
  }
  return all ?? "it has no picture that can be read";
}

async function withSourceOf<T>(
  { dataset, project }: EvaluateRunOptions,
  work: (source: BatchSource) => Promise<T>,
): Promise<T> {
  if (project === undefined) return await work(await openDatasetSource(dataset ?? ""));
  const { author, device } = loadSettings(userDirs().configDir);
  const store = openProject(resolve(project), { author, device });
  try {
    return await work(await openProjectSource(store));
  } finally {
    store.close();
  }
}
