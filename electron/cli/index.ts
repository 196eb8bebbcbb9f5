export { parseBox, parsePoint, parseWhole } from "./arguments.ts";
export { endpointOfOptions } from "./endpoint-options.ts";
export { EXIT_CODES } from "./exit-codes.ts";
export { browserCommand } from "./open-browser.ts";
export { parseSetting, parseWithout, type RequestOptions, toRequest } from "./run-request.ts";
export { createTerminal, type Streams, tellFailure } from "./terminal.ts";
