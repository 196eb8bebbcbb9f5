export { type BBox, type Bitmap, bitmapArea, bitmapBBox, createBitmap } from "./bitmap.ts";
export {
  bitmapToRuns,
  countsToRuns,
  decodeRle,
  encodeRle,
  type Rle,
  rleArea,
  rleBBox,
  rleIou,
  runsToCounts,
} from "./rle.ts";
