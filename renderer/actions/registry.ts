import { accept } from "./accept.ts";
import { addImages } from "./add-images.ts";
import { chooseCandidate } from "./choose-candidate.ts";
import { clearPrompts } from "./clear-prompts.ts";
import type { Action } from "./contract.ts";
import { cycleCandidates } from "./cycle-candidates.ts";
import { discoverCandidates } from "./discover-candidates.ts";
import { discoverClicks } from "./discover-clicks.ts";
import { editQuestion } from "./edit-question.ts";
import { exportDataset } from "./export-dataset.ts";
import { fitPicture } from "./fit-picture.ts";
import { fixAndAccept } from "./fix-and-accept.ts";
import { goHome } from "./go-home.ts";
import { hideMasks } from "./hide-masks.ts";
import { importDataset } from "./import-dataset.ts";
import { importPredictions } from "./import-predictions.ts";
import { nextOpenSample } from "./next-open-sample.ts";
import { nextSample } from "./next-sample.ts";
import { openPalette } from "./open-palette.ts";
import { openReasons } from "./open-reasons.ts";
import { openSettings } from "./open-settings.ts";
import { previousSample } from "./previous-sample.ts";
import { redo } from "./redo.ts";
import { reject } from "./reject.ts";
import { showHistory } from "./show-history.ts";
import { showKeys } from "./show-keys.ts";
import { skip } from "./skip.ts";
import { toggleContour } from "./toggle-contour.ts";
import { toggleHeatmap } from "./toggle-heatmap.ts";
import { toggleReference } from "./toggle-reference.ts";
import { boxTool } from "./tool-box.ts";
import { panTool } from "./tool-pan.ts";
import { pointTool } from "./tool-point.ts";
import { undo } from "./undo.ts";
import { verdictChecks } from "./verdict-checks.ts";
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
  undo,
  redo,
  cycleCandidates,
  clearPrompts,
  discoverCandidates,
  discoverClicks,
  pointTool,
  boxTool,
  panTool,
  hideMasks,
  toggleHeatmap,
  toggleContour,
  toggleReference,
  fitPicture,
  zoomIn,
  zoomOut,
  openPalette,
  showKeys,
  openSettings,
  goHome,
} as const satisfies Record<string, Action>;

/**
 * All of them, in the order of the key list. The checks come first: where a keyboard has a sign like + on a digit's
 * key, Shift and that digit mean the check.
 */
export const allActions: readonly Action[] = [
  ...verdictChecks,
  ...Object.values(actions),
  ...chooseCandidate,
  ...verdictReasons,
];
