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
export { LiveStrokes } from "./live-strokes.ts";
export { StudioCanvas } from "./studio-canvas.tsx";
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
