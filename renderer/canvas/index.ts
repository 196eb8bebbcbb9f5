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
export { StudioCanvas } from "./studio-canvas.tsx";
export { fitView, panBy, resizeStage, showImage, toggle, useView, type ViewState, zoomBy } from "./view.ts";
