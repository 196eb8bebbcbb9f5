import { basename } from "node:path";
import { AppError } from "#core/errors";
import type { Rle } from "#core/masks";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  type FolderFile,
  fileInside,
  filesBelow,
  IMAGE_EXTENSIONS,
  imageNote,
  kindOf,
  maskNote,
  pictureSize,
  REASONS,
  type ReadContext,
  readText,
  stemOf,
} from "#electron/datasets/reading";
import { firstFolder } from "./image-masks.ts";
import { RECORD_ENDINGS, readRecords, type TextRecord } from "./mmcsbench-records.ts";
import { findFolder, folderNamed, readPictureMask, readPicturePairs } from "./picture-pairs.ts";

/** Names under which such files hold what we need, the more telling ones first. */
const NAMES = {
  image: [
    "image",
    "image_path",
    "img_path",
    "img",
    "image_file",
    "image_name",
    "file_name",
    "filename",
    "path",
    "image_id",
  ],
  mask: [
    "mask",
    "mask_path",
    "gt",
    "gt_path",
    "mask_file",
    "mask_name",
    "segmentation",
    "rle",
    "label_path",
    "gt_mask",
  ],
  question: [
    "text_query",
    "query",
    "question",
    "text",
    "expression",
    "caption",
    "sentence",
    "prompt",
    "instruction",
    "description",
  ],
} as const;
type Role = keyof typeof NAMES;

const IMAGES = ["images", "image", "imgs", "img", "Imgs"];
const MASKS = ["masks", "mask", "gt", "GT", "labels", "annotations"];

