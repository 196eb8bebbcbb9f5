export type * from "./contract.ts";
export { predictedIouEvaluator, rankByScore } from "./evaluator.ts";
