import { AppError } from "#core/errors";
import { countsArrayToRle, polygonsToRle, type Rle, rleArea } from "#core/masks";

/** Polygons of one mask: more come from no annotator, and rasterising goes by every edge. */
const MAX_NUMBERS = 2_000_000;
/** How far outside the image a coordinate may lie, in image sides: rasterising walks along every edge. */
const FAR_OUTSIDE = 4;

/**
 * A COCO `segmentation` as a mask of `height` x `width` pixels: polygons `[[x, y, ...], ...]` (rasterised as
 * pycocotools' `frPyObjects` does, united), compressed RLE or uncompressed RLE `{ size, counts: [...] }`.
 * Throws `bad-input` that says what is wrong, also for an RLE of another size than the image.
 */
export function segmentationToRle(segmentation: unknown, height: number, width: number): Rle {
  if (Array.isArray(segmentation)) return polygonsToRle(checkedPolygons(segmentation, height, width), height, width);
  if (segmentation !== null && typeof segmentation === "object") return rleOfObject(segmentation, height, width);
  throw wrong(
    segmentation === undefined || segmentation === null ? "There is none." : "It is neither polygons nor RLE.",
  );
}

function checkedPolygons(polygons: readonly unknown[], height: number, width: number): number[][] {
  if (polygons.length === 0) throw wrong("It has no polygon.");
  const limit = FAR_OUTSIDE * Math.max(height, width) + 1000;
  let numbers = 0;
  return polygons.map((polygon, index) => {
    const name = `Polygon ${index + 1}`;
    if (!Array.isArray(polygon)) throw wrong(`${name} is no list of numbers.`);
    numbers += polygon.length;
    if (numbers > MAX_NUMBERS) throw wrong(`It has more than ${MAX_NUMBERS / 2} points.`);
    if (polygon.length < 6 || polygon.length % 2 === 1) {
      throw wrong(`${name} has ${polygon.length} numbers; it takes an even count of at least 6.`);
    }
    for (const value of polygon) {
      if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(`${name} has something else than numbers.`);
      if (Math.abs(value) > limit)
        throw wrong(`${name} reaches to ${value}, far outside of ${width} x ${height} pixels.`);
    }
    return polygon as number[];
  });
}

function rleOfObject(value: object, height: number, width: number): Rle {
  const { size, counts } = value as { size?: unknown; counts?: unknown };
  if (!Array.isArray(size) || size.length !== 2) throw wrong("Its RLE has no size [height, width].");
  if (size[0] !== height || size[1] !== width) {
    throw wrong(`Its mask has ${size[1]} x ${size[0]} pixels, the image ${width} x ${height}.`);
  }
  const rle = Array.isArray(counts) ? countsArrayToRle(counts, [height, width]) : textRle(counts, height, width);
  rleArea(rle);
  return rle;
}

function textRle(counts: unknown, height: number, width: number): Rle {
  if (typeof counts === "string") return { size: [height, width], counts };
  throw wrong("Its RLE has no counts.");
}

function wrong(message: string): AppError {
  return new AppError({
    code: "bad-input",
    message,
    where: "segmentation",
    cure: "Give polygons, compressed or uncompressed COCO RLE, of the image's own size.",
  });
}
