// EntitySeg (Qi et al., High-Quality Entity Segmentation, ICCV 2023; github.com/adobe-research/EntitySeg-Dataset):
// a COCO file with RLE masks, `category_id_ori` beside `category_id`, and in some releases `remove` (1: not for
// evaluation). Pictures unpack into several folders (entity_01_11580/, ...), so they are found by name. What
// `category_id_ori` counts is not documented: the category's name comes from `category_id` and the file's own list.
import { dirname, join } from "node:path";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  fieldOf,
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
  omit,
  splitOfName,
  takeRecord,
  textOf,
} from "#electron/datasets/record-parts";

export const entityseg: DatasetFormat = {
  info: {
    id: "entityseg",
    title: "EntitySeg",
    summary: "entityseg_insseg_{train,val}.json, or a folder with them and the images; one sample an entity",
    source: "either",
    options: [
      imagesOption("images/ or any folder beside the JSON, by the images' names"),
      {
        key: "question",
        label: "The question, {category} for the entity's class; without it they need one",
        kind: "text",
        preset: null,
      },
      { key: "split", label: "Only train or val, as the file's name says", kind: "text", preset: null },
      { key: "removed", label: "Take entities that are marked as removed too", kind: "flag", preset: "false" },
    ],
    hasMapping: false,
  },
  async looksLike(source) {
    if ((await firstFile(source, isEntitySeg)) !== null) return true;
    return /"category_id_ori"/.test(await headOf(source, 65_536));
  },
  read,
};

const isEntitySeg = (name: string): boolean => /(^|\/)entityseg_insseg_[^/]*\.json$/i.test(name);

interface Index {
  readonly images: ReadonlyMap<string, string>;
  readonly categories: ReadonlyMap<string, string>;
}

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const files = await annotationFiles(
    context.source,
    isEntitySeg,
    "Name the folder of entityseg_insseg_train.json or _val.json, or one of these files.",
  );
  const ids = new IdSet();
  for (const { name, path } of files) {
    const split = splitOfName(name);
    if (context.options.split !== undefined && context.options.split !== split) continue;
    yield* samplesOf(path, split, ids, context);
  }
}

async function* samplesOf(
  file: string,
  split: string,
  ids: IdSet,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const folder = dirname(file);
  const places = [join(folder, "images"), join(folder, "..", "images"), folder];
  const images = await ImageFolders.open(context, places, true);
  const index = await readIndex(file, context);
  for await (const element of readJsonElements(file, ["annotations"], context)) {
    const place = { file, field: fieldOf(element) };
    if (isRecord(element.value) && element.value.remove === 1 && context.options.removed !== "true") {
      const message = "It is marked `remove`: 1, not for evaluation. The option removed=true takes it.";
      context.skip({ ...place, reason: "it is marked as removed", message });
      continue;
    }
    const sample = await takeRecord(context, place, () =>
      toSample(element.value, split, { ...index, folders: images, ids, context }),
    );
    if (sample !== null) yield sample;
  }
}

/** Names of images and categories by id: all that is held of a file. */
async function readIndex(file: string, context: ReadContext): Promise<Index> {
  const images = new Map<string, string>();
  const categories = new Map<string, string>();
  const quiet = { signal: context.signal, progress: () => {} };
  for await (const { section, value } of readJsonElements(file, ["images", "categories"], quiet)) {
    if (!isRecord(value)) continue;
    const id = textOf(value.id);
    const name = textOf(section === "images" ? value.file_name : value.name);
    if (id !== null && name !== null) (section === "images" ? images : categories).set(id, name);
  }
  return { images, categories };
}

interface Parts extends Index {
  readonly folders: ImageFolders;
  readonly ids: IdSet;
  readonly context: ReadContext;
}

async function toSample(value: unknown, split: string, parts: Parts): Promise<DatasetSample> {
  if (!isRecord(value)) throw notValid("It is no object.");
  const id = idOf(value.id, ".id");
  if (id === null) throw notValid("It has no id.", ".id");
  const name = parts.images.get(idOf(value.image_id, ".image_id") ?? "");
  if (name === undefined) throw notValid(`No image has the id ${textOf(value.image_id)}.`, ".image_id");
  const { file, size } = await parts.folders.take(name, ".image_id");
  const mask = inMask(".segmentation", () => segmentationToRle(value.segmentation, size.height, size.width));
  const category = categoryOf(value, parts);
  return {
    // Ids of train and val overlap.
    id: freshId(parts.ids, split === "" ? id : `${split}-${id}`, ".id"),
    image: { kind: "file", path: file },
    question: (parts.context.options.question ?? "").replaceAll("{category}", category),
    category,
    kind: [],
    split,
    mask,
    ignore: null,
    details: { entityseg: omit(value, ["segmentation"]) },
  };
}

function categoryOf(value: JsonRecord, { categories }: Index): string {
  const id = idOf(value.category_id, ".category_id");
  return (id === null ? undefined : categories.get(id)) ?? "entityseg";
}
