export type { PredictionOptions, PredictionProblem, Predictions } from "./contract.ts";
export { IGNORE_SUFFIX, NAMES_FILE, NameClaims, shortNameOfId } from "./file-names.ts";
export { rleOfJson } from "./mask-of-json.ts";
export { readPredictions } from "./read.ts";
