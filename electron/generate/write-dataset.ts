import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { exporters } from "#electron/datasets/exporters";
import { type ExportImage, type Exporting, type ExportSample, OutputFolder } from "#electron/datasets/writing";
import type { OnProgress, OutputFormat, PicturedScene, SceneSource } from "./contract.ts";
import type { QuestionPlan } from "./question-plan.ts";
import { sampleOf } from "./sample-of-question.ts";

export interface WritingRequest {
  readonly source: SceneSource;
  readonly plan: QuestionPlan;
  readonly out: string;
  readonly format: OutputFormat;
  /** Of the samples, and of the dataset. */
  readonly split: string;
  readonly title: string;
  readonly licence: string;
  /** What `generation.json` of our own format holds. */
  readonly facts: () => Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Asks questions about scenes and writes them as datasets by the exporters that projects use. The folder appears when it
 * is whole; whatever ends it before leaves nothing. Answers how many scenes a question is about. Throws `conflict` for a
 * folder that is not empty, `cancelled`, `disk-full` and its like.
 */
export async function writeDataset(request: WritingRequest): Promise<number> {
  const { source, signal } = request;
  const scratch = await mkdtemp(join(tmpdir(), "rea2seg-generate-"));
  const outputs: Output[] = [];
  try {
    await openOutputs(request, outputs);
    const asked = await writeScenes(request, outputs, scratch);
    assertSome(request);
    for (const output of outputs) await output.finish(request);
    signal?.throwIfAborted();
    for (const { folder } of outputs) await folder.commit();
    return asked;
  } catch (thrown) {
    // The last one first: it may lie beside what was made for the first.
    for (const { folder } of outputs.toReversed()) await folder.discard();
    throw signal?.aborted ? cancelled(request.out, thrown) : thrown;
  } finally {
    await source.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writeScenes(
  { source, plan, split, signal, onProgress }: WritingRequest,
  outputs: readonly Output[],
  scratch: string,
): Promise<number> {
  let asked = 0;
  for (let index = 0; index < source.count; index++) {
    signal?.throwIfAborted();
    const pictured = await source.next(signal);
    const questions = plan.next(pictured.scene, pictured.unclear);
    if (questions.length > 0) {
      asked++;
      const file = join(scratch, `${randomUUID()}.png`);
      await writeFile(file, pictured.png);
      const image = imageOf(pictured, file);
      for (const [at, question] of questions.entries()) {
        const sample = sampleOf(pictured, question, { image, split, number: at + 1 });
        for (const output of outputs) await output.add(sample);
      }
      await rm(file);
    }
    onProgress?.({ done: index + 1, total: source.count, taken: plan.made });
  }
  return asked;
}

function imageOf({ png, name, scene }: PicturedScene, file: string): ExportImage {
  const id = createHash("sha256").update(png).digest("hex");
  return { id, name: `${name}.png`, format: "png", width: scene.width, height: scene.height, file: () => file };
}

/** LISA's loaders read three keys of a file and pass over others: program and scene go there. */
function withKeys({ kind, category, details, ...sample }: ExportSample): ExportSample {
  return { ...sample, kind, category, details: { ...details, reasonseg: { category, kind, ...details } } };
}

/** One format that is written, in its own folder. */
class Output {
  readonly folder: OutputFolder;
  readonly #id: string;
  readonly #exporting: Exporting;

  constructor(id: string, folder: OutputFolder, exporting: Exporting) {
    this.#id = id;
    this.folder = folder;
    this.#exporting = exporting;
  }

  async add(sample: ExportSample): Promise<void> {
    const skipped = await this.#exporting.add(this.#id === "reasonseg" ? withKeys(sample) : sample);
    // Each has a question, a mask and a picture of ours: there is nothing to leave out.
    if (skipped !== null) throw new Error(`${sample.id} was left out: ${skipped.reason}. ${skipped.message}`);
  }

  async finish({ facts }: WritingRequest): Promise<void> {
    await this.#exporting.finish();
    if (this.#id === "own") await this.folder.write("generation.json", `${JSON.stringify(facts(), null, 2)}\n`);
  }
}

async function openOutputs(request: WritingRequest, outputs: Output[]): Promise<void> {
  const out = resolve(request.out);
  const ids = request.format === "both" ? ["own", "reasonseg"] : [request.format];
  if (request.format === "both") await assertEmpty(out);
  for (const id of ids) {
    const folder = await OutputFolder.create(request.format === "both" ? join(out, id) : out, null);
    try {
      outputs.push(new Output(id, folder, await beginExport(id, folder, request)));
    } catch (thrown) {
      await folder.discard();
      throw thrown;
    }
  }
}

function beginExport(
  id: string,
  folder: OutputFolder,
  { title, licence, signal = new AbortController().signal }: WritingRequest,
): Promise<Exporting> {
  const exporter = exporters.find(({ info }) => info.id === id);
  if (exporter === undefined) throw new Error(`There is no exporter ${id}.`);
  const presets = exporter.info.options.flatMap(({ key, preset }) => (preset === null ? [] : [[key, preset] as const]));
  const options = { ...Object.fromEntries(presets), ...(id === "own" ? { licence } : {}) };
  return exporter.begin({ folder, options, project: { title }, signal, partly: () => {} });
}

async function assertEmpty(out: string): Promise<void> {
  const names = await readdir(out).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return [];
    if (thrown.code === "ENOTDIR") throw noFolder(out, thrown);
    throw thrown;
  });
  if (names.length === 0) return;
  const cure = "Name another folder, or empty this one first.";
  throw new AppError({ code: "conflict", message: "This folder is not empty.", where: out, cure });
}

function noFolder(where: string, cause: unknown): AppError {
  const cure = "Name a folder that is not there yet, or an empty one.";
  return new AppError(
    { code: "bad-input", message: "This is no folder, or lies below a file.", where, cure },
    { cause },
  );
}

function assertSome({ plan, out }: WritingRequest): void {
  if (plan.made > 0) return;
  throw new AppError({
    code: "bad-input",
    message: "These scenes gave no question that the filter lets through, so nothing was written.",
    where: out,
    cure: "Ask for more scenes, or take another seed.",
  });
}

function cancelled(where: string, cause: unknown): AppError {
  const message = "The generation was cancelled, and nothing of it was kept.";
  return new AppError({ code: "cancelled", message, where, cure: "Start it again when you want it." }, { cause });
}
