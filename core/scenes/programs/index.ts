export { type Execution, execute } from "./execute.ts";
export { type Judgement, judge, MARGINS, type RejectReason } from "./judge.ts";
export * from "./program.ts";
export { proposeProgram } from "./propose.ts";
