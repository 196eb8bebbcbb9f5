export { exportReview, type ReviewExportRequest } from "./export.ts";
export type { RejectedMasks } from "./judged.ts";
