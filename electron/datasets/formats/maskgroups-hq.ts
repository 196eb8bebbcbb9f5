// MaskGroups-HQ (Cao et al., Refer to Any Segmentation Mask Group with Vision-Language Prompts, ICCV 2025; the dataset
// Shengcao1006/MaskGroups-HQ). Fields as its public users read them: `conversations[{from, value}]` whose human value is
// "<image>\n<mask_pool>\nquery", `gt_mask_pool` (COCO RLE) and `gt_mask_group`, lists of indices into that pool, one an
// answer; `mask_pool` holds SAM's proposals, not the truth. Unknown: how a query names its reference masks (28% have
// some). Where a query has marks beside <image> and <mask_pool>, the pool of proposals is kept with the sample.
import { dirname, join } from "node:path";
import type { Rle } from "#core/masks";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  type PictureSize,
  parseJson,
  REASONS,
  type ReadContext,
  readJsonElements,
  readLines,
  stemOf,
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
  listOf,
  notValid,
  omit,
  type Place,
  RecordProblem,
  splitOfName,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";

export const maskgroupsHq: DatasetFormat = {
  info: {
    id: "maskgroups-hq",
    title: "MaskGroups-HQ",
    summary: "The dataset's .json or .jsonl, or a folder with it and images_resized/; a mask is the union of its group",
    source: "either",
    options: [
      imagesOption("images_resized/ or images/ beside the annotations"),
      { key: "pool", label: "Keep every sample's pool of proposals (large)", kind: "flag", preset: "false" },
      { key: "split", label: "Only the files of this split, by their names", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    const file = await firstFile(source, isAnnotations, 2);
    return file !== null && /"(gt_)?mask_(pool|group)"|<mask_pool>/.test(await headOf(file.path, 65_536));
  },
  read,
};

const isAnnotations = (name: string): boolean => /\.jsonl?$/i.test(name);

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const files = await annotationFiles(context.source, isAnnotations, "Name the folder of its .json or .jsonl files.");
  const ids = new IdSet();
  for (const { name, path } of files) {
    const split = splitOfName(name);
    if (context.options.split !== undefined && context.options.split !== split) continue;
    const folder = dirname(path);
    const places = ["images_resized", "images", "../images_resized", "."].map((each) => join(folder, each));
    const images = await ImageFolders.open(context, places);
    let number = 0;
    for await (const { value, place } of recordsOf(path, context)) {
      const origin = { images, split, stem: stemOf(name), number: number++, ids, context };
      for (const sample of (await takeRecord(context, place, () => toSamples(value, origin))) ?? []) yield sample;
    }
  }
}

/** Records of a JSON array or of JSON Lines. */
async function* recordsOf(file: string, context: ReadContext): AsyncGenerator<{ value: unknown; place: Place }> {
  if (extensionOf(file) !== ".jsonl") {
    for await (const { value, index } of readJsonElements(file, [""], context)) {
      yield { value, place: { file, field: `[${index}]` } };
    }
    return;
  }
  for await (const { text, number } of readLines(file, context)) {
    const place = { file, line: number };
    const parsed = await takeRecord(context, place, async () => {
      try {
        return { value: parseJson(text, file) };
      } catch (thrown) {
        throw notValid((thrown as Error).message);
      }
    });
    if (parsed !== null) yield { ...parsed, place };
  }
}

interface Origin {
  readonly images: ImageFolders;
  readonly split: string;
  readonly stem: string;
  readonly number: number;
  readonly ids: IdSet;
  readonly context: ReadContext;
}

async function toSamples(value: unknown, origin: Origin): Promise<DatasetSample[]> {
  if (!isRecord(value)) throw notValid("It is no object.");
  const name = textOf(value.image);
  if (name === null) throw notValid("It names no image.", ".image");
  const questions = humanTurns(value);
  if (questions.length === 0) throw new RecordProblem(REASONS.noQuestion, "No turn is `human`.", ".conversations");
  const groups = groupsOf(value.gt_mask_group, questions.length);
  const { file, size } = await origin.images.take(name, ".image");
  const own = idOf(value.id, ".id") ?? `${origin.stem}-${origin.number}`;
  const masks = groups.map((group) => maskOf(value.gt_mask_pool, group, size));
  const id = freshId(origin.ids, own, ".id");
  return questions.map(({ question, turn }, index) => ({
    id: questions.length === 1 ? id : `${id}/${index}`,
    image: { kind: "file", path: file },
    question,
    category: textOf(value.category) ?? "maskgroups-hq",
    kind: [hasReference(turn) ? "with reference masks" : "text only"],
    split: origin.split,
    mask: masks[index] as Rle,
    ignore: null,
    details: { maskgroupsHq: { ...keptOf(value, turn, origin.context), gt_mask_group: groups[index] } },
  }));
}

function keptOf(value: JsonRecord, turn: string, { options }: ReadContext): Record<string, unknown> {
  const withPool = options.pool === "true" || hasReference(turn);
  return omit(value, ["gt_mask_pool", "gt_mask_group", ...(withPool ? [] : ["mask_pool"])]);
}

/** What people ask, in their order; the marks for the image and its pool of masks are no part of it. */
function humanTurns(value: JsonRecord): { question: string; turn: string }[] {
  return listOf(value.conversations).flatMap((each) => {
    if (!isRecord(each) || each.from !== "human" || typeof each.value !== "string") return [];
    return [{ turn: each.value, question: each.value.replace(/^(\s*<(image|mask_pool)>)*\n?/, "") }];
  });
}

/** Marks of masks that the query itself refers to. */
const hasReference = (turn: string): boolean => /<(?!image>|mask_pool>)[^<>\s]{1,40}>/.test(turn);

/** One list of indices for each question. */
function groupsOf(value: unknown, questions: number): readonly (readonly number[])[] {
  if (!Array.isArray(value)) throw new RecordProblem(REASONS.maskMissing, "It has no mask group.", ".gt_mask_group");
  const groups = value.some((each) => Array.isArray(each)) ? value : [value];
  if (groups.length !== questions) {
    const message = `It has ${groups.length} mask groups for ${questions} questions.`;
    throw new RecordProblem("its questions and mask groups differ in number", message, ".gt_mask_group");
  }
  const whole = groups.every((group) => Array.isArray(group) && group.every((index) => Number.isInteger(index)));
  if (!whole) throw notValid("A mask group is no list of whole numbers.", ".gt_mask_group");
  return groups as number[][];
}

function maskOf(pool: unknown, group: readonly number[], size: PictureSize): Rle {
  const masks = listOf(pool);
  return unionOf(
    group.map((index) => {
      const path = `.gt_mask_pool[${index}]`;
      if (index < 0 || index >= masks.length) {
        const message = `Its group names mask ${index} of a pool of ${masks.length}.`;
        throw new RecordProblem(REASONS.maskMissing, message, path);
      }
      return inMask(path, () => segmentationToRle(masks[index], size.height, size.width));
    }),
    size,
  );
}
