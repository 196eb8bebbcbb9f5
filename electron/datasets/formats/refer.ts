import { basename, join } from "node:path";
import type { Rle } from "#core/masks";
import type { FormatOption } from "#core/samples";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  type DatasetSample,
  type PictureSize,
  REASONS,
  type ReadContext,
  sizeProblem,
} from "#electron/datasets/reading";
import {
  emptyRle,
  freshId,
  ImageFolders,
  idOf,
  imagesOption,
  isRecord,
  type JsonRecord,
  notValid,
  omit,
  type Place,
  RecordProblem,
  takeRecord,
  textOf,
  unionOf,
} from "#electron/datasets/record-parts";
import { type ReferInstances, readReferInstances } from "./refer-instances.ts";
import { findReferSet, openReferences, type ReferNames, type ReferSet } from "./refer-refs.ts";

/** What sets the two formats apart. */
export interface ReferFlavour {
  /** The name under which a sample keeps its source's own fields. */
  readonly key: string;
  readonly names: ReferNames;
}

export const referOptions = (splitBys: string[]): FormatOption[] => [
  imagesOption("images/, train2014/ or COCO's folders beside the set, as lichengunc/refer lays them out"),
  {
    key: "split-by",
    label: `Whose splits, ${splitBys.join(", ")}; the one that is there when left out, unc and umd first`,
    kind: "text",
    preset: null,
  },
  { key: "split", label: "Only this split: train, val, test (all tests), testA, testB", kind: "text", preset: null },
];

/**
 * One sample a sentence. References are gone through twice: for what they need of instances.json, then for the samples.
 */
export async function* readRefer(
  flavour: ReferFlavour,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const set = await findReferSet(context, flavour.names);
  const folders = await ImageFolders.open(context, imagePlaces(set.folder));
  const images = new Set<string>();
  const masks = new Set<string>();
  const references = await openReferences(set.refsFile, context);
  for await (const { value } of references()) {
    if (!isRecord(value) || !isWanted(value, context)) continue;
    const image = textOf(value.image_id);
    if (image !== null) images.add(image);
    for (const id of annotationIds(value)) masks.add(id);
  }
  const instances = await readReferInstances(set.instancesFile, { images, masks }, context);
  const parts: Parts = { flavour, set, folders, instances, ids: new IdSet() };
  for await (const { value, field } of references()) {
    context.signal.throwIfAborted();
    if (isRecord(value) && !isWanted(value, context)) continue;
    yield* samplesOf(value, { file: set.refsFile, field }, parts, context);
  }
}

interface Parts {
  readonly flavour: ReferFlavour;
  readonly set: ReferSet;
  readonly folders: ImageFolders;
  readonly instances: ReferInstances;
  readonly ids: IdSet;
}

/** Beside the set, and where refer.py and grefer.py look: `<data root>/images/...`, the set being a folder of the root. */
function imagePlaces(folder: string): string[] {
  const inside = ["images", "train2014", "images/train2014", "."];
  const beside = ["images/mscoco/images/train2014", "images/train2014", "images/saiapr_tc-12", "train2014", "images"];
  return [...inside.map((part) => join(folder, part)), ...beside.map((part) => join(folder, "..", part))];
}

/** As refer.py's getRefIds: "test" takes every test split, testA and testB those whose name ends so. */
function isWanted(reference: JsonRecord, { options }: ReadContext): boolean {
  const wanted = options.split;
  if (wanted === undefined || wanted === "") return true;
  const split = textOf(reference.split) ?? "";
  return wanted === "test" ? split.includes("test") : split === wanted;
}

/** The annotations that a reference means; none where it means nothing in its image (-1). */
function annotationIds({ ann_id: ids }: JsonRecord): string[] {
  const texts = (Array.isArray(ids) ? ids : [ids]).map(textOf);
  return texts.filter((id): id is string => id !== null && id !== "-1");
}

async function* samplesOf(
  value: unknown,
  place: Place,
  parts: Parts,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const target = await takeRecord(context, place, () => toTarget(value, parts));
  if (target === null) return;
  for (const [index, sentence] of target.sentences.entries()) {
    const at = { ...place, field: `${place.field}.sentences[${index}]` };
    const sample = await takeRecord(context, at, async () => toSample(sentence, target, parts));
    if (sample !== null) yield sample;
  }
}

interface Target {
  readonly id: string;
  readonly reference: JsonRecord;
  readonly sentences: readonly unknown[];
  readonly file: string;
  readonly mask: Rle;
  readonly category: string;
  readonly isNothing: boolean;
}

