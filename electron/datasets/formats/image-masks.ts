import { resolve } from "node:path";
import type { DatasetFormat, DatasetSample, FolderFile, ReadContext } from "#electron/datasets/reading";
import { findFolder, folderNamed, readPicturePairs, thresholdOf } from "./picture-pairs.ts";

const IMAGES = ["images", "image", "imgs", "img", "JPEGImages"];
const MASKS = ["masks", "mask", "gt", "ground_truth", "annotations", "labels", "SegmentationClass"];

/** A folder of images and a folder of masks, matched by name. */
export const imageMasks: DatasetFormat = {
  info: {
    id: "image-masks",
    title: "Images and mask pictures",
    summary: "A folder with images/ and masks/; a mask has its image's name",
    source: "folder",
    options: [
      { key: "images", label: "Folder of the images; images, imgs, ... when left out", kind: "folder", preset: null },
      { key: "masks", label: "Folder of the masks; masks, gt, ... when left out", kind: "folder", preset: null },
      {
        key: "question",
        label: "The question of all samples; without it they wait for theirs",
        kind: "text",
        preset: null,
      },
      {
        key: "threshold",
        label:
          "Lowest 8-bit value that belongs to a mask, 1 to 255; 128 when left out, and 1 for a mask that has nothing so bright",
        kind: "text",
        preset: null,
      },
      { key: "split", label: "Only the images in the folder of this name", kind: "text", preset: null },
    ],
    hasMapping: false,
  },
  looksLike: async (source) =>
    (await findFolder(source, IMAGES)) !== null && (await findFolder(source, MASKS)) !== null,
  read,
};

async function* read(context: ReadContext): AsyncGenerator<DatasetSample, void, void> {
  const { options, source } = context;
  const { images, masks, question = "", split = null } = options;
  yield* readPicturePairs(
    {
      images: images === undefined ? await folderNamed(source, IMAGES, "images") : resolve(images),
      masks: masks === undefined ? await folderNamed(source, MASKS, "masks") : resolve(masks),
      question,
      ...{ category: "", kind: [], split, splitOf: firstFolder },
      threshold: thresholdOf(options.threshold),
    },
    context,
  );
}

/** `train` of `train/a.jpg`; "" without a folder. */
export const firstFolder = ({ name }: FolderFile): string => (name.includes("/") ? (name.split("/")[0] as string) : "");
