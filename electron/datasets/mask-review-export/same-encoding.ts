import { cocoPolygons, countsToRuns, decodeRle, polygonsToRle, type Rle, rleArea, rleBBox } from "#core/masks";

export interface Encoded {
  readonly value: unknown;
  /** Why it is spelt otherwise than before; null where it is spelt alike. */
  readonly note: string | null;
}

/**
 * A mask as the `segmentation` that it replaces was: polygons, compressed or uncompressed RLE. Polygons are taken only
 * where they draw exactly this mask; an empty one has none, and goes out as RLE.
 */
export function segmentationLike(before: unknown, mask: Rle): Encoded {
  if (Array.isArray(before)) {
    const polygons = exactPolygons(mask);
    if (polygons !== null) return { value: polygons, note: null };
    return { value: plain(mask), note: "No polygons draw it exactly, so it is written as RLE." };
  }
  const { counts } = (before ?? {}) as { readonly counts?: unknown };
  if (Array.isArray(counts)) {
    return { value: { size: [...mask.size], counts: [...countsToRuns(mask.counts)] }, note: null };
  }
  return { value: plain(mask), note: null };
}

const plain = ({ size, counts }: Rle) => ({ size: [...size], counts });

function exactPolygons(mask: Rle): number[][] | null {
  if (rleArea(mask) === 0) return null;
  const polygons = cocoPolygons(decodeRle(mask));
  const [height, width] = mask.size;
  return polygonsToRle(polygons, height, width).counts === mask.counts ? polygons : null;
}

/** An entry of COCO's with another mask; area and box follow where it has them. */
export function cocoEntryWith(entry: Readonly<Record<string, unknown>>, mask: Rle): Encoded {
  const { value, note } = segmentationLike(entry.segmentation, mask);
  const [x, y, width, height] = rleBBox(mask);
  return {
    value: {
      ...entry,
      segmentation: value,
      ...(entry.area === undefined ? {} : { area: rleArea(mask) }),
      ...(entry.bbox === undefined ? {} : { bbox: [x, y, width, height] }),
    },
    note,
  };
}

/** The RLE itself, or an object that has it as its `mask`, with another mask. */
export function lineWith(before: Readonly<Record<string, unknown>>, mask: Rle, ignore: Rle | null): unknown {
  if (before.counts !== undefined) return { ...before, ...(segmentationLike(before, mask).value as object) };
  const { ignore: _, ...rest } = before;
  const layer = ignore === null ? {} : { ignore: segmentationLike(before.mask, ignore).value };
  return { ...rest, mask: segmentationLike(before.mask, mask).value, ...layer };
}
