export { columnsOf, type ParquetColumn } from "./columns.ts";
export {
  CANDIDATE_ROLES,
  chooseMapping,
  columnOf,
  guessMapping,
  type Mapping,
  ROLES,
  type Role,
  requireRoles,
  valueAt,
} from "./mapping.ts";
export { type MaskPlace, maskOfValue } from "./mask-values.ts";
export { NumberRows } from "./number-rows.ts";
export { openParquet, type ParquetFile, type ParquetRow } from "./rows.ts";
export { bytesOf, isBytes, plainValue, shortExample, typeOfValue } from "./values.ts";
