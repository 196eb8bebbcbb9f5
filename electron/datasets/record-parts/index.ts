export { ImageFolders, imagesOption } from "./images.ts";
export { KeyedElements } from "./keyed-elements.ts";
export { boxRle, emptyRle, rowRunsRle, rowRunsTotal, unionOf } from "./masks.ts";
export {
  asImageProblem,
  freshId,
  idOf,
  inMask,
  notValid,
  type Place,
  RecordProblem,
  takePart,
  takeRecord,
} from "./notes.ts";
export { annotationFiles, firstFile, headOf, splitOfName } from "./sources.ts";
export { isRecord, type JsonRecord, listOf, numbersOf, omit, pick, sizeOf, textOf } from "./values.ts";
