export { parseBox, parsePoint, parseWhole } from "./arguments.ts";
export { assertEndpointWanted, type EndpointOptions, endpointOfOptions } from "./endpoint-options.ts";
export { EXIT_CODES } from "./exit-codes.ts";
export { addMethodOptions } from "./method-options.ts";
export { browserCommand } from "./open-browser.ts";
export { parseSetting, parseWithout, type RequestOptions, toRequest } from "./run-request.ts";
export { describeRun, nothingScored, scoringProblem } from "./run-text.ts";
export { createTerminal, type Streams, tellFailure, visible } from "./terminal.ts";
export { waitTeller } from "./wait-text.ts";
