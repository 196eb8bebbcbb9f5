export { askQueueAnew } from "./ask-anew.ts";
export { filterParts } from "./filter-words.ts";
export { QueuePanel } from "./queue-panel.tsx";
export { labelOf } from "./row-label.ts";
export { allStatuses, statusLooks } from "./statuses.ts";
export { applyStatus, useCounts } from "./use-queue.ts";
export { PAGE_SIZE, pagesFor, placeOf } from "./windows.ts";
