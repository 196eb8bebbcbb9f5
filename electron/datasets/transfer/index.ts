export { type ImportRequest, importDataset } from "./import-dataset.ts";
export { NoteBook } from "./note-book.ts";
export { type PreviewRequest, previewDataset } from "./preview-dataset.ts";
export { drawThumbnail } from "./thumbnail.ts";
export { datasetsWorkerBeside, WORKER_LIMITS, type WorkerLimits } from "./worker-link.ts";
