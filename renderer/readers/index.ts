export { JudgingDialog } from "./judging-dialog.tsx";
export { ReadingMask } from "./reading-mask.tsx";
export { ReadingsPanel } from "./readings-panel.tsx";
