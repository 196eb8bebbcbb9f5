export type { ExportContext, Exporter, ExportImage, Exporting, ExportSample, Skipped } from "./contract.ts";
export { WriteError, writeFailure } from "./failures.ts";
export type { LineFile } from "./line-file.ts";
export { OutputFolder } from "./output-folder.ts";
export { endingOf, ImageFiles, imageAsPng, isCommon, maskPng } from "./pictures.ts";