/** MMCSBench: its layout was not published when we looked; read by names, and what was not understood is told. */
export const mmcsbench: DatasetFormat = {
  info: {
    id: "mmcsbench",
    title: "MMCSBench",
    summary:
      "A folder with images, masks and text queries in JSON, JSON Lines, CSV or text files; its layout is unpublished, so fields are found by their names",
    source: "folder",
    options: [
      {
        key: "annotations",
        label: "The file with the records; all of the folder's when left out",
        kind: "file",
        preset: null,
      },
      {
        key: "image",
        label: "Name of the image's field; found by usual names when left out",
        kind: "text",
        preset: null,
      },
      { key: "mask", label: "Name of the mask's field (a path or COCO RLE)", kind: "text", preset: null },
      { key: "query", label: "Name of the query's field", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  looksLike: async (source) =>
    /mmcs/i.test(basename(source)) &&
    (await kindOf(source)) === "folder" &&
    (await findFolder(source, IMAGES)) !== null,
  read,
};

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const files = await recordFiles(context);
  const ids = new NumberedIds();
  let records = 0;
  for (const file of files) {
    for await (const record of readRecords(file, context)) {
      context.signal.throwIfAborted();
      records++;
      const sample = await toSample(record, ids, context);
      if (sample !== null) yield sample;
    }
  }
  // No file of records: a text of its own beside each picture, or in a folder of texts.
  if (records === 0) yield* readTexts(context);
}

async function recordFiles(context: ReadContext): Promise<FolderFile[]> {
  const { annotations } = context.options;
  if (annotations !== undefined) return [{ name: basename(annotations), path: annotations }];
  const found: FolderFile[] = [];
  const pictures = new Set<string>();
  for await (const file of filesBelow(context.source)) {
    const ending = extensionOf(file.name);
    if (IMAGE_EXTENSIONS.has(ending)) pictures.add(stemOf(file.name));
    else if (RECORD_ENDINGS.has(ending) && !/^(readme|licen[cs]e)/i.test(basename(file.name))) found.push(file);
  }
  // A text of a picture's name is that picture's query; others, tables and JSON hold records.
  return found.filter(({ name }) => extensionOf(name) !== ".txt" || !pictures.has(stemOf(name)));
}

async function toSample(
  { place, values }: TextRecord,
  ids: NumberedIds,
  context: ReadContext,
): Promise<DatasetSample | null> {
  const image = textOf(pick(values, "image", context));
  const mask = pick(values, "mask", context);
  if (image === null) {
    const message = `Its fields are ${Object.keys(values).slice(0, 20).join(", ")}; none of them is known as the image (${NAMES.image.join(", ")}). Name it with the option image.`;
    context.skip({ ...place, reason: "its image's field was not found", message });
    return null;
  }
  let path: string;
  try {
    path = await pictureNamed(context.source, image, IMAGES);
  } catch (thrown) {
    context.skip(imageNote(thrown, place));
    return null;
  }
  const rle = await maskOf(mask, path, image, place, context);
  if (rle === null) return null;
  const question = textOf(pick(values, "question", context)) ?? "";
  if (question === "") {
    const message = `Its fields are ${Object.keys(values).slice(0, 20).join(", ")}; none of them is known as the query. Name it with the option query.`;
    context.partly({ ...place, reason: REASONS.noQuestion, message });
  }
  const stem = stemOf(image);
  return {
    // Several queries of one picture are numbered as the files have them.
    id: ids.of(stem),
    image: { kind: "file", path },
    question,
    category: "discriminative",
    kind: [typeof values.category === "string" ? values.category : "camouflage"],
    split: typeof values.split === "string" ? values.split : "",
    mask: rle,
    ignore: null,
    details: { mmcsbench: values },
  };
}

/** A stem, or the stem with a number where it has been given before. */
class NumberedIds {
  readonly #given = new Set<string>();
  readonly #counts = new Map<string, number>();

  of(stem: string): string {
    let id = stem;
    for (let n = (this.#counts.get(stem) ?? 0) + 1; ; n++) {
      this.#counts.set(stem, n);
      id = n === 1 ? stem : `${stem}#${n}`;
      if (!this.#given.has(id)) break;
    }
    this.#given.add(id);
    return id;
  }
}

function pick(values: Readonly<Record<string, unknown>>, role: Role, { options }: ReadContext): unknown {
  const named = options[role === "question" ? "query" : role];
  if (named !== undefined) return values[named];
  const byLowerName = new Map(Object.keys(values).map((name) => [name.trim().toLowerCase(), name]));
  const found = NAMES[role].map((name) => byLowerName.get(name)).find((name) => name !== undefined);
  return found === undefined ? undefined : values[found];
}

function textOf(value: unknown): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" && first !== "" ? first : null;
}

async function maskOf(
  value: unknown,
  image: string,
  imageName: string,
  place: TextRecord["place"],
  context: ReadContext,
): Promise<Rle | null> {
  try {
    if (value !== null && typeof value === "object") {
      const { height, width } = await pictureSize(image);
      return segmentationToRle(value, height, width);
    }
    // Without a field of its own a mask has its image's name.
    const name = typeof value === "string" && value !== "" ? value : `${stemOf(imageName)}.png`;
    const mask = await pictureNamed(context.source, name, MASKS);
    if (mask !== image) return await readPictureMask(image, mask, null, context);
  } catch (thrown) {
    context.skip(maskNote(thrown, place));
    return null;
  }
  const message = "No field names its mask, and no other picture has its name. Name the field with the option mask.";
  context.skip({ ...place, reason: REASONS.maskMissing, message });
  return null;
}

/** A picture by the path that a record gives: from the root, or inside one of the usual folders. */
async function pictureNamed(root: string, name: string, folders: readonly string[]): Promise<string> {
  const inFolders: string[] = [];
  for (const folder of folders) {
    const found = await findFolder(root, [folder]);
    if (found !== null) inFolders.push(found);
  }
  const places: [string, string][] = [[root, name]];
  for (const folder of inFolders) places.push([folder, name], [folder, basename(name.replaceAll("\\", "/"))]);
  for (const [folder, path] of places) {
    const spellings = IMAGE_EXTENSIONS.has(extensionOf(path)) ? [path] : [path, `${path}.jpg`, `${path}.png`];
    for (const spelling of spellings) {
      const file = await fileInside(folder, spelling).catch(orMissing);
      if (file !== null && (await kindOf(file)) === "file") return file;
    }
  }
  const cure = `Looked from ${root}${inFolders.map((folder) => `, in ${folder}`).join("")}.`;
  throw new AppError({ code: "not-found", message: `There is no picture "${name.slice(0, 200)}".`, where: root, cure });
}

/** A path that leads out is refused as such, not looked for elsewhere. */
function orMissing(thrown: unknown): null {
  if (thrown instanceof AppError && thrown.code === "not-found") return null;
  throw thrown;
}

async function* readTexts(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const texts = new Map<string, string>();
  for await (const { name, path } of filesBelow(context.source)) {
    if (extensionOf(name) === ".txt") texts.set(stemOf(name), path);
  }
  const images = await folderNamed(context.source, IMAGES, "SRC");
  const masks = await folderNamed(context.source, MASKS, "SRC");
  const question = async (image: FolderFile): Promise<string> => {
    const text = texts.get(stemOf(image.name));
    if (text !== undefined) return (await readText(text, 1 << 20)).trim();
    const message = `There is no ${stemOf(image.name)}.txt with its query, and no file with records that was understood.`;
    context.partly({ file: image.path, reason: REASONS.noQuestion, message });
    return "";
  };
  const plan = { category: "discriminative", kind: ["camouflage"], split: null, splitOf: firstFolder, threshold: null };
  yield* readPicturePairs({ images, masks, question, ...plan }, context);
}
