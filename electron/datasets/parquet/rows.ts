import {
  type ColumnChunk,
  type ColumnMetaData,
  parquetReadObjects,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import { AppError } from "#core/errors";
import { codecs } from "./codecs.ts";
import { brokenParquet, hugeParquet, unsupportedParquet } from "./failures.ts";
import { type FileSource, openFileSource } from "./file-source.ts";
import { type ParquetFooter, readFooter, rowsOf } from "./footer.ts";
import { MAX_ROW_GROUP, MAX_VALUES } from "./limits.ts";
import { BudgetError, type ChunkCost, type ChunkShape, checkPages } from "./pages.ts";

export type ParquetRow = Readonly<Record<string, unknown>>;

export interface ParquetFile extends ParquetFooter {
  readonly file: string;
  /**
   * The rows of one group, only these top-level columns. Bytes are Uint8Arrays, text is text, a null is null or
   * undefined, an INT64 a bigint. Throws `bad-input`, `too-large`, `unsupported`.
   */
  readGroup(index: number, columns: readonly string[]): Promise<ParquetRow[]>;
  close(): Promise<void>;
}

/** Opens a parquet file, of which the footer is read; rows come group by group. Close it. Throws as `readFooter`. */
export async function openParquet(file: string): Promise<ParquetFile> {
  const source = await openFileSource(file);
  try {
    const footer = await readFooter(source, file);
    return {
      ...footer,
      file,
      readGroup: (index, columns) => readGroup(source, footer, { file, index, columns }),
      close: () => source.close(),
    };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

interface GroupRequest {
  readonly file: string;
  readonly index: number;
  readonly columns: readonly string[];
}

async function readGroup(source: FileSource, footer: ParquetFooter, request: GroupRequest): Promise<ParquetRow[]> {
  const where = `${request.file}, row group ${request.index}`;
  const group = footer.metadata.row_groups[request.index];
  if (group === undefined || request.columns.length === 0) return [];
  try {
    await checkGroup(source, footer.schema, group, request);
    return await parquetReadObjects({
      file: source,
      metadata: { ...footer.metadata, row_groups: [group], num_rows: group.num_rows },
      columns: [...request.columns],
      compressors: codecs,
      // Bytes that are not marked as text stay bytes.
      utf8: false,
      geoparquet: false,
      parsers: {
        geometryFromBytes: (bytes) => bytes,
        geographyFromBytes: (bytes) => bytes,
        jsonFromBytes: (bytes) => bytes && new TextDecoder().decode(bytes),
      },
    });
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const message = thrown instanceof Error ? thrown.message.slice(0, 200) : String(thrown);
    throw brokenParquet(message, where, thrown);
  }
}

/** Looks at every page that is about to be decoded. */
async function checkGroup(
  source: FileSource,
  schema: SchemaTree,
  group: RowGroup,
  request: GroupRequest,
): Promise<void> {
  const rows = rowsOf(group);
  if (rows > MAX_VALUES)
    throw hugeParquet(`This row group claims ${rows} rows`, `${request.file}, row group ${request.index}`);
  let left: ChunkCost = { values: MAX_VALUES, bytes: MAX_ROW_GROUP };
  for (const { meta_data: meta, ...chunk } of group.columns) {
    const [top] = meta?.path_in_schema ?? [];
    if (meta === undefined || top === undefined) throw new Error("a column of it says nothing of itself");
    if (!request.columns.includes(top)) continue;
    const where = `${request.file}, row group ${request.index}, ${meta.path_in_schema.join(".")}`;
    checkChunk(chunk, meta, where);
    const { start, end } = rangeOf(meta, source.byteLength);
    if (end - start > left.bytes) throw hugeParquet(`This row group has ${end - start} compressed bytes`, where);
    const cost = costOf(await source.bytes(start, end), { meta, path: pathOf(schema, meta) }, left, where);
    if (cost.values < rows)
      throw new Error(`it claims ${rows} rows, ${meta.path_in_schema.join(".")} has ${cost.values}`);
    left = { values: left.values - cost.values, bytes: left.bytes - cost.bytes };
  }
}

function checkChunk(chunk: Omit<ColumnChunk, "meta_data">, meta: ColumnMetaData, where: string): void {
  if (chunk.crypto_metadata !== undefined) throw unsupportedParquet("An encrypted column", where);
  if (chunk.file_path !== undefined && chunk.file_path !== "")
    throw unsupportedParquet("A column in another file", where);
  if (meta.codec !== "UNCOMPRESSED" && codecs[meta.codec] === undefined) {
    throw unsupportedParquet(`A column that is compressed as ${meta.codec}`, where);
  }
}

function costOf(bytes: Uint8Array, shape: ChunkShape, left: ChunkCost, where: string): ChunkCost {
  try {
    return checkPages(bytes, shape, left);
  } catch (thrown) {
    if (thrown instanceof BudgetError) throw hugeParquet(`This row group has ${thrown.message}`, where);
    throw thrown;
  }
}

/** As hyparquet: from the dictionary, or else the first data page, as long as the chunk's compressed size. */
function rangeOf(meta: ColumnMetaData, byteLength: number): { readonly start: number; readonly end: number } {
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = start + Number(meta.total_compressed_size);
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || end > byteLength) {
    throw new Error(`${meta.path_in_schema.join(".")} claims to lie from byte ${start} to ${end}`);
  }
  return { start, end };
}

function pathOf(schema: SchemaTree, { path_in_schema: names }: ColumnMetaData): SchemaElement[] {
  let tree = schema;
  return names.map((name) => {
    const child = tree.children.find(({ element }) => element.name === name);
    if (child === undefined) throw new Error(`its schema has no ${names.join(".")}`);
    tree = child;
    return child.element;
  });
}
