/** What readPredictions takes, for help and errors. */
export const PREDICTION_FORMS =
  "a folder of <sample id>.png (non-zero is mask) or <sample id>.json (COCO RLE), a .jsonl of { id, mask: COCO RLE }, or COCO results (.json)";
