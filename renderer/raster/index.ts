export { type Contour, contourOf } from "./contour.ts";
export { type Coverage, coverageOf, displayFactor, type Region } from "./coverage.ts";
export type { MaskAsset, Picture } from "./messages.ts";
export { maskWork, raster } from "./raster-client.ts";
export { type PictureState, type ShownMask, useMaskAsset, usePicture, usePictureAhead } from "./use-raster.ts";
