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
export { OneMask } from "./layers.tsx";
export type { LineStyle } from "./mask-shape.tsx";
export { StudioCanvas } from "./studio-canvas.tsx";
export { fitView, panBy, resizeStage, showImage, toggle, useView, type ViewState, zoomBy } from "./view.ts";
