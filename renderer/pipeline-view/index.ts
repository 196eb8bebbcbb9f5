export { apart, type Plate } from "./drawing.ts";
export { logitValues } from "./logits-shape.tsx";
export { PipelineLayer } from "./pipeline-layer.tsx";
export { PipelinePanel } from "./pipeline-panel.tsx";
