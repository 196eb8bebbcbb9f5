import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pickleOf } from "./pickle-writer.ts";
import { writeJson, writePicture } from "./pictures.ts";

const box = (x: number, y: number, w: number, h: number) => [[x, y, x + w, y, x + w, y + h, x, y + h]];

const annotations = [
  { id: 1, image_id: 10, category_id: 1, iscrowd: 0, bbox: [2, 2, 4, 4], segmentation: box(2, 2, 4, 4) },
  { id: 2, image_id: 10, category_id: 18, iscrowd: 0, bbox: [8, 2, 4, 4], segmentation: box(8, 2, 4, 4) },
  {
    id: 3,
    image_id: 11,
    category_id: 1,
    iscrowd: 1,
    bbox: [0, 0, 1, 12],
    segmentation: { size: [12, 16], counts: [0, 12, 180] },
  },
  { id: 4, image_id: 10, category_id: 1, iscrowd: 0, bbox: [0, 0, 1, 1], segmentation: "never needed" },
];

const instances = {
  info: { description: "a fixture" },
  images: [
    { id: 10, file_name: "COCO_train2014_000000000010.jpg", width: 16, height: 12, license: 1 },
    { id: 11, file_name: "COCO_train2014_000000000011.jpg", width: 16, height: 12, license: 1 },
  ],
  licenses: [],
  annotations,
  categories: [
    { id: 1, name: "person", supercategory: "person" },
    { id: 18, name: "dog", supercategory: "animal" },
  ],
};

const sentence = (id: number, sent: string) => ({
  sent_id: id,
  sent,
  raw: sent.toUpperCase(),
  tokens: sent.split(" "),
});

const reference = (id: number, image: number, ann: number | number[], category: number | number[], split: string) => ({
  ref_id: id,
  image_id: image,
  ann_id: ann,
  category_id: category,
  split,
  file_name: `COCO_train2014_0000000000${image}_${id}.jpg`,
});

/** As refs(unc).p of RefCOCO holds them. */
export const refcocoReferences = [
  {
    ...reference(0, 10, 1, 1, "train"),
    sent_ids: [0, 1],
    sentences: [sentence(0, "the man"), sentence(1, "left café")],
  },
  { ...reference(1, 10, 2, 18, "testA"), sent_ids: [2], sentences: [sentence(2, "a dog <b>& more</b>")] },
  { ...reference(2, 11, 3, 1, "val"), sent_ids: [3], sentences: [sentence(3, "the crowd")] },
];

/** As grefs(unc).json of gRefCOCO holds them. */
export const grefcocoReferences = [
  { ...reference(7, 10, [1, 2], [1, 18], "train"), no_target: false, sent_ids: [0], sentences: [sentence(0, "both")] },
  { ...reference(8, 10, [-1], [-1], "val"), no_target: true, sent_ids: [1], sentences: [sentence(1, "the elephant")] },
  { ...reference(9, 11, -1, -1, "testB"), no_target: true, sent_ids: [2], sentences: [sentence(2, "nobody")] },
];

async function writeRest(folder: string): Promise<void> {
  await writeJson(join(folder, "instances.json"), instances);
  for (const { file_name: name } of instances.images) await writePicture(join(folder, "images", name));
}

export async function writeRefcoco(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "refs(unc).p"), pickleOf(refcocoReferences));
  await writeRest(folder);
  return folder;
}

export async function writeGrefcoco(folder: string): Promise<string> {
  await writeJson(join(folder, "grefs(unc).json"), grefcocoReferences);
  await writeRest(folder);
  return folder;
}
