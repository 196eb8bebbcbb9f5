export { scoredFormat } from "./dataset-format.ts";
export { describeEvaluation, printable } from "./describe.ts";
export { describeRunReport } from "./describe-run.ts";
export { type EvaluationRequest, evaluatePredictions } from "./evaluate-predictions.ts";
export { type EvaluatorFigures, EvaluatorTally } from "./evaluator-figures.ts";
export {
  type ColumnTallies,
  FIGURE_COLUMNS,
  type FigureColumn,
  FigureTable,
} from "./figure-table.ts";
export {
  type EvaluationFailure,
  type EvaluationReport,
  evaluationReportSchema,
  type FigureRow,
  failureSchema,
  type IntervalRow,
  type RunFacts,
} from "./report.ts";
export { aggregatesCsv, samplesCsv } from "./report-csv.ts";
export { markdownReport } from "./report-markdown.ts";
export { type EvaluatedSample, type RunReportInput, reportOfRun } from "./run-report.ts";
export { nothingScored } from "./run-text.ts";
export {
  emptyFigures,
  figuresOf,
  type GroundTruth,
  type SampleFigures,
  sampleFiguresSchema,
} from "./sample-figures.ts";
