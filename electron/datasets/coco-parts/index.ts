export { IdSet } from "./id-set.ts";
export { segmentationToRle } from "./segmentation.ts";
