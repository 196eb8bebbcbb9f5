export {
  type BBox,
  type Bitmap,
  bitmapArea,
  bitmapBBox,
  checkMaskSize,
  createBitmap,
  MAX_MASK_PIXELS,
} from "./bitmap.ts";
export { maskComplement, maskDifference, maskIntersection, maskUnion, maskXor } from "./boolean-ops.ts";
export { type Component, type Components, connectedComponents, fillHoles, removeIslands } from "./components.ts";
export { countsToRuns, runsToCounts } from "./counts.ts";
export { applyDiff, diffRuns, invertDiff, type MaskDiff } from "./diff.ts";
export { boundaryOf, dilate, erode, type Neighbourhood } from "./morphology.ts";
export { type PlaceInMask, placeInMask } from "./place-in-mask.ts";
export { polygonsToRle } from "./polygon-coco.ts";
export { drawPolygonOutline, fillPolygon, type Point } from "./polygon-fill.ts";
export { type LabelledShape, lisaMasks } from "./polygon-lisa.ts";
export { resizeBitmap } from "./resize.ts";
export { bitmapToRuns, decodeRle, encodeRle, type Rle, rleArea, rleBBox, rleIou, validateRle } from "./rle.ts";
export { countsArrayToRle, mergeRles, rleDifference, rleIouMatrix, rleXor } from "./rle-ops.ts";
export { cocoPolygons, lisaPolygons, type Outline, traceOutlines } from "./trace.ts";
