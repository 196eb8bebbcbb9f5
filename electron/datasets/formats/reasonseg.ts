import { basename } from "node:path";
import { bitmapArea, encodeRle, lisaMasks } from "#core/masks";
import { IdSet } from "#electron/datasets/coco-parts";
import {
  type DatasetFormat,
  type DatasetSample,
  extensionOf,
  type FolderFile,
  fileInside,
  filesBelow,
  imageNote,
  isRefusal,
  kindOf,
  maskNote,
  type PictureSize,
  PictureSizes,
  REASONS,
  type ReadContext,
  readHead,
  readJson,
  stemOf,
} from "#electron/datasets/reading";
import { type ReasonSegFile, readReasonSegFile } from "./reasonseg-file.ts";

/** LISA looks for .jpg alone; .jpeg and .png are what other makers of such folders write. In this order. */
const IMAGES = [".jpg", ".jpeg", ".png"];

/** ReasonSeg as LISA published it: X.json beside X.jpg, in one folder or in train, val and test. */
export const reasonseg: DatasetFormat = {
  info: {
    id: "reasonseg",
    title: "ReasonSeg (LISA)",
    summary: "A folder with X.json beside X.jpg (or .jpeg, .png), or with such folders in it (train, val, test)",
    source: "folder",
    options: [
      { key: "split", label: "Only the folder of this name; all of them without it", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  looksLike,
  read,
};

/** One X.json with the picture beside it. */
interface Pair {
  readonly split: string;
  readonly stem: string;
  readonly json: FolderFile;
  /** Null where no picture lies beside it. */
  readonly image: FolderFile | null;
}

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const { pairs, lonelyImages } = await listPairs(context.source);
  const folders = new Map<string, number>();
  for (const { stem } of pairs) folders.set(stem, (folders.get(stem) ?? 0) + 1);
  const { split } = context.options;
  const wanted = split === undefined ? pairs : pairs.filter((pair) => pair.split === split);
  for (const image of lonelyImages) {
    if (split !== undefined && splitOf(image, context.source) !== split) continue;
    const message = `Put ${stemOf(image.name)}.json with its text and shapes beside it.`;
    context.skip({ file: image.path, reason: "it has no annotation file", message });
  }
  const sizes = new PictureSizes();
  const ids = new IdSet();
  for (const [index, pair] of wanted.entries()) {
    context.signal.throwIfAborted();
    // Predictions are named by the file's stem; the folder's name comes before it only where the stem is not enough.
    const id = folders.get(pair.stem) === 1 ? pair.stem : `${pair.split}/${pair.stem}`;
    const sample = ids.add(id) ? await toSample(pair, id, sizes, context) : takenId(pair, context);
    context.progress(index + 1, wanted.length, "files");
    if (sample !== null) yield sample;
  }
}

/** X.json beside X.JSON: one picture cannot be two samples. */
function takenId({ json }: Pair, context: ReadContext): null {
  const message = "Another file here has this name but for its letters' case. Rename one of them and its picture.";
  context.skip({ file: json.path, reason: REASONS.takenId, message });
  return null;
}

async function toSample(
  pair: Pair,
  id: string,
  sizes: PictureSizes,
  context: ReadContext,
): Promise<DatasetSample | null> {
  const { json, image, stem, split } = pair;
  if (image === null) {
    const message = `Put ${IMAGES.map((ending) => stem + ending).join(" or ")} beside it.`;
    context.skip({ file: json.path, reason: REASONS.imageMissing, message });
    return null;
  }
  const file = await readFile(json, context);
  if (file === null) return null;
  let size: PictureSize;
  try {
    size = await sizes.of(await fileInside(context.source, image.name));
  } catch (thrown) {
    context.skip(imageNote(thrown, { file: image.path }));
    return null;
  }
  const masks = masksOf(file, json, size, context);
  if (masks === null) return null;
  const question = file.texts[0] ?? "";
  if (question.trim() === "") {
    const message = "Its text[0] is empty or missing; the sample waits for its question.";
    context.partly({ file: json.path, field: "text[0]", reason: REASONS.noQuestion, message });
  }
  return {
    id,
    image: { kind: "file", path: image.path },
    question,
    category: "",
    kind: file.isSentence === null ? [] : [file.isSentence ? "long query" : "short query"],
    split,
    ...masks,
    details: { reasonseg: file.content },
  };
}

function masksOf(
  file: ReasonSegFile,
  json: FolderFile,
  { width, height }: PictureSize,
  context: ReadContext,
): Pick<DatasetSample, "mask" | "ignore"> | null {
  try {
    const { target, ignore } = lisaMasks(file.shapes, width, height);
    return { mask: encodeRle(target), ignore: bitmapArea(ignore) === 0 ? null : encodeRle(ignore) };
  } catch (thrown) {
    context.skip(maskNote(thrown, { file: json.path, field: "shapes" }));
    return null;
  }
}

async function readFile(json: FolderFile, context: ReadContext): Promise<ReasonSegFile | null> {
  let content: unknown;
  try {
    content = await readJson(json.path);
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    context.skip({ file: json.path, reason: REASONS.notValid, message: `${thrown.message} ${thrown.cure}` });
    return null;
  }
  const file = readReasonSegFile(content);
  if (!("problem" in file)) return file;
  context.skip({ file: json.path, field: file.field, reason: REASONS.notValid, message: file.problem });
  return null;
}

async function listPairs(source: string): Promise<{ pairs: Pair[]; lonelyImages: FolderFile[] }> {
  const jsons: FolderFile[] = [];
  const images = new Map<string, FolderFile>();
  for await (const file of filesBelow(source, 1)) {
    const ending = extensionOf(file.name);
    if (ending === ".json") jsons.push(file);
    else if (IMAGES.includes(ending)) images.set(withoutEnding(file.name) + ending, file);
  }
  const used = new Set<string>();
  const pairs = jsons.map((json): Pair => {
    const bare = withoutEnding(json.name);
    const found = IMAGES.find((ending) => images.has(bare + ending));
    if (found !== undefined) used.add(bare + found);
    const image = found === undefined ? null : (images.get(bare + found) as FolderFile);
    return { split: splitOf(json, source), stem: stemOf(json.name), json, image };
  });
  // A root may hold lists and notes in JSON (LISA's explanatory/train.json): only folders with pairs are read.
  const withPairs = new Set(pairs.filter(({ image }) => image !== null).map(({ json }) => folderOf(json)));
  const bare = new Set(jsons.map(({ name }) => withoutEnding(name)));
  return {
    pairs: pairs.filter(({ json }) => withPairs.has(folderOf(json))),
    lonelyImages: [...images.values()].filter(
      (image) => withPairs.has(folderOf(image)) && !bare.has(withoutEnding(image.name)),
    ),
  };
}

const folderOf = ({ name }: FolderFile): string => name.slice(0, name.lastIndexOf("/") + 1);
const withoutEnding = (name: string): string => name.slice(0, name.lastIndexOf("."));

/** The folder's name; a source that is itself such a folder counts where its name is one of LISA's. */
function splitOf(file: FolderFile, source: string): string {
  const folder = folderOf(file).slice(0, -1);
  if (folder !== "") return folder;
  const name = basename(source);
  return ["train", "val", "test"].includes(name) ? name : "";
}

async function looksLike(source: string): Promise<boolean> {
  if ((await kindOf(source)) !== "folder") return false;
  try {
    const { pairs } = await listPairs(source);
    for (const { json, image } of pairs.slice(0, 5)) {
      if (image === null) continue;
      const head = await readHead(json.path);
      // labelme's files look alike from outside, and name their picture.
      if (/"(is_sentence|text)"\s*:/.test(head) && !/"imageData"\s*:/.test(head)) return true;
    }
  } catch {
    // What cannot be listed is no ReasonSeg that anybody could read.
  }
  return false;
}
