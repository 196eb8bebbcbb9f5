// GQA (Hudson and Manning, CVPR 2019; the download page's description of its JSON files): questions by id, with
// `imageId`, `question`, `answer`, `fullAnswer`, `semantic` and `annotations { question, answer, fullAnswer }`, which
// map words to object ids; scene graphs by image id, with `width`, `height` and `objects { id: { name, x, y, w, h,
// attributes, relations } }`. The set has boxes and no masks: samples come without a mask, their boxes stay in
// `details.gqa`. With the option `box-mask` the boxes of the answer (else of the question) become one, which is only
// as good as a box is.
import { dirname, join } from "node:path";
import type { Rle } from "#core/masks";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  type FolderFile,
  kindOf,
  REASONS,
  type ReadContext,
  readJsonElements,
} from "#electron/datasets/reading";
import {
  annotationFiles,
  boxRle,
  firstFile,
  freshId,
  headOf,
  ImageFolders,
  idOf,
  imagesOption,
  isRecord,
  type JsonRecord,
  KeyedElements,
  notValid,
  numbersOf,
  omit,
  RecordProblem,
  splitOfName,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";

export const gqa: DatasetFormat = {
  info: {
    id: "gqa",
    title: "GQA",
    summary: "The dataset's folder (questions, scene graphs, images), or one questions file; boxes, no masks",
    source: "either",
    options: [
      imagesOption("images/ in the dataset's folder"),
      {
        key: "questions",
        label: "The balanced questions or all of them; without it balanced where there are some",
        kind: "choice",
        choices: ["balanced", "all"],
        preset: null,
      },
      { key: "split", label: "Only train, val, testdev, test or challenge", kind: "text", preset: null },
      { key: "box-mask", label: "Make a mask of the boxes that the answer refers to", kind: "flag", preset: "false" },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    if ((await kindOf(source)) === "folder") return (await firstFile(source, isGqa)) !== null;
    return /"imageId"/.test(await headOf(source, 16_384));
  },
  read,
};

const isQuestions = (name: string): boolean => /_questions(_\d+)?\.json$/i.test(name);
const isGqa = (name: string): boolean =>
  /(balanced|all)_questions(_\d+)?\.json$/i.test(name) || /_sceneGraphs\.json$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const cure = "Name the folder of files like val_balanced_questions.json, or one of them.";
  const files = chosenFiles(await annotationFiles(context.source, isQuestions, cure), context);
  const ids = new IdSet();
  for (const file of files) {
    const split = splitOfName(file.name);
    if (context.options.split !== undefined && context.options.split !== split) continue;
    yield* samplesOf(file, split, ids, context);
  }
}

/** The balanced questions are among all of them: of both, one kind is read. */
function chosenFiles(files: readonly FolderFile[], { options }: ReadContext): readonly FolderFile[] {
  if (files.length === 1) return files;
  const balanced = files.filter(({ name }) => /balanced/i.test(name));
  if (options.questions === "all") return files.filter((file) => !balanced.includes(file));
  return options.questions === "balanced" || balanced.length > 0 ? balanced : files;
}

async function* samplesOf(
  { path }: FolderFile,
  split: string,
  ids: IdSet,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const near = [dirname(path), join(dirname(path), ".."), join(dirname(path), "../..")];
  const images = await ImageFolders.open(
    context,
    near.map((folder) => join(folder, "images")),
  );
  const graphs = await openGraphs(near, split, context);
  try {
    for await (const { key, value } of readJsonElements(path, [""], context)) {
      const place = { file: path, field: String(key) };
      const parts = { id: String(key), split, images, graphs, ids, context };
      const sample = await takeRecord(context, place, () => toSample(value, parts));
      if (sample !== null) yield sample;
    }
  } finally {
    await graphs?.close();
  }
}

/** Scene graphs are published for train and val alone. */
async function openGraphs(near: readonly string[], split: string, context: ReadContext): Promise<KeyedElements | null> {
  for (const folder of near) {
    for (const place of ["sceneGraphs", "scene_graphs", "."]) {
      const file = join(folder, place, `${split}_sceneGraphs.json`);
      if ((await kindOf(file)) !== "file") continue;
      const quiet = { signal: context.signal, progress: () => {} };
      return new KeyedElements(readJsonElements(file, [""], quiet), ({ key }) => String(key));
    }
  }
  return null;
}

interface Parts {
  readonly id: string;
  readonly split: string;
  readonly images: ImageFolders;
  readonly graphs: KeyedElements | null;
  readonly ids: IdSet;
  readonly context: ReadContext;
}

interface NamedBox {
  readonly id: string;
  readonly name: string;
  readonly box: readonly [number, number, number, number];
}

async function toSample(value: unknown, parts: Parts): Promise<DatasetSample> {
  if (!isRecord(value)) throw notValid("It is no object.");
  const imageId = idOf(value.imageId, ".imageId");
  if (imageId === null) throw notValid("It names no image.", ".imageId");
  const question = textOf(value.question);
  if (question === null || question === "") throw new RecordProblem(REASONS.noQuestion, "It is empty.", ".question");
  const { file, size } = await parts.images.take(`${imageId}.jpg`, ".imageId");
  const graph = await parts.graphs?.find(imageId);
  const boxes = boxesOf(value.annotations, graph);
  const meant = boxes.answer.length > 0 ? boxes.answer : boxes.question;
  const asMask = parts.context.options["box-mask"] === "true" && meant.length > 0;
  if (asMask) checkGraphSize(graph, size);
  const answer = textOf(value.answer);
  return {
    id: freshId(parts.ids, parts.id, ""),
    image: { kind: "file", path: file },
    question,
    category: typeOf(value) ?? "gqa",
    kind: kindsOf(value),
    split: parts.split,
    mask: asMask
      ? unionOf(
          meant.map(({ box }): Rle => boxRle(box, size)),
          size,
        )
      : null,
    ignore: null,
    details: {
      ...(answer === null ? {} : { answer }),
      gqa: { ...omit(value, ["question", "answer"]), boxes, ...(asMask ? { maskOf: "boxes" } : {}) },
    },
  };
}

type Boxes = Readonly<Record<"question" | "answer" | "fullAnswer", readonly NamedBox[]>>;

/** Boxes of the objects that question and answers refer to; objects that the scene graph lacks are left out. */
function boxesOf(annotations: unknown, graph: unknown): Boxes {
  const objects = isRecord(graph) && isRecord(graph.objects) ? graph.objects : {};
  const of = (part: keyof Boxes): NamedBox[] => {
    const words = isRecord(annotations) ? annotations[part] : undefined;
    const ids = new Set(
      isRecord(words) ? Object.values(words).map((id) => idOf(id, `.annotations.${part}`) ?? "") : [],
    );
    return [...ids].flatMap((id) => boxOf(id, objects[id]) ?? []);
  };
  return { question: of("question"), answer: of("answer"), fullAnswer: of("fullAnswer") };
}

function boxOf(id: string, object: unknown): NamedBox | null {
  if (!isRecord(object)) return null;
  const box = numbersOf([object.x, object.y, object.w, object.h], 4);
  return box === null ? null : { id, name: textOf(object.name) ?? "", box: box as NamedBox["box"] };
}

function checkGraphSize(graph: unknown, size: { readonly width: number; readonly height: number }): void {
  if (!isRecord(graph) || (graph.width === size.width && graph.height === size.height)) return;
  if (graph.width === undefined && graph.height === undefined) return;
  const message = `Its scene graph is of ${graph.width} x ${graph.height} pixels, its image ${size.width} x ${size.height}.`;
  throw new RecordProblem(REASONS.maskSize, message, ".imageId");
}

/** The structural type: verify, query, choose, logical, compare. */
function typeOf({ types }: JsonRecord): string | null {
  return isRecord(types) ? textOf(types.structural) : null;
}

function kindsOf({ types }: JsonRecord): string[] {
  if (!isRecord(types)) return [];
  return ["semantic", "detailed"].flatMap((key) => textOf(types[key]) ?? []);
}
