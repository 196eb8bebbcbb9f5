export { describeEvaluation } from "./describe.ts";
export { type EvaluationRequest, evaluatePredictions } from "./evaluate-predictions.ts";
export {
  type EvaluationFailure,
  type EvaluationReport,
  evaluationReportSchema,
  type FigureRow,
  type IntervalRow,
} from "./report.ts";
