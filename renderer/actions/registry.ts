import { accept } from "./accept.ts";
import { addImages } from "./add-images.ts";
import { brushLarger } from "./brush-larger.ts";
import { brushSmaller } from "./brush-smaller.ts";
import { chooseCandidate } from "./choose-candidate.ts";
import { clearPrompts } from "./clear-prompts.ts";
import { closeSteps } from "./close-steps.ts";
import { combineCandidate } from "./combine-candidate.ts";
import type { Action } from "./contract.ts";
import { cycleCandidates } from "./cycle-candidates.ts";
import { discoverCandidates } from "./discover-candidates.ts";
import { discoverClicks } from "./discover-clicks.ts";
import { editQuestion } from "./edit-question.ts";
import { exportDataset } from "./export-dataset.ts";
import { exportReview } from "./export-review.ts";
import { fillHoles } from "./fill-holes.ts";
import { fitPicture } from "./fit-picture.ts";
import { fixAndAccept } from "./fix-and-accept.ts";
import { goHome } from "./go-home.ts";
import { growMask } from "./grow-mask.ts";
import { hideMasks } from "./hide-masks.ts";
import { importDataset } from "./import-dataset.ts";
import { importPredictions } from "./import-predictions.ts";
import { nextOpenSample } from "./next-open-sample.ts";
import { nextSample } from "./next-sample.ts";
import { nextStep } from "./next-step.ts";
import { openBundle } from "./open-bundle.ts";
import { openJudging } from "./open-judging.ts";
import { openPalette } from "./open-palette.ts";
import { openReasons } from "./open-reasons.ts";
import { openSettings } from "./open-settings.ts";
import { moveTargetActions, nothingToPointAt, pointNegative, pointTarget } from "./point-target.ts";
import { previousSample } from "./previous-sample.ts";
import { previousStep } from "./previous-step.ts";
import { rankByNext } from "./rank-by-next.ts";
import { redo } from "./redo.ts";
import { reject } from "./reject.ts";
import { removeIslands } from "./remove-islands.ts";
import { replaySteps } from "./replay-steps.ts";
import { reviewMasks } from "./review-masks.ts";
import { saveBundle } from "./save-bundle.ts";
import { showHistory } from "./show-history.ts";
import { showKeys } from "./show-keys.ts";
import { showRuns } from "./show-runs.ts";
import { shrinkMask } from "./shrink-mask.ts";
import { skip } from "./skip.ts";
import { smoothMask } from "./smooth-mask.ts";
import { takeReference } from "./take-reference.ts";
import { takeTour } from "./take-tour.ts";
import { toggleAllCandidates } from "./toggle-all-candidates.ts";
import { toggleComparison } from "./toggle-comparison.ts";
import { toggleContour } from "./toggle-contour.ts";
import { toggleHeatmap } from "./toggle-heatmap.ts";
import { toggleLayer } from "./toggle-layer.ts";
import { toggleReference } from "./toggle-reference.ts";
import { toggleSyncedZoom } from "./toggle-synced-zoom.ts";
import { boxTool } from "./tool-box.ts";
import { brushTool } from "./tool-brush.ts";
import { eraserTool } from "./tool-eraser.ts";
import { fillTool } from "./tool-fill.ts";
import { lassoTool } from "./tool-lasso.ts";
import { panTool } from "./tool-pan.ts";
import { pointTool } from "./tool-point.ts";
import { polygonTool } from "./tool-polygon.ts";
import { undo } from "./undo.ts";
import { checkTheRest, verdictChecks } from "./verdict-checks.ts";
import { verdictReasons } from "./verdict-reasons.ts";
import { writeComment } from "./write-comment.ts";
import { zoomIn } from "./zoom-in.ts";
import { zoomOut } from "./zoom-out.ts";

export const actions = {
  accept,
  fixAndAccept,
  reject,
  skip,
  openReasons,
  pointTarget,
  pointNegative,
  nothingToPointAt,
  writeComment,
  editQuestion,
  showHistory,
  previousSample,
  nextSample,
  nextOpenSample,
  addImages,
  importDataset,
  importPredictions,
  exportDataset,
  exportReview,
  undo,
  redo,
  cycleCandidates,
  clearPrompts,
  takeReference,
  fillHoles,
  removeIslands,
  growMask,
  shrinkMask,
  smoothMask,
  discoverCandidates,
  discoverClicks,
  showRuns,
  pointTool,
  boxTool,
  brushTool,
  eraserTool,
  polygonTool,
  lassoTool,
  fillTool,
  toggleLayer,
  brushSmaller,
  brushLarger,
  panTool,
  hideMasks,
  toggleHeatmap,
  toggleContour,
  toggleAllCandidates,
  toggleReference,
  toggleComparison,
  toggleSyncedZoom,
  rankByNext,
  previousStep,
  nextStep,
  replaySteps,
  closeSteps,
  fitPicture,
  zoomIn,
  zoomOut,
  openPalette,
  showKeys,
  takeTour,
  openJudging,
  openSettings,
  openBundle,
  saveBundle,
  goHome,
  reviewMasks,
} as const satisfies Record<string, Action>;

/**
 * All of them, in the order of the key list. The checks come first: where a keyboard has a sign like + on a digit's
 * key, Shift and that digit mean the check.
 */
export const allActions: readonly Action[] = [
  ...verdictChecks,
  checkTheRest,
  ...Object.values(actions),
  ...chooseCandidate,
  ...combineCandidate,
  ...verdictReasons,
  ...moveTargetActions,
];
