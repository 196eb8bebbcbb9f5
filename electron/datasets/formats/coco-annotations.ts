import type { Rle } from "#core/masks";
import { IdSet, segmentationToRle } from "#electron/datasets/coco-parts";
import {
  type DatasetSample,
  fieldOf,
  type JsonElement,
  maskNote,
  REASONS,
  type ReadContext,
  ROUNDED_ID,
  readJsonElements,
  roundedId,
} from "#electron/datasets/reading";
import { type CocoId, type CocoImage, type CocoIndex, isId } from "./coco-images.ts";
import { type Ours, ourKeys } from "./coco-ours.ts";

/** One entry of `annotations`, checked. */
export interface Annotation {
  readonly field: string;
  readonly id: CocoId;
  readonly image: CocoImage;
  readonly categoryId: CocoId;
  readonly category: string;
  readonly isCrowd: boolean;
  readonly segmentation: unknown;
  /** Everything else that the annotator left there. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** One sample an annotation, in the file's order. */
export async function* readAnnotations(
  index: CocoIndex,
  context: ReadContext,
): AsyncGenerator<DatasetSample, void, void> {
  const ids = new IdSet();
  for await (const element of readJsonElements(index.file, ["annotations"], context)) {
    const annotation = checkAnnotation(element, index, context);
    if (annotation === null) continue;
    const ours = ourKeys(annotation, index.file, context.partly);
    const id = ours.id ?? annotation.id;
    if (!ids.add(asNumber(id))) {
      const message = `An annotation before it has the id ${String(id).slice(0, 200)}; this one is left out.`;
      const key = ours.id === undefined ? "id" : "sample_id";
      context.skip({ file: index.file, field: `${annotation.field}.${key}`, reason: REASONS.takenId, message });
      continue;
    }
    const path = await imageOf(annotation, index, context);
    const mask = path === null ? null : maskOf(annotation, index, context);
    if (path !== null && mask !== null) yield toSample(annotation, ours, path, mask, context);
  }
}

/** 12 and "12" are one id to a project; numbers take less memory. */
const asNumber = (id: CocoId): CocoId => (/^(0|[1-9]\d{0,14})$/.test(String(id)) ? Number(id) : id);

function toSample(
  annotation: Annotation,
  ours: Ours,
  path: string,
  mask: Rle,
  { options }: ReadContext,
): DatasetSample {
  const { id, image, category, categoryId, isCrowd } = annotation;
  const template = options.question?.replaceAll("{category}", () => category);
  // A caption that gave way to the template is kept.
  const caption = template !== undefined && ours.question !== undefined ? { caption: ours.question } : {};
  return {
    id: ours.id ?? String(id),
    image: { kind: "file", path },
    question: template ?? ours.question ?? "",
    category,
    kind: [...(ours.kind ?? []), ...(isCrowd ? ["crowd"] : [])],
    split: ours.split ?? "",
    mask,
    ignore: ours.ignore ?? null,
    details: {
      coco: { ...ours.more, ...caption, id, image_id: image.id, category_id: categoryId, iscrowd: isCrowd ? 1 : 0 },
    },
  };
}

/** Null where something that no sample can do without is wrong, which is then told. */
export function checkAnnotation(element: JsonElement, index: CocoIndex, context: ReadContext): Annotation | null {
  const field = fieldOf(element);
  const refuse = (key: string, reason: string, message: string) => {
    context.skip({ file: index.file, field: field + key, reason, message });
    return null;
  };
  const { value } = element;
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return refuse("", REASONS.notValid, "An annotation has to be an object.");
  }
  const {
    id,
    image_id,
    category_id,
    segmentation,
    iscrowd,
    area: _,
    bbox: __,
    ...more
  } = value as Record<string, unknown>;
  for (const [key, each] of Object.entries({ id, image_id, category_id })) {
    const rounded = roundedId(each);
    if (rounded !== null) return refuse(`.${key}`, ROUNDED_ID, rounded);
  }
  if (!isId(id)) return refuse(".id", REASONS.notValid, "An annotation's id has to be a number or text.");
  const image = index.images.find(image_id);
  if (image === null)
    return refuse(".image_id", "its image has no entry", `There is no image with the id ${show(image_id)}.`);
  const category = index.categories.get(category_id as CocoId);
  if (category === undefined) {
    return refuse(
      ".category_id",
      "its category has no entry",
      `There is no category with the id ${show(category_id)}.`,
    );
  }
  if (segmentation === undefined || segmentation === null) {
    return refuse(".segmentation", REASONS.maskMissing, "It has no segmentation (a box alone is no mask).");
  }
  const isCrowd = iscrowd === 1 || iscrowd === true;
  return { field, id, image, categoryId: category_id as CocoId, category, isCrowd, segmentation, more };
}

export async function imageOf(annotation: Annotation, index: CocoIndex, context: ReadContext): Promise<string | null> {
  const found = await index.images.file(annotation.image);
  if (typeof found === "string") return found;
  const message = `${annotation.field}: ${found.message}`;
  context.skip({ ...found, message });
  return null;
}

export function maskOf({ segmentation, image, field }: Annotation, index: CocoIndex, context: ReadContext): Rle | null {
  try {
    return segmentationToRle(segmentation, image.height, image.width);
  } catch (thrown) {
    context.skip(maskNote(thrown, { file: index.file, field: `${field}.segmentation` }));
    return null;
  }
}

function show(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value).slice(0, 60);
}
