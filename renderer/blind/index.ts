export { PointingPanel } from "./pointing-panel.tsx";
export { PointingRow } from "./pointing-row.tsx";
export { type PointedWords, pointedWords } from "./relation-words.ts";
export { TargetMark } from "./target-mark.tsx";
