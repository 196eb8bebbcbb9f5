export {
  fitted,
  type Place,
  resized,
  type Size,
  toImage,
  toScreen,
  type Viewport,
  wheelFactor,
  zoomAt,
} from "./geometry.ts";
export { HatchShape } from "./hatch-shape.tsx";
export { HeatmapShape } from "./heatmap-shape.tsx";
export { OneMask, useSampleMask } from "./layers.tsx";
export { LiveStrokes } from "./live-strokes.ts";
export type { LineStyle } from "./mask-shape.tsx";
export { StudioCanvas } from "./studio-canvas.tsx";
export { moved, moveTarget, useTargetCursor } from "./target-cursor.ts";
export {
  fitView,
  panBy,
  resizeStage,
  setBrush,
  showImage,
  stepBrush,
  toggle,
  useView,
  type ViewState,
  zoomBy,
} from "./view.ts";
