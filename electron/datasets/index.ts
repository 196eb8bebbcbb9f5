export { formats } from "#electron/datasets/formats";
export { asReadError, assertOptions, detectFormats, formatById, readDataset } from "./registry.ts";
