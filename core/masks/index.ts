export {
  type BBox,
  type Bitmap,
  bitmapArea,
  bitmapBBox,
  checkMaskSize,
  createBitmap,
  MAX_MASK_PIXELS,
} from "./bitmap.ts";
export { countsToRuns, runsToCounts } from "./counts.ts";
export { polygonsToRle } from "./polygon-coco.ts";
export { drawPolygonOutline, fillPolygon, type Point } from "./polygon-fill.ts";
export { type LabelledShape, lisaMasks } from "./polygon-lisa.ts";
export { bitmapToRuns, decodeRle, encodeRle, type Rle, rleArea, rleBBox, rleIou, validateRle } from "./rle.ts";
export { countsArrayToRle, mergeRles, rleDifference, rleIouMatrix, rleXor } from "./rle-ops.ts";
export { cocoPolygons, lisaPolygons } from "./trace.ts";
