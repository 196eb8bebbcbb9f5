import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { AppError } from "#core/errors";
import { sceneFromClevr } from "#core/scenes";
import type { GenerationReport, OnProgress, OutputFormat, PicturedScene, SceneSource } from "./contract.ts";
import { idsOfGrey, unclearObjects } from "./id-map.ts";
import { QuestionPlan } from "./question-plan.ts";
import { writeDataset } from "./write-dataset.ts";

export interface ReferenceRequest {
  /** NAME.png, NAME_id.png and NAME.json for each scene, as Blender rendered them from CLEVR's files. */
  readonly folder: string;
  readonly questions: number;
  readonly seed: number;
  readonly out: string;
  readonly format: OutputFormat;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Makes a dataset of CLEVR renders, with our own questions in the wordings of the training. These scenes may hide
 * objects, wholly or nearly: no question is asked whose answer would be another one without them. Throws `not-found` for a
 * folder without such scenes, `bad-input` naming the file that does not fit.
 */
export async function datasetOfReferences(request: ReferenceRequest): Promise<GenerationReport> {
  const { folder, questions, seed, out, format, signal, onProgress } = request;
  const split = "reference";
  const wordings = "train";
  const names = await namesIn(resolve(folder));
  const plan = new QuestionPlan({ seed, questions, scenes: names.length, wordings, heldOutTargets: false });
  let size: readonly [number, number] = [0, 0];
  const source: SceneSource = {
    count: names.length,
    async next() {
      const pictured = await readReference(folder, names.shift() as string);
      size = [pictured.scene.width, pictured.scene.height];
      return pictured;
    },
    close: async () => {},
  };
  const scenes = names.length;
  const facts = () => ({
    ...{ generator: "reference", split, seed, scenes, wordings, kinds: plan.kinds(), rejected: plan.rejected() },
    questions: { wanted: questions, made: plan.made },
  });
  const asked = await writeDataset({
    ...{ source, plan, out, format, split, facts, signal, onProgress },
    title: "Reference scenes",
    licence: "renders of CLEVR's scene, shape and material files (clevr-dataset-gen, BSD)",
  });
  return {
    ...{ path: resolve(out), format, split, seed, size, wordings },
    scenes: { sampled: scenes, asked },
    questions: { wanted: questions, made: plan.made },
    ...{ kinds: plan.kinds(), rejected: plan.rejected() },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const names = files.flatMap((file) => (file.endsWith("_id.png") ? [file.slice(0, -"_id.png".length)] : []));
  if (names.length > 0) return names.sort();
  throw new AppError({
    code: "not-found",
    message: "There are no rendered scenes here: no NAME_id.png beside NAME.png and NAME.json.",
    where: folder,
    cure: "Name the folder that holds them.",
  });
}

/** Reads one scene. Throws `not-found`, and `bad-input` for an id map that does not show the file's objects. */
export async function readReference(folder: string, name: string): Promise<PicturedScene> {
  const file = (ending: string) => join(folder, name + ending);
  const png = await readFile(file(".png")).catch(() => Promise.reject(missing(file(".png"))));
  const text = await readFile(file(".json"), "utf8").catch(() => Promise.reject(missing(file(".json"))));
  const { data, info } = await sharp(file("_id.png"))
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((thrown: unknown) => Promise.reject(unreadable("This id map cannot be read.", file("_id.png"), thrown)));
  const { width, height, channels } = info;
  await assertSize(file(".png"), width, height);
  const scene = inFile(file(".json"), () => sceneFromClevr(JSON.parse(text), width, height));
  const grey = Uint8Array.from(data.filter((_, at) => at % channels === 0));
  const ids = idsOfGrey(grey, scene, file("_id.png"));
  return { scene, png, ids, unclear: unclearObjects(ids, scene), name };
}

/** Decodes the picture: one that is cut off, or of another size, would be measured as if the model had failed. */
async function assertSize(where: string, width: number, height: number): Promise<void> {
  const { info } = await sharp(where)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((thrown: unknown) => Promise.reject(unreadable("This picture cannot be read.", where, thrown)));
  if (info.width === width && info.height === height) return;
  throw unreadable(
    `The picture is ${info.width} x ${info.height} pixels, its id map ${width} x ${height}: they are not of one scene.`,
    where,
  );
}

/** What reading a scene throws, with the file that it was about. */
function inFile<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw unreadable("This scene file is not JSON.", where, thrown);
    if (!(thrown instanceof AppError)) throw thrown;
    const report = thrown.toReport();
    throw new AppError({ ...report, where: report.where ? `${where}, ${report.where}` : where }, { cause: thrown });
  }
}

function unreadable(message: string, where: string, cause?: unknown): AppError {
  const cure = "Take the three files of the scene from where it was rendered, or take them all away.";
  return new AppError({ code: "bad-input", message, where, cure }, { cause });
}

function missing(where: string): AppError {
  const cure = "Put it beside the others, or take the scene's other files away.";
  return new AppError({ code: "not-found", message: "A scene lacks this file.", where, cure });
}
