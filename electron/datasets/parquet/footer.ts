import {
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import { brokenParquet, hugeParquet, unsupportedParquet } from "./failures.ts";
import type { FileSource } from "./file-source.ts";
import { MAX_COLUMNS, MAX_FOOTER, MAX_NESTING } from "./limits.ts";
import { endOfStruct } from "./thrift.ts";

const MAGIC = 0x31524150;
const ENCRYPTED = 0x45524150;

export interface ParquetFooter {
  readonly metadata: FileMetaData;
  readonly schema: SchemaTree;
  readonly rows: number;
}

/** What a parquet file says of itself. Throws `bad-input`, `too-large`, `unsupported`. */
export async function readFooter(source: FileSource, file: string): Promise<ParquetFooter> {
  if (source.byteLength < 12) throw brokenParquet(`it has ${source.byteLength} bytes`, file);
  const tail = await source.bytes(source.byteLength - 8, source.byteLength);
  const view = new DataView(tail.buffer);
  if (view.getUint32(4, true) === ENCRYPTED) throw unsupportedParquet("An encrypted parquet file", file);
  if (view.getUint32(4, true) !== MAGIC) throw brokenParquet("it does not end with PAR1", file);
  const length = view.getUint32(0, true);
  if (length > source.byteLength - 8) throw brokenParquet(`its footer claims ${length} bytes`, file);
  if (length > MAX_FOOTER) throw hugeParquet(`Its footer has ${length} bytes`, file);
  const bytes = await source.bytes(source.byteLength - 8 - length, source.byteLength);
  try {
    endOfStruct(bytes.subarray(0, length), 0);
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    checkSchema(metadata.schema);
    const schema = parquetSchema(metadata);
    const rows = metadata.row_groups.reduce((sum, group) => sum + rowsOf(group), 0);
    return { metadata, schema, rows };
  } catch (thrown) {
    throw brokenParquet(thrown instanceof Error ? thrown.message.slice(0, 200) : String(thrown), file, thrown);
  }
}

/** Rows of a group. Throws an Error for what cannot be counted. */
export function rowsOf({ num_rows: rows }: RowGroup): number {
  const count = Number(rows);
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`a row group claims ${rows} rows`);
  return count;
}

/** Whether the tree can be built at all: hyparquet builds it by recursion over what `num_children` claims. */
function checkSchema(elements: readonly SchemaElement[]): void {
  if (elements.length === 0 || elements.length > MAX_COLUMNS)
    throw new Error(`its schema has ${elements.length} elements`);
  const open: number[] = [];
  for (const [index, { name, num_children: children = 0 }] of elements.entries()) {
    if (index > 0 && open.length === 0) throw new Error("its schema has elements that belong to nothing");
    if (typeof name !== "string") throw new Error("its schema has an element without a name");
    if (!Number.isInteger(children) || children < 0 || children > elements.length) {
      throw new Error(`its schema has an element of ${children} children`);
    }
    if (open.length > 0) open[open.length - 1] = (open.at(-1) as number) - 1;
    open.push(children);
    if (open.length > MAX_NESTING) throw new Error("its schema nests too deeply");
    while (open.at(-1) === 0) open.pop();
  }
  if (open.length > 0) throw new Error("its schema ends in the middle");
}
