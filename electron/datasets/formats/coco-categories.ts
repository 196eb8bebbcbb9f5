import { mergeRles, type Rle, rleArea, rleDifference } from "#core/masks";
import { type DatasetSample, type ReadContext, readJsonElements } from "#electron/datasets/reading";
import { type Annotation, checkAnnotation, imageOf, maskOf } from "./coco-annotations.ts";
import type { CocoId, CocoIndex } from "./coco-images.ts";

/** Annotations that are held at once: a file with more is gone through again for the next images. */
const HELD = 200_000;
/** LISA's own words for a category, from the templates of its `utils/utils.py`. */
const QUESTION = "Can you segment the {category} in this image?";

interface Group {
  readonly first: Annotation;
  readonly ids: CocoId[];
  readonly instances: Rle[];
  readonly crowds: Rle[];
}

/** All instances of a category in an image as one sample, image by image; crowds are left uncounted. */
export async function* readCategories(
  index: CocoIndex,
  context: ReadContext,
  held: number = HELD,
): AsyncGenerator<DatasetSample, void, void> {
  const counts = await countByImage(index, context);
  for (const [from, to] of portions(counts, held)) {
    for (const group of (await collect(index, context, from, to)).values()) {
      const path = await imageOf(group.first, index, context);
      if (path !== null) yield toSample(group, path, context);
    }
  }
}

/** Annotations of each image, by its place in the index. Their notes are made when they are collected. */
async function countByImage(index: CocoIndex, context: ReadContext): Promise<Uint32Array> {
  const counts = new Uint32Array(index.images.length);
  for await (const { value } of readJsonElements(index.file, ["annotations"], context)) {
    const image = index.images.find((value as { image_id?: unknown } | null)?.image_id);
    if (image !== null) counts[image.place] = (counts[image.place] as number) + 1;
  }
  return counts;
}

/** Ranges of images with at most `held` annotations each, or of a single image; together they are all images. */
function portions(counts: Uint32Array, held: number): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let from = 0;
  let sum = 0;
  for (let place = 0; place < counts.length; place++) {
    const count = counts[place] as number;
    if (sum + count > held && place > from) {
      ranges.push([from, place]);
      from = place;
      sum = 0;
    }
    sum += count;
  }
  ranges.push([from, counts.length]);
  return ranges;
}

async function collect(index: CocoIndex, context: ReadContext, from: number, to: number): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>();
  const isFirst = from === 0;
  for await (const element of readJsonElements(index.file, ["annotations"], context)) {
    const image = index.images.find((element.value as { image_id?: unknown } | null)?.image_id);
    // What belongs to no image is told once, with the first of them.
    if (image === null ? !isFirst : image.place < from || image.place >= to) continue;
    const annotation = checkAnnotation(element, index, context);
    if (annotation === null) continue;
    const mask = maskOf(annotation, index, context);
    if (mask === null) continue;
    const key = `${annotation.image.place}/${annotation.categoryId}`;
    const group = groups.get(key) ?? { first: annotation, ids: [], instances: [], crowds: [] };
    groups.set(key, group);
    group.ids.push(annotation.id);
    (annotation.isCrowd ? group.crowds : group.instances).push(mask);
  }
  return new Map([...groups].sort(([, a], [, b]) => a.first.image.place - b.first.image.place));
}

function toSample({ first, ids, instances, crowds }: Group, path: string, context: ReadContext): DatasetSample {
  const { image, category, categoryId } = first;
  // Where crowds alone are marked the source knows no instance: there is nothing to compare a mask with.
  const mask = instances.length === 0 ? null : mergeRles(instances, "union");
  const crowd = crowds.length === 0 ? null : mergeRles(crowds, "union");
  // A pixel of an instance counts, also where a crowd's region was drawn over it.
  const ignore = crowd === null || mask === null ? crowd : rleDifference(crowd, mask);
  return {
    id: `${image.id}-${categoryId}`,
    image: { kind: "file", path },
    question: (context.options.question ?? QUESTION).replaceAll("{category}", () => category),
    category,
    kind: [],
    split: "",
    mask,
    ignore: ignore !== null && rleArea(ignore) > 0 ? ignore : null,
    details: { coco: { image_id: image.id, category_id: categoryId, annotation_ids: ids } },
  };
}
