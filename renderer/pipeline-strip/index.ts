export { PipelineStrip } from "./pipeline-strip.tsx";
export { type PipelineStep, STEP_TITLES, stepsOf } from "./steps.ts";
