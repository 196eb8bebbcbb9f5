// LISA++ (Yang et al., 2023, arXiv 2312.17240; the datasets Senqiao/LISA_Plus_{Instance_Seg,COT,Conversations,Caption}):
// each is one data.json on COCO 2017 images. Fields as their public users read them: `img_path`, `English Question`,
// `ID` and `points { id: { "label name", polygon or points } }` for instances; `image_path`, `English Question`,
// `English Answer` and `info { id: ... }` for COT and captions; `img_pth`, `output` ("<person>: ... <robot>: ...") and
// `info` for conversations. Answers name instances as <id| label>, [label <id>, ...] or with other brackets. Polygons
// come flat, as pairs, or in lists of either; ids are COCO's annotation ids. They are rasterised as pycocotools does.
import { dirname, join } from "node:path";
import type { Rle } from "#core/masks";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  fieldOf,
  type PictureSize,
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
  inMask,
  isRecord,
  type JsonRecord,
  notValid,
  numbersOf,
  omit,
  RecordProblem,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";

export const lisaPlus: DatasetFormat = {
  info: {
    id: "lisa-plus",
    title: "LISA++",
    summary: "One of its data.json files, or a folder with them; the pictures are COCO's train2017",
    source: "either",
    options: [
      imagesOption("train2017/ or images/ beside the JSON or above it"),
      { key: "split", label: "What to call the split; the files name none", kind: "text", preset: "train" },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    const file = await firstFile(source, isData, 2);
    return file !== null && /"English Question"|"img_pth"/.test(await headOf(file.path, 1 << 20));
  },
  read,
};

const isData = (name: string): boolean => /\.json$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const ids = new IdSet();
  for (const { name, path } of await annotationFiles(context.source, isData, "Name the folder of data.json.")) {
    const folder = dirname(path);
    const near = ["train2017", "images", "images/train2017", "coco/train2017"];
    const places = near.flatMap((each) => [join(folder, each), join(folder, "..", each)]);
    places.push(folder);
    const images = await ImageFolders.open(context, places);
    const stem = name.slice(0, name.length - extensionOf(name).length);
    for await (const element of readJsonElements(path, [""], context)) {
      const parts = { id: `${stem}/${element.index}`, split: context.options.split ?? "train", images, ids };
      const place = { file: path, field: fieldOf(element) };
      for (const sample of (await takeRecord(context, place, () => toSamples(element.value, parts))) ?? [])
        yield sample;
    }
  }
}

interface Parts {
  readonly id: string;
  readonly split: string;
  readonly images: ImageFolders;
  readonly ids: IdSet;
}

/** One question of a record, and the instances that its answer names. */
interface Turn {
  readonly question: string;
  readonly answer: string | null;
  readonly targets: readonly string[];
}

async function toSamples(value: unknown, parts: Parts): Promise<DatasetSample[]> {
  if (!isRecord(value)) throw notValid("It is no object.");
  const name = textOf(value.img_path) ?? textOf(value.image_path) ?? textOf(value.img_pth);
  if (name === null) throw notValid("It names no image (img_path, image_path or img_pth).");
  const masksField = isRecord(value.points) ? "points" : "info";
  const instances = isRecord(value[masksField]) ? (value[masksField] as JsonRecord) : {};
  const { kind, turns } = turnsOf(value, instances);
  if (turns.length === 0) throw new RecordProblem(REASONS.noQuestion, "It has no question.");
  const { file, size } = await parts.images.take(name, "");
  const own = freshId(parts.ids, parts.id, "");
  return turns.map(({ question, answer, targets }, index) => {
    const masks = targets.map((id) => instanceMask(instances, id, size, masksField));
    const labels = targets.map((id) => labelOf(instances[id]));
    return {
      id: turns.length === 1 ? own : `${own}/${index}`,
      image: { kind: "file", path: file },
      question,
      category: labels.length > 0 && new Set(labels).size === 1 && labels[0] ? labels[0] : "lisa-plus",
      kind: [kind],
      split: parts.split,
      // Only the instance set asks for masks in every question; an answer in words may name none.
      mask: targets.length === 0 && kind !== "instance" ? null : unionOf(masks, size),
      ignore: null,
      details: {
        ...(answer === null ? {} : { answer }),
        lisaPlus: {
          ...omit(value, ["points", "info", "English Question", "output"]),
          instances: targets.map((id, at) => ({ id, label: labels[at], mask: masks[at] })),
        },
      },
    };
  });
}

function turnsOf(value: JsonRecord, instances: JsonRecord): { kind: string; turns: Turn[] } {
  if (typeof value.output === "string") {
    const turns = dialogue(value.output).map(({ question, answer }) => ({
      question,
      answer,
      targets: namedInstances(answer, instances),
    }));
    return { kind: "conversation", turns };
  }
  const question = textOf(value["English Question"]) ?? "";
  if (question === "") return { kind: "", turns: [] };
  const answer = textOf(value["English Answer"]);
  if (Array.isArray(value.ID)) {
    const targets = [...new Set(value.ID.map((id) => idOf(id, ".ID") ?? ""))];
    return { kind: "instance", turns: [{ question, answer, targets }] };
  }
  const targets = namedInstances(answer ?? "", instances);
  return { kind: "answer", turns: [{ question, answer, targets }] };
}

/** "<person>: question <robot>: answer ..." in pairs; a question without an answer is none. */
function dialogue(output: string): { question: string; answer: string }[] {
  const parts = output.split(/<(person|robot)>:/);
  const turns: { question: string; answer: string }[] = [];
  for (let at = 1; at + 3 < parts.length; at += 2) {
    if (parts[at] !== "person" || parts[at + 2] !== "robot") continue;
    turns.push({ question: (parts[at + 1] ?? "").trim(), answer: (parts[at + 3] ?? "").trim() });
  }
  return turns.filter(({ question }) => question !== "");
}

/** Ids in `<12| label>`, `《12|label》`, `label <12>` and `[12| label]`, in their order, as far as they have a mask. */
function namedInstances(answer: string, instances: JsonRecord): string[] {
  const ids = [...answer.matchAll(/[<《[,]\s*(\d+)\s*[|>》]/g)].map((match) => match[1] as string);
  return [...new Set(ids)].filter((id) => Object.hasOwn(instances, id));
}

function labelOf(instance: unknown): string {
  if (!isRecord(instance)) return "";
  return textOf(instance["label name"]) ?? textOf(instance.label) ?? "";
}

function instanceMask(instances: JsonRecord, id: string, size: PictureSize, field: string): Rle {
  const path = `.${field}["${id}"]`;
  const instance = Object.hasOwn(instances, id) ? instances[id] : undefined;
  const shape = isRecord(instance) && !("counts" in instance) ? (instance.polygon ?? instance.points) : instance;
  if (isRecord(shape)) return inMask(path, () => segmentationToRle(shape, size.height, size.width));
  const polygons = flatPolygons(shape, 0);
  if (polygons.length === 0) throw new RecordProblem(REASONS.maskMissing, `Instance ${id} has no mask.`, path);
  return inMask(path, () => segmentationToRle(polygons, size.height, size.width));
}

/** Polygons as COCO writes them, of flat lists, lists of pairs, and lists of either. */
function flatPolygons(value: unknown, depth: number): (readonly unknown[])[] {
  if (!Array.isArray(value) || value.length === 0 || depth > 3) return [];
  if (numbersOf(value) !== null) return [value];
  if (value.every((point) => numbersOf(point, 2) !== null)) return [value.flat()];
  return value.flatMap((each) => flatPolygons(each, depth + 1));
}
