export { type Evaluator, type MaskScore, type MaskToScore, predictedIouEvaluator, rankByScore } from "./evaluator.ts";
