export { assertInside, gridSource, PLAIN_GRID_SIDE, tokenAt } from "./attention-source.ts";
export { chatSource } from "./chat-source.ts";
export { CLICKS_GRID_SIDE, clicksSource, negativesOf } from "./clicks-source.ts";
export type * from "./contract.ts";
export { loadOnnxSegmenter } from "./load-segmenter.ts";
export type { OnnxSegmenter, SegmenterQuery } from "./onnx-source.ts";
