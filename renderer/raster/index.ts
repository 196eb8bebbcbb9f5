export { type Contour, contourOf } from "./contour.ts";
export { type Coverage, coverageOf, displayFactor, type Region } from "./coverage.ts";
export type { MaskAsset, Picture } from "./messages.ts";
export { raster } from "./raster-client.ts";
export { type PictureState, useMaskAsset, usePicture } from "./use-raster.ts";
