import { basename } from "node:path";
import {
  type DatasetFormat,
  type DatasetSample,
  type FolderFile,
  filesBelow,
  PictureSizes,
  REASONS,
  type ReadContext,
} from "#electron/datasets/reading";
import { maskKindSchema } from "./contract.ts";
import { ImageIndex, masksAmong } from "./image-index.ts";
import { findPlaces } from "./places.ts";
import { readCocoMasks } from "./read-coco.ts";
import { readLineMasks, readRleMasks } from "./read-lines.ts";
import { readNpyMasks } from "./read-npy.ts";
import { readPngMasks } from "./read-png.ts";
import { readReasonsegMasks } from "./read-reasonseg.ts";
import type { ReviewReading } from "./reader.ts";

/** Ready-made masks of any model with their images: each mask becomes a sample that waits for a verdict. */
export const maskReview: DatasetFormat = {
  info: {
    id: "mask-review",
    title: "Masks to review",
    summary: "PNG masks, NumPy arrays, COCO JSON, LISA's JSON, RLE JSON or JSON Lines, and a folder of images",
    source: "either",
    options: [
      {
        key: "images",
        label: "Folder of the images; the one inside or beside the masks when left out",
        kind: "folder",
        preset: null,
      },
      { key: "kind", label: "What the masks are", kind: "choice", choices: maskKindSchema.options, preset: null },
      {
        key: "model",
        label: "Whose masks they are; the name of their folder, or of the one above, when left out",
        kind: "text",
        preset: null,
      },
      {
        key: "question",
        label: "The question of all samples, {category} for a mask's class; a plain one when left out",
        kind: "text",
        preset: null,
      },
    ],
    hasMapping: false,
  },
  // It has a dialog and a command of its own: as a dataset to import nothing looks like it.
  looksLike: async () => false,
  read,
};

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const { images: folder, kind, model, question } = context.options;
  const places = await findPlaces(
    context.source,
    folder ?? null,
    kind === undefined ? null : maskKindSchema.parse(kind),
  );
  const isMask = places.images === places.masks ? await masksIn(places.masks) : () => true;
  const images = await ImageIndex.of(places.images, places.images === places.masks ? isMask : undefined);
  const reading: ReviewReading = {
    ...{ context, places, images, sizes: new PictureSizes() },
    model: model ?? places.name,
    question: question ?? null,
  };
  const ids = new Set<string>();
  for await (const sample of masksOf(reading, isMask)) yield withOwnId(sample, ids);
  for (const image of images.unused()) {
    const message = `No mask in ${basename(places.masks)} is for it.`;
    context.skip({ file: image.path, reason: REASONS.maskMissing, message });
  }
}

function masksOf(
  reading: ReviewReading,
  isMask: (file: FolderFile) => boolean,
): AsyncGenerator<DatasetSample, void, void> {
  switch (reading.places.kind) {
    case "png":
      return readPngMasks(reading, isMask);
    case "npy":
      return readNpyMasks(reading);
    case "coco":
      return readCocoMasks(reading);
    case "lines":
      return readLineMasks(reading);
    case "rle":
      return readRleMasks(reading);
    case "reasonseg":
      return readReasonsegMasks(reading);
  }
}

async function masksIn(folder: string): Promise<(file: FolderFile) => boolean> {
  const files: FolderFile[] = [];
  for await (const file of filesBelow(folder, 8, "files")) files.push(file);
  return masksAmong(files);
}

/** Several masks can have one name, e.g. lines of one image: each is a sample of its own. */
function withOwnId(sample: DatasetSample, ids: Set<string>): DatasetSample {
  let id = sample.id;
  for (let n = 2; ids.has(id); n++) id = `${sample.id}#${n}`;
  ids.add(id);
  return id === sample.id ? sample : { ...sample, id };
}
