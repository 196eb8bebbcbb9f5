export { checkPixels, idsFeed, type MllmImage, type MllmPart } from "./feeds.ts";
export { type Fit, type Fitting, type Frame, fitInto, fitOf, frameOf, frameOfFitting } from "./frame.ts";
export {
  assertFinite,
  brokenGraph,
  cancelPoint,
  type FloatOutput,
  floatOutput,
  idsTensor,
  runGraph,
} from "./graph-run.ts";
export { makePixels } from "./pixels.ts";
export { fillPrompt } from "./prompt.ts";
export { loadStages, type StagedGraphs } from "./stages.ts";
export { loadTokenizer, type Tokenizer } from "./tokenizer.ts";
