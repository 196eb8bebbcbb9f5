export type * from "./contract.ts";
export { createEngine } from "./create-engine.ts";
