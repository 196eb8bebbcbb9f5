export { ExportDialog } from "./export-dialog.tsx";
export { ImportDialog } from "./import-dialog.tsx";
export { groupNotes } from "./notes-list.tsx";
export { PredictionsDialog } from "./predictions-dialog.tsx";
export { TransferChip } from "./transfer-chip.tsx";
export { TransferDialog } from "./transfer-dialog.tsx";
export { busyWords, figuresOf, hasPlace, progressWords, titleOf } from "./transfer-words.ts";
export { heard, isTransferring, markRead, shareOf, tellable, useTransfers } from "./transfers.ts";
export { useTransferWatch } from "./use-transfer-watch.ts";
