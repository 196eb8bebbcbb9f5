// CLEVR-Ref+ (Liu et al., CVPR 2019; github.com/ccvl/clevr-refplus-dataset-gen): `refexps` with `refexp`, `program`,
// `image_index`, `image_filename`; `scenes` with `objects`, `relationships`, `obj_mask["idx + 1"]` (run lengths along
// the rows, starting with background) and `obj_bbox` [x, y, width, height]. The target is what the program's last node
// returns: its `_output`, or what we compute where the file leaves that out.
import { basename, dirname, join } from "node:path";
import { AppError } from "#core/errors";
import { type Rle, rleBBox } from "#core/masks";
import { type ClevrScene, objectMask, readScene, runProgram } from "#electron/datasets/clevr-programs";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  type FolderFile,
  fieldOf,
  kindOf,
  REASONS,
  type ReadContext,
  readJsonElements,
} from "#electron/datasets/reading";
import {
  annotationFiles,
  firstFile,
  freshId,
  headOf,
  ImageFolders,
  idOf,
  imagesOption,
  isRecord,
  type JsonRecord,
  KeyedElements,
  listOf,
  notValid,
  numbersOf,
  omit,
  RecordProblem,
  splitOfName,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";

/** How far a mask's box may be from `obj_bbox`, in pixels: the set counts a box's last pixel in some releases. */
const BOX_SLACK = 2;
/** How many objects a question means. */
const FAMILIES = ["no target", "one target", "many targets"] as const;

export const clevrRef: DatasetFormat = {
  info: {
    id: "clevr-ref",
    title: "CLEVR-Ref+",
    summary: "The dataset's folder (refexps/, scenes/, images/), or one refexps file with its scenes beside it",
    source: "either",
    options: [
      imagesOption("images/<split>/ in the dataset's folder"),
      { key: "scenes", label: "The scenes file; without it the one of the same split", kind: "file", preset: null },
      { key: "split", label: "Only train or val", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    if ((await kindOf(source)) === "folder") return (await firstFile(source, isRefexps)) !== null;
    return /"refexps"|"refexp_index"/.test(await headOf(source));
  },
  read,
};

const isRefexps = (name: string): boolean => /(^|\/)[^/]*refexps[^/]*\.json$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const cure = "Name the folder of refexps/ and scenes/, or a file like clevr_ref+_val_refexps.json.";
  const ids = new IdSet();
  for (const file of await annotationFiles(context.source, isRefexps, cure)) {
    const split = splitOfName(basename(file.name));
    if (context.options.split === undefined || context.options.split === split) {
      yield* samplesOf(file, split, ids, context);
    }
  }
}

async function* samplesOf(
  { path }: FolderFile,
  split: string,
  ids: IdSet,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const root = join(dirname(path), "..");
  const places = [join(root, "images", split), join(root, "images"), join(dirname(path), "images"), dirname(path)];
  const images = await ImageFolders.open(context, places);
  const file = await scenesFile(path, context);
  const quiet = { signal: context.signal, progress: () => {} };
  const scenes = new KeyedElements(readJsonElements(file, ["scenes"], quiet), ({ value }) =>
    isRecord(value) ? textOf(value.image_index) : null,
  );
  try {
    for await (const element of readJsonElements(path, ["refexps"], context)) {
      const sample = await takeRecord(context, { file: path, field: fieldOf(element) }, () =>
        toSample(element.value, { split, number: element.index, images, scenes, ids }),
      );
      if (sample !== null) yield sample;
    }
  } finally {
    await scenes.close();
  }
}

/** The scenes of a refexps file: `..._val_scenes.json` beside it, in ../scenes/ or in scenes/. */
async function scenesFile(refexps: string, { options }: ReadContext): Promise<string> {
  const name = basename(refexps).replace(/refexps/i, "scenes");
  const folder = dirname(refexps);
  const tried = options.scenes
    ? [options.scenes]
    : ["../scenes", "scenes", "."].map((each) => join(folder, each, name));
  for (const path of tried) if ((await kindOf(path)) === "file") return path;
  throw new AppError({
    code: "not-found",
    message: `The scenes of ${basename(refexps)} are missing; masks are kept there.`,
    where: tried[0] ?? folder,
    cure: "Put them there, or name the file by the option `scenes`.",
  });
}

interface Parts {
  readonly split: string;
  readonly number: number;
  readonly images: ImageFolders;
  readonly scenes: KeyedElements;
  readonly ids: IdSet;
}

async function toSample(value: unknown, { split, number, images, scenes, ids }: Parts): Promise<DatasetSample> {
  if (!isRecord(value)) throw notValid("It is no object.");
  const index = idOf(value.image_index, ".image_index");
  const name = textOf(value.image_filename);
  if (index === null || name === null) throw notValid("It names no image.", ".image_index");
  const question = textOf(value.refexp);
  if (question === null || question === "") throw new RecordProblem(REASONS.noQuestion, "It is empty.", ".refexp");
  const found = await scenes.find(index);
  if (found === undefined)
    throw new RecordProblem("its scene is missing", `No scene has the index ${index}.`, ".image_index");
  const scene = readScene(found);
  const targets = targetsOf(value, scene);
  const { file, size } = await images.take(name, ".image_filename");
  const masks = targets.map((target) => checkedMask(scene, target));
  const { width, height } = scene.size;
  if (size.width !== width || size.height !== height) {
    const message = `Its scene's masks have ${width} x ${height} pixels, its image ${size.width} x ${size.height}.`;
    throw new RecordProblem(REASONS.maskSize, message);
  }
  return {
    id: freshId(
      ids,
      [split, idOf(value.refexp_index, ".refexp_index") ?? String(number)].filter(Boolean).join("-"),
      ".refexp_index",
    ),
    image: { kind: "file", path: file },
    question,
    category: "clevr-ref",
    kind: [FAMILIES[Math.min(2, targets.length)] as string],
    split: textOf(value.split) ?? split,
    mask: unionOf(masks, size),
    ignore: null,
    details: detailsOf(value, targets, scene),
  };
}

function detailsOf(value: JsonRecord, targets: readonly number[], scene: ClevrScene): Record<string, unknown> {
  const objects = targets.map((target) => ({ ...scene.objects[target]?.attributes, box: scene.objects[target]?.box }));
  return { program: value.program, clevrRef: { ...omit(value, ["refexp", "program"]), targets, objects } };
}

/** The objects that are meant, from 0. */
function targetsOf(value: JsonRecord, scene: ClevrScene): readonly number[] {
  const last = listOf(value.program).at(-1);
  const given = isRecord(last) ? last._output : undefined;
  const targets =
    typeof given === "number" ? [given] : given === undefined ? runProgram(value.program, scene) : numbersOf(given);
  const valid = targets?.every((target) => Number.isInteger(target) && scene.objects[target] !== undefined);
  if (targets !== null && valid === true) return targets;
  throw notValid("Its program's output is no list of objects of its scene.", ".program");
}

/** A target's mask, if its box is the one that the scene tells. */
function checkedMask(scene: ClevrScene, target: number): Rle {
  const mask = objectMask(scene, target);
  const box = scene.objects[target]?.box;
  const own = rleBBox(mask);
  if (!box || box.every((side, at) => Math.abs(side - (own[at] as number)) <= BOX_SLACK)) return mask;
  throw new RecordProblem(
    "its mask and its box disagree",
    `The mask of object ${target + 1} has the box ${own.join(", ")}, the scene says ${box.join(", ")}.`,
    `.obj_bbox["${target + 1}"]`,
  );
}
