import { type Rle, rleArea, rleBBox } from "#core/masks";
import { REASONS } from "#electron/datasets/reading";
import { type Exporter, type ExportSample, ImageFiles, type LineFile } from "#electron/datasets/writing";

const ANNOTATIONS = "annotations.json";
const SPOOL = "annotations.part";
/** COCO has no annotation without a category. */
const NO_CATEGORY = "object";

/** COCO's object detection format with compressed RLE (https://cocodataset.org/#format-data), one file for all. */
export const cocoRle: Exporter = {
  info: {
    id: "coco-rle",
    title: "COCO with RLE masks",
    summary: "annotations.json for pycocotools, with the question as caption of its annotation, and images/",
    source: "folder",
    options: [
      { key: "images", label: "Copy the images too", kind: "choice", choices: ["true", "false"], preset: "true" },
    ],
    hasMapping: false,
  },
  begin: async ({ folder, options, project }) => {
    const file = await folder.lines(ANNOTATIONS);
    const annotations = await folder.lines(SPOOL);
    const images = new CocoImages(file, options.images === "false" ? null : new ImageFiles(folder, "images/"));
    const categories = new Map<string, number>();
    let count = 0;
    await file.add(`{"info":${JSON.stringify({ description: project.title })},"licenses":[],"images":[\n`);
    return {
      add: async (sample) => {
        const { mask } = sample;
        if (mask === null) return { reason: REASONS.maskMissing, message: "Give it a mask, or leave it out." };
        const imageId = await images.idOf(sample);
        const category = sample.category || NO_CATEGORY;
        const categoryId = categories.get(category) ?? categories.size + 1;
        categories.set(category, categoryId);
        const annotation = annotationOf({ ...sample, mask }, { id: ++count, imageId, categoryId });
        await annotations.add(`${count === 1 ? "" : ",\n"}${JSON.stringify(annotation)}`);
        return null;
      },
      finish: async () => {
        await file.add('\n],"annotations":[\n');
        await file.addAll(annotations);
        const all = [...categories].map(([name, id]) => ({ id, name, supercategory: "" }));
        await file.add(`\n],"categories":${JSON.stringify(all)}}\n`);
        await annotations.close();
        await folder.remove(SPOOL);
      },
    };
  },
};

/** Writes each image once, when its first sample comes. */
class CocoImages {
  readonly #ids = new Map<string, number>();
  readonly #file: LineFile;
  readonly #copies: ImageFiles | null;

  constructor(file: LineFile, copies: ImageFiles | null) {
    this.#file = file;
    this.#copies = copies;
  }

  async idOf({ image }: ExportSample): Promise<number> {
    const known = this.#ids.get(image.id);
    if (known !== undefined) return known;
    const name = this.#copies === null ? image.name : `images/${await this.#copies.copy(image)}`;
    const id = this.#ids.size + 1;
    const entry = { id, file_name: name, width: image.width, height: image.height };
    await this.#file.add(`${id === 1 ? "" : ",\n"}${JSON.stringify(entry)}`);
    this.#ids.set(image.id, id);
    return id;
  }
}

/** COCO's keys, then ours: not `ignore`, which COCO's evaluation takes for a flag. */
function annotationOf(
  { id: sampleId, mask, ignore, question, split, kind }: ExportSample & { readonly mask: Rle },
  ids: { readonly id: number; readonly imageId: number; readonly categoryId: number },
): Record<string, unknown> {
  return {
    id: ids.id,
    image_id: ids.imageId,
    category_id: ids.categoryId,
    segmentation: mask,
    area: rleArea(mask),
    bbox: rleBBox(mask),
    iscrowd: 0,
    caption: question,
    sample_id: sampleId,
    split,
    ...(kind.length === 0 ? {} : { kind }),
    ...(ignore === null ? {} : { ignore_region: ignore }),
  };
}
