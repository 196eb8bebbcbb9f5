export { pickleToJson } from "./json.ts";
export { readPickle, unpickle } from "./read.ts";
export { PICKLE_LIMITS, type PickleLimits, type PickleValue } from "./value.ts";
