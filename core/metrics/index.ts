export {
  type AlphaLevel,
  cohenKappa,
  fleissKappa,
  type KappaWeights,
  krippendorffAlpha,
  type Label,
} from "./agreement.ts";
export {
  type BootstrapOptions,
  bootstrapInterval,
  type Interval,
  type IouIntervals,
  type IouResamples,
  intervalsOf,
  macroResamples,
  percentileInterval,
  resampleIou,
} from "./bootstrap.ts";
export { BOUNDARY_F_TOLERANCE, BOUNDARY_IOU_DILATION, boundaryF, boundaryIou } from "./boundary.ts";
export {
  auroc,
  aurocOfGoodMasks,
  type CalibrationBin,
  calibrationCurve,
  expectedCalibrationError,
  meanAbsoluteError,
} from "./calibration.ts";
export { CONVENTIONS, type Convention, CUMULATIVE_EPSILON, UNION_EPSILON } from "./convention.ts";
export { GroupedIou, type GroupedIouResult, macroMean, type SampleGroups } from "./grouped-iou.ts";
export { IouAccumulator, type IouPair } from "./iou-accumulator.ts";
export { normalQuantile } from "./normal-quantile.ts";
export { candidateOracle, type OraclePick, top1Regret, topKOracle } from "./oracles.ts";
export { type DrawWhole, seededDraws } from "./random.ts";
export { averageRanks, kendallTauB, pearson, spearman } from "./rank-correlation.ts";
export { type Detection, type DetectionCounts, detectionLogLinear } from "./signal-detection.ts";
export { gIouTerm, type IouTally, iouOf, tallyBitmap, tallyRle } from "./tally.ts";
