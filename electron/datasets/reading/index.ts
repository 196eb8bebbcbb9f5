export { type ReadOptions, readContext, whereOf } from "./context.ts";
export type { DatasetFormat, DatasetSample, ImageSource, Note, NoteListener, ReadContext } from "./contract.ts";
export { readCsvRows } from "./csv.ts";
export { ROUNDED_ID, roundedId } from "./ids.ts";
export { fieldOf, type JsonElement, readJsonElements } from "./json-stream.ts";
export {
  assertFewValues,
  assertShallow,
  MAX_DEPTH,
  MAX_ELEMENT,
  MAX_VALUES,
  MAX_WHOLE_FILE,
  tooLarge,
} from "./limits.ts";
export { fileNameOfId, idOfFileName } from "./names.ts";
export {
  extensionOf,
  type FolderFile,
  fileInside,
  filesBelow,
  IMAGE_EXTENSIONS,
  isLink,
  kindOf,
  pathProblem,
  stemOf,
} from "./paths.ts";
export { PictureSizes, sizeProblem } from "./picture-sizes.ts";
export { type PictureSize, pictureSize, readMaskPicture } from "./pictures.ts";
export { imageNote, maskNote, REASONS } from "./reasons.ts";
export {
  decodeText,
  fileSize,
  isRefusal,
  notJson,
  parseJson,
  readFailure,
  readHead,
  readJson,
  readLines,
  readText,
  type TextLine,
} from "./text.ts";
