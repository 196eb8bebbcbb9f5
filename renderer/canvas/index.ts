export { type Place, type Size, type Viewport, fit, resized, toImage, toScreen, wheelFactor, zoomAt } from "./geometry.ts";
export { StudioCanvas } from "./studio-canvas.tsx";
export { fitView, panBy, resizeStage, showImage, toggle, useView, type ViewState, zoomBy } from "./view.ts";
