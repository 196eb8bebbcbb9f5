export type * from "./contract.ts";
export { predictedIouEvaluator, rankByScore } from "./evaluator.ts";
export { loadOnnxEvaluator } from "./load-evaluator.ts";
export { MalformedAnswer, malformedAnswer, malformedExchange } from "./malformed-answer.ts";
export type { OnnxEvaluator, OnnxScoreQuery } from "./onnx-evaluator.ts";
