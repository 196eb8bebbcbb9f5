export { BUNDLE_EXTENSION } from "./contents.ts";
export { type PackReport, packBundle, suggestedName } from "./pack.ts";
export { type Unpacked, unpackBundle } from "./unpack.ts";
