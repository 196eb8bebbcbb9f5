export { type ExportRequest, exportDataset, exportFormats } from "./driver.ts";
export type { ExportedMasks } from "./sample.ts";
