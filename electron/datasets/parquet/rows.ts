import { setImmediate } from "node:timers/promises";
import type { ColumnChunk, ColumnMetaData, RowGroup, SchemaTree } from "hyparquet";
import { AppError } from "#core/errors";
import { codecs } from "./codecs.ts";
import { brokenParquet, hugeContent, hugeParquet, hugeRow, unsupportedParquet } from "./failures.ts";
import { type FileSource, openFileSource } from "./file-source.ts";
import { type ParquetFooter, readFooter, rowsOf } from "./footer.ts";
import { LeafReader } from "./leaf-reader.ts";
import { leafShape } from "./leaf-shape.ts";
import { MAX_ROWS } from "./limits.ts";
import { BudgetError, FileBudget, FileBudgetError, PageBudget, RowBudgetError } from "./page-budget.ts";
import { PageStream } from "./pages.ts";
import { assembleValue, isGrid, type LeafPart } from "./row-assembly.ts";

/** Time after which others have a turn. */
const TURN_MS = 20;

export type ParquetRow = Readonly<Record<string, unknown>>;

export interface ParquetFile extends ParquetFooter {
  readonly file: string;
  /**
   * The rows of one group one by one, only these top-level columns. Bytes are Uint8Arrays, text is text, a null is null
   * or undefined, an INT64 a bigint, many numbers in lists of lists NumberRows. In memory are the row, and of each
   * column a page. Throws `bad-input`, `too-large`, `unsupported`, also after some rows.
   */
  readRows(index: number, columns: readonly string[]): AsyncGenerator<ParquetRow, void, void>;
  close(): Promise<void>;
}

/** Opens a parquet file, of which the footer is read; rows come group by group. Close it. Throws as `readFooter`. */
export async function openParquet(file: string): Promise<ParquetFile> {
  const source = await openFileSource(file);
  try {
    const footer = await readFooter(source, file);
    const budget = new FileBudget(source.byteLength);
    return {
      ...footer,
      file,
      readRows: (index, columns) => readRows(source, footer, { file, index, columns, budget }),
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
  readonly budget: FileBudget;
}

async function* readRows(
  source: FileSource,
  { metadata, schema }: ParquetFooter,
  request: GroupRequest,
): AsyncGenerator<ParquetRow, void, void> {
  const group = metadata.row_groups[request.index];
  if (group === undefined || request.columns.length === 0) return;
  const where = `${request.file}, row group ${request.index}`;
  let count: number;
  let columns: readonly ColumnReader[];
  try {
    count = rowsOf(group);
    if (count > MAX_ROWS) throw hugeParquet(`This row group claims ${count} rows`, where);
    columns = openColumns(source, schema, group, request);
  } catch (thrown) {
    throw asFailure(thrown, where);
  }
  let rested = performance.now();
  for (let i = 0; i < count; i++) {
    // Rows of one page come without waiting for anything, and others, who may cancel the reading, would never have a turn.
    if (performance.now() - rested > TURN_MS) {
      await setImmediate();
      rested = performance.now();
    }
    yield await rowOf(columns, where, request.budget);
  }
}

/** A top-level column and the readers of all that is in it. */
interface ColumnReader {
  readonly tree: SchemaTree;
  readonly leaves: readonly LeafReader[];
}

function openColumns(
  source: FileSource,
  schema: SchemaTree,
  group: RowGroup,
  { file, index, columns, budget: ofFile }: GroupRequest,
): ColumnReader[] {
  const budget = new PageBudget(ofFile);
  const leaves = new Map<string, LeafReader[]>(columns.map((name) => [name, []]));
  for (const { meta_data: meta, ...chunk } of group.columns) {
    const [top] = meta?.path_in_schema ?? [];
    if (meta === undefined || top === undefined) throw new Error("a column of it says nothing of itself");
    const readers = leaves.get(top);
    if (readers === undefined) continue;
    checkChunk(chunk, meta, `${file}, row group ${index}, ${meta.path_in_schema.join(".")}`);
    const leaf = leafShape(schema, meta);
    const { start, end } = rangeOf(meta, source.byteLength);
    const isOfGrid = isGrid(leaf.path[1] as SchemaTree, leaf);
    readers.push(new LeafReader(leaf, new PageStream(source, start, end), budget, isOfGrid));
  }
  const trees = schema.children.filter(({ element }) => (leaves.get(element.name)?.length ?? 0) > 0);
  return trees.map((tree) => ({ tree, leaves: leaves.get(tree.element.name) ?? [] }));
}

async function rowOf(columns: readonly ColumnReader[], where: string, budget: FileBudget): Promise<ParquetRow> {
  const row: Record<string, unknown> = {};
  try {
    budget.row();
  } catch (thrown) {
    throw asFailure(thrown, where);
  }
  for (const { tree, leaves } of columns) {
    let name = tree.element.name;
    try {
      const parts: LeafPart[] = [];
      for (const reader of leaves) {
        name = reader.leaf.name;
        parts.push({ leaf: reader.leaf, row: await reader.row() });
      }
      row[tree.element.name] = assembleValue(tree, parts);
    } catch (thrown) {
      throw asFailure(thrown, `${where}, ${name}`);
    }
  }
  return row;
}

function asFailure(thrown: unknown, where: string): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof FileBudgetError) return hugeContent(`This file has ${thrown.message}`, where);
  if (thrown instanceof RowBudgetError) return hugeRow(`This row group has ${thrown.message}`, where);
  if (thrown instanceof BudgetError) return hugeParquet(`This row group has ${thrown.message}`, where);
  const message = thrown instanceof Error ? thrown.message.slice(0, 200) : String(thrown);
  return brokenParquet(message, where, thrown);
}

function checkChunk(chunk: Omit<ColumnChunk, "meta_data">, meta: ColumnMetaData, where: string): void {
  if (chunk.crypto_metadata !== undefined) throw unsupportedParquet("An encrypted column", where);
  if (chunk.file_path !== undefined && chunk.file_path !== "")
    throw unsupportedParquet("A column in another file", where);
  if (meta.codec !== "UNCOMPRESSED" && codecs[meta.codec] === undefined) {
    throw unsupportedParquet(`A column that is compressed as ${meta.codec}`, where);
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
