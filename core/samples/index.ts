export * from "./dataset-sample.ts";
export * from "./discovery-trace.ts";
export * from "./masks-and-prompts.ts";
export * from "./run-result.ts";
export * from "./sample.ts";
export * from "./scoring.ts";
export * from "./transfer.ts";