/** What all sentences of a reference share. */
async function toTarget(value: unknown, { instances, folders }: Parts): Promise<Target> {
  if (!isRecord(value)) throw notValid("A reference has to be a dict.");
  const id = idOf(value.ref_id, ".ref_id");
  if (id === null) throw notValid("It has no ref_id.", ".ref_id");
  if (!Array.isArray(value.sentences)) throw notValid("It has no list of sentences.", ".sentences");
  const image = instances.images.get(idOf(value.image_id, ".image_id") ?? "");
  if (image === undefined) {
    const message = `instances.json has no image ${textOf(value.image_id)} with a name, width and height.`;
    throw new RecordProblem(REASONS.imageMissing, message, ".image_id");
  }
  // A reference's own file_name has the annotation's id in it and is no file; refer.py says to ignore it.
  const { file, size } = await folders.take(image.fileName, ".image_id");
  const isNothing = meansNothing(value);
  const mask = isNothing ? emptyRle(size) : maskOf(value, instances, size);
  const category = isNothing ? "" : categoryOf(value, instances);
  return { id, reference: value, sentences: value.sentences, file, mask, category, isNothing };
}

/** gRefCOCO marks a reference without a target by the annotation -1, its first release by an empty list. */
function meansNothing({ ann_id: ids, no_target: flag }: JsonRecord): boolean {
  const list = Array.isArray(ids) ? ids : [ids];
  return list.every((id) => id === -1 || id === "-1") && (list.length > 0 || flag === true);
}

function maskOf(reference: JsonRecord, { masks }: ReferInstances, size: PictureSize): Rle {
  // One that is left out would make a smaller mask of it.
  for (const id of [reference.ann_id].flat()) idOf(id, ".ann_id");
  const ids = annotationIds(reference);
  if (ids.length === 0) throw new RecordProblem(REASONS.maskMissing, "It names no annotation.", ".ann_id");
  const rles: Rle[] = [];
  for (const id of ids) {
    const mask = masks.get(id);
    if (mask === undefined) {
      throw new RecordProblem(REASONS.maskMissing, `instances.json has no annotation ${id}.`, ".ann_id");
    }
    // grefer.py leaves crowds out of the union; one that is meant alone is its mask all the same.
    if (mask.isCrowd && ids.length > 1) continue;
    if (mask.rle === null) {
      throw new RecordProblem(REASONS.maskDamaged, `Annotation ${id} of instances.json: ${mask.problem}`, ".ann_id");
    }
    const problem = sizeProblem(mask.rle, size);
    if (problem !== null) throw new RecordProblem(REASONS.maskSize, problem, ".image_id");
    rles.push(mask.rle);
  }
  return unionOf(rles, size);
}

/** The categories' names, each once; of a reference without them those of its annotations. */
function categoryOf(reference: JsonRecord, { categories, masks }: ReferInstances): string {
  const own = (Array.isArray(reference.category_id) ? reference.category_id : [reference.category_id]).map(textOf);
  const known = own.filter((id): id is string => id !== null && categories.has(id));
  const ids = known.length > 0 ? known : annotationIds(reference).map((id) => masks.get(id)?.category ?? "");
  const names = ids.map((id) => categories.get(id)).filter((name): name is string => name !== undefined);
  return [...new Set(names)].join(", ");
}

function toSample(sentence: unknown, target: Target, { flavour, set, ids }: Parts): DatasetSample {
  if (!isRecord(sentence)) throw notValid("A sentence has to be a dict.");
  const { id: refId, reference, file, mask, category, isNothing } = target;
  const sentId = idOf(sentence.sent_id, ".sent_id");
  if (sentId === null) throw notValid("It has no sent_id.", ".sent_id");
  if (typeof sentence.sent !== "string") throw new RecordProblem(REASONS.noQuestion, "It has no text.", ".sent");
  return {
    id: freshId(ids, `${refId}-${sentId}`, ".sent_id"),
    image: { kind: "file", path: file },
    question: sentence.sent,
    category,
    kind: isNothing ? ["no-target"] : [],
    split: textOf(reference.split) ?? "",
    mask,
    ignore: null,
    details: {
      [flavour.key]: {
        set: basename(set.folder),
        splitBy: set.splitBy,
        ...omit(reference, ["sentences", "sent_ids", "split"]),
        sentence: omit(sentence, ["sent"]),
      },
    },
  };
}
