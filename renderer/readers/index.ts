export { JudgingDialog } from "./judging-dialog.tsx";
export { ReadingLayer } from "./reading-layer.tsx";
export { ReadingsPanel } from "./readings-panel.tsx";
