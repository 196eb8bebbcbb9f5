export { type MaskKind, type MaskOrigin, maskKindSchema, originOf } from "./contract.ts";
export { maskReview } from "./format.ts";
export { masksAmong } from "./image-index.ts";
export { npyMask, openNpy, withNpyMasks } from "./npy-codec.ts";
export { findPlaces, type ReviewPlaces } from "./places.ts";
export { decodePng, encodePng, type PngPicture } from "./png-codec.ts";
export { paintMasks } from "./png-paint.ts";
export { maskBytes } from "./read-png.ts";
export { hashOfBytes } from "./reader.ts";
