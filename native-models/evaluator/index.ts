export type * from "./contract.ts";
export { predictedIouEvaluator, rankByScore } from "./evaluator.ts";
export { MalformedAnswer, malformedAnswer, malformedExchange } from "./malformed-answer.ts";
