import type { DatasetFormat, DatasetSample, ReadContext } from "#electron/datasets/reading";
import { extensionOf, kindOf, readHead } from "#electron/datasets/reading";
import { readAnnotations } from "./coco-annotations.ts";
import { readCategories } from "./coco-categories.ts";
import { cocoFile, cocoFilesIn } from "./coco-files.ts";
import { readCocoIndex } from "./coco-images.ts";

/** COCO instances: one JSON file of images, annotations and categories in any order, of any size. */
export const coco: DatasetFormat = {
  info: {
    id: "coco",
    title: "COCO instances",
    summary:
      "A JSON file with images, annotations (polygons or RLE) and categories, or a folder with one such instances*.json",
    source: "either",
    options: [
      {
        key: "images",
        label: "Folder of the images; looked for beside the file when left out (images, train2017, ...)",
        kind: "folder",
        preset: null,
      },
      {
        key: "group",
        label: "One sample an annotation, or all instances of a category in an image as one sample",
        kind: "choice",
        choices: ["annotation", "category"],
        preset: "annotation",
      },
      {
        key: "question",
        label:
          "Question, with {category} for its name; without it an annotation's caption is its question (as our export writes it), one without a caption waits for its question (its category alone does not say which instance is meant), and a category is asked for as LISA does",
        kind: "text",
        preset: null,
      },
    ],
    hasMapping: false,
  },
  looksLike,
  read,
};

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const index = await readCocoIndex({ ...context, source: await cocoFile(context.source) });
  yield* context.options.group === "category" ? readCategories(index, context) : readAnnotations(index, context);
}

async function looksLike(source: string): Promise<boolean> {
  if ((await kindOf(source)) === "folder") {
    const [first] = await cocoFilesIn(source).catch(() => []);
    return first !== undefined && (await looksLike(first));
  }
  if (extensionOf(source) !== ".json" || (await kindOf(source)) !== "file") return false;
  try {
    const head = await readHead(source);
    return /^[^[\]]{0,40}\{/.test(head) && /"(images|annotations|categories|licenses|info)"\s*:\s*[[{]/.test(head);
  } catch {
    return false;
  }
}
