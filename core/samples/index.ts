export * from "./masks-and-prompts.ts";
export * from "./run-result.ts";
export * from "./sample.ts";
