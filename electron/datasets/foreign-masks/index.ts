export { type ForeignImportRequest, importForeignMasks } from "./import.ts";
