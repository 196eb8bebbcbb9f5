export { parseBox, parsePoint, parseWhole } from "./arguments.ts";
export { EXIT_CODES } from "./exit-codes.ts";
export { browserCommand } from "./open-browser.ts";
export { type RunOptions, toRequest } from "./run.ts";
export { createTerminal, type Streams, tellFailure } from "./terminal.ts";
