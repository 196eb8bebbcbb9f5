export { createOracleEvaluator, createPredictedIouEvaluator, createRandomEvaluator } from "./baselines.ts";
export { type ChatEvaluatorSettings, createChatEvaluator } from "./chat-evaluator.ts";
export type * from "./contract.ts";
export { orderBeforeShuffle } from "./groups.ts";
export { loadOnnxEvaluator } from "./load-evaluator.ts";
export { MalformedAnswer, malformedAnswer, malformedExchange } from "./malformed-answer.ts";
export type { OnnxEvaluator, OnnxScoreQuery } from "./onnx-evaluator.ts";
export { rankByScore } from "./ranking.ts";
export { type ScoringOptions, scoreCandidates } from "./score-candidates.ts";
