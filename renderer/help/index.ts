export { blocksOf, GUIDES, guideText } from "./guides.ts";
export { HelpDialog } from "./help-dialog.tsx";
