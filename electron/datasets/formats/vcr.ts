// VCR (Zellers et al., From Recognition to Cognition, CVPR 2019; github.com/rowanz/r2c, dataloaders/vcr.py): lines of
// {train,val,test}.jsonl with `objects`, `img_fn`, `metadata_fn` and token lists in which a list of numbers names
// objects from 0; people read them counted from 1, as in `question_orig`. Metadata: `boxes` [x1, y1, x2, y2, score]
// and `segms`, a list of polygons [[x, y], ...] an object. That loader rasterises at 14 x 14; at the image's size we do
// it as pycocotools does. "everyone" means all people, as there. Unknown: whether old metadata lacks `width`/`height`;
// the image's own size counts.
import { dirname, join } from "node:path";
import type { Rle } from "#core/masks";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  type PictureSize,
  parseJson,
  REASONS,
  type ReadContext,
  readJson,
  readLines,
  type TextLine,
} from "#electron/datasets/reading";
import {
  annotationFiles,
  asImageProblem,
  firstFile,
  freshId,
  headOf,
  ImageFolders,
  idOf,
  imagesOption,
  inMask,
  isRecord,
  type JsonRecord,
  listOf,
  notValid,
  numbersOf,
  omit,
  type Place,
  RecordProblem,
  splitOfName,
  takePart,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";

export const vcr: DatasetFormat = {
  info: {
    id: "vcr",
    title: "VCR",
    summary: "{train,val,test}.jsonl, or a folder with them and vcr1images/; the mask is what the question refers to",
    source: "either",
    options: [
      imagesOption("vcr1images/ beside the .jsonl files or above them"),
      { key: "split", label: "Only train, val or test", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    const file = await firstFile(source, isLines, 2);
    return file !== null && /"metadata_fn"/.test(await headOf(file.path, 65_536));
  },
  read,
};

const isLines = (name: string): boolean => /\.jsonl$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const ids = new IdSet();
  for (const { name, path } of await annotationFiles(context.source, isLines, "Name the folder of val.jsonl.")) {
    const split = splitOfName(name);
    if (context.options.split !== undefined && context.options.split !== split) continue;
    const folder = dirname(path);
    const places = ["vcr1images", "../vcr1images", "images", "."].map((each) => join(folder, each));
    const images = await ImageFolders.open(context, places);
    for await (const line of readLines(path, context)) {
      const place = { file: path, line: line.number };
      const sample = await takeRecord(context, place, () => toSample(line, place, { split, images, ids, context }));
      if (sample !== null) yield sample;
    }
  }
}

interface Parts {
  readonly split: string;
  readonly images: ImageFolders;
  readonly ids: IdSet;
  readonly context: ReadContext;
}

async function toSample(line: TextLine, place: Place, { split, images, ids, context }: Parts): Promise<DatasetSample> {
  const value = recordOf(line, place.file);
  const image = textOf(value.img_fn);
  if (image === null) throw notValid("It names no image.", "img_fn");
  const objects = listOf(value.objects).map((name) => textOf(name) ?? "object");
  const question = readable(value.question, objects, "question");
  if (question === "") throw new RecordProblem(REASONS.noQuestion, "It is empty.", "question");
  const { file, size } = await images.take(image, "img_fn");
  const targets = targetsOf(value.question, objects);
  const mask =
    targets.length === 0
      ? null
      : await takePart(context, place, async () => maskOf(await metadataOf(value, images), targets, size));
  return {
    id: freshId(ids, idOf(value.annot_id, "annot_id") ?? `${split}-line-${line.number}`, "annot_id"),
    image: { kind: "file", path: file },
    question,
    category: "vcr",
    kind: targets.length === 0 ? ["refers to nothing marked"] : [],
    split,
    mask,
    ignore: null,
    details: detailsOf(value, objects, targets),
  };
}

function recordOf({ text, number }: TextLine, file: string): JsonRecord {
  let value: unknown;
  try {
    value = parseJson(text, `${file}:${number}`);
  } catch (thrown) {
    throw notValid((thrown as Error).message);
  }
  if (isRecord(value)) return value;
  throw notValid("It is no object.");
}

/** Tokens as a sentence; a list of objects becomes "person 1 and car 3", counted from 1. */
function readable(tokens: unknown, objects: readonly string[], path: string): string {
  const words = listOf(tokens).map((token, at) => {
    if (typeof token === "string") return token;
    const names = listOf(token).map((index) => {
      const name = typeof index === "number" ? objects[index] : undefined;
      if (name !== undefined) return `${name} ${(index as number) + 1}`;
      throw notValid(`It names object ${String(index)} of ${objects.length}.`, `${path}[${at}]`);
    });
    return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  });
  return words.join(" ").replace(/ (?=[?.!,;:)](\s|$))|(?<=\() | (?=('s|'re|'ll|'ve|'d|'m|n't|')(\s|$))/gi, "");
}

/** Objects that the tokens name, ascending. */
function targetsOf(tokens: unknown, objects: readonly string[]): number[] {
  const named = listOf(tokens).flatMap((token): readonly number[] => {
    if (typeof token !== "string") return numbersOf(token) ?? [];
    if (!/^everyone(s|'s)?$/i.test(token)) return [];
    return objects.flatMap((name, index) => (name === "person" ? [index] : []));
  });
  return [...new Set(named)].sort((a, b) => a - b);
}

async function metadataOf(value: JsonRecord, images: ImageFolders): Promise<JsonRecord> {
  const name = textOf(value.metadata_fn);
  if (name === null) throw new RecordProblem(REASONS.maskMissing, "It names no metadata.", "metadata_fn");
  try {
    const metadata = await readJson(await images.find(name));
    if (isRecord(metadata)) return metadata;
  } catch (thrown) {
    const { message } = asImageProblem(thrown, "");
    throw new RecordProblem("its metadata cannot be read", message, "metadata_fn");
  }
  throw new RecordProblem("its metadata cannot be read", "It is no object.", "metadata_fn");
}

function maskOf(metadata: JsonRecord, targets: readonly number[], size: PictureSize): Rle {
  const segms = listOf(metadata.segms);
  const parts = targets.map((target) => {
    const path = `metadata_fn.segms[${target}]`;
    const polygons = listOf(segms[target]).map((polygon) => listOf(polygon).flat());
    if (polygons.length > 0) return inMask(path, () => segmentationToRle(polygons, size.height, size.width));
    throw new RecordProblem(REASONS.maskMissing, `Object ${target + 1} has no polygons.`, path);
  });
  return unionOf(parts, size);
}

function detailsOf(value: JsonRecord, objects: readonly string[], targets: readonly number[]) {
  const chosen = (part: "answer" | "rationale"): string | null => {
    const label = value[`${part}_label`];
    const choices = listOf(value[`${part}_choices`]);
    if (typeof label !== "number" || choices[label] === undefined) return null;
    return readable(choices[label], objects, `${part}_choices[${label}]`);
  };
  const answer = chosen("answer");
  const reasoning = chosen("rationale");
  return {
    ...(answer === null ? {} : { answer }),
    ...(reasoning === null ? {} : { reasoning }),
    vcr: { ...omit(value, []), targets },
  };
}
