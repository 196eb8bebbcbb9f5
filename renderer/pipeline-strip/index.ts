export { PipelineStrip } from "./pipeline-strip.tsx";
export { type PipelineStep, stepsOf } from "./steps.ts";
