import type { ColumnMetaData, PageHeader, SchemaElement } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { codecs } from "./codecs.ts";
import { MAX_ROW_GROUP, MAX_VALUES } from "./limits.ts";
import { checkDelta, checkRuns, type PageCursor } from "./runs.ts";
import { endOfStruct } from "./thrift.ts";

/** A column chunk as its file says that it is. */
export interface ChunkShape {
  readonly meta: ColumnMetaData;
  /** From the root's child to the leaf. */
  readonly path: readonly SchemaElement[];
}

export interface ChunkCost {
  readonly values: number;
  readonly bytes: number;
}

/** What a row group may have was used up. */
export class BudgetError extends Error {
  override readonly name = "BudgetError";
}

/**
 * Looks at every page of a column chunk before hyparquet decodes it: sizes, counts, and the run lengths that make its
 * loops long. Answers with what the chunk has. Throws an Error that says what is wrong.
 */
export function checkPages(chunk: Uint8Array, shape: ChunkShape, budget: ChunkCost): ChunkCost {
  let at = 0;
  let values = 0;
  let bytes = 0;
  // As hyparquet: a single byte at the end is no page any more.
  while (at < chunk.length - 1) {
    const start = endOfStruct(chunk, at);
    const header = parquetHeader({ view: viewOf(chunk), offset: at });
    const size = header.compressed_page_size;
    if (!isCount(size) || size > chunk.length - start) throw new Error(`a page claims ${size} bytes`);
    const full = header.uncompressed_page_size;
    if (!isCount(full)) throw new Error(`a page claims ${full} bytes`);
    values += valuesOf(header);
    bytes += full;
    if (bytes > budget.bytes) throw new BudgetError(`pages of more than ${Math.round(MAX_ROW_GROUP / 2 ** 20)} MiB`);
    if (values > budget.values) throw new BudgetError(`more than ${MAX_VALUES} values`);
    checkPage(chunk.subarray(start, start + size), header, shape);
    at = start + size;
  }
  return { values, bytes };
}

function valuesOf(header: PageHeader): number {
  const page = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
  const count = page?.num_values;
  if (!isCount(count)) throw new Error(`a page claims ${count} values`);
  return count;
}

function checkPage(bytes: Uint8Array, header: PageHeader, shape: ChunkShape): void {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  if (header.type === "DICTIONARY_PAGE") {
    // A dictionary is PLAIN: every value of it takes its bytes.
    return;
  } else if (header.type === "DATA_PAGE" && v1 !== undefined) {
    const page = { bytes: inflate(bytes, header.uncompressed_page_size, shape.meta), at: 0 };
    const { repetition, definition } = levelsOf(shape.path);
    if (repetition > 0) checkLevels(page, repetition, v1.num_values);
    const values = definition > 0 ? checkLevels(page, definition, v1.num_values) : v1.num_values;
    const { uncompressed_page_size: size } = header;
    checkValues(page, { encoding: v1.encoding, count: values, size, isV2: false }, shape);
  } else if (header.type === "DATA_PAGE_V2" && v2 !== undefined) {
    checkPageV2(bytes, header, v2, shape);
  } else throw new Error(`a page is of type ${header.type}`);
}

function checkPageV2(
  bytes: Uint8Array,
  header: PageHeader,
  v2: NonNullable<PageHeader["data_page_header_v2"]>,
  shape: ChunkShape,
): void {
  const { repetition_levels_byte_length: first, definition_levels_byte_length: second } = v2;
  const size = header.uncompressed_page_size;
  if (!isCount(first) || !isCount(second) || first + second > Math.min(size, bytes.length)) {
    throw new Error(`a page claims levels of ${first} and ${second} bytes`);
  }
  if (!isCount(v2.num_nulls) || v2.num_nulls > v2.num_values || !isCount(v2.num_rows) || v2.num_rows > v2.num_values) {
    throw new Error(`a page claims ${v2.num_rows} rows and ${v2.num_nulls} nulls`);
  }
  const { repetition, definition } = levelsOf(shape.path);
  if (repetition > 0) checkRuns({ bytes: bytes.subarray(0, first), at: 0 }, widthOf(repetition), v2.num_values);
  const definitions = { bytes: bytes.subarray(first, first + second), at: 0 };
  if (definition > 0) checkRuns(definitions, widthOf(definition), v2.num_values);
  const rest = bytes.subarray(first + second);
  const page = v2.is_compressed === false ? rest : inflate(rest, size - first - second, shape.meta);
  const count = v2.num_values - v2.num_nulls;
  checkValues({ bytes: page, at: 0 }, { encoding: v2.encoding, count, size, isV2: true }, shape);
}

/** Levels of a page of version 1: a length, then runs. Answers how many values are there and not null. */
function checkLevels(page: PageCursor, most: number, count: number): number {
  const runs = withLength(page);
  page.at += 4 + runs.bytes.length;
  return checkRuns(runs, widthOf(most), count, most);
}

function withLength(page: PageCursor): PageCursor {
  const length = viewOf(page.bytes).getUint32(page.at, true);
  const start = page.at + 4;
  if (length > page.bytes.length - start) throw new Error(`runs of a page claim ${length} bytes`);
  return { bytes: page.bytes.subarray(start, start + length), at: 0 };
}

interface PageValues {
  readonly encoding: string;
  /** Without the nulls. */
  readonly count: number;
  readonly size: number;
  readonly isV2: boolean;
}

function checkValues(page: PageCursor, { encoding, count, size, isV2 }: PageValues, { meta, path }: ChunkShape): void {
  if (count === 0) return;
  switch (encoding) {
    case "PLAIN":
      return;
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
    case "RLE":
      if (meta.type === "BOOLEAN" || encoding === "RLE") checkRuns(withLength(page), 1, count);
      else checkIndices(page, count, isV2);
      return;
    case "DELTA_BINARY_PACKED":
    case "DELTA_LENGTH_BYTE_ARRAY":
      checkDelta({ ...page });
      return;
    case "DELTA_BYTE_ARRAY":
      // Each value may repeat nearly a page of the one before.
      if (count * size > MAX_ROW_GROUP) throw new BudgetError(`${count} values in DELTA_BYTE_ARRAY`);
      checkDelta({ ...page });
      return;
    case "BYTE_STREAM_SPLIT":
      if (count * (path.at(-1)?.type_length ?? 1) > size) throw new Error(`a page claims ${count} values`);
      return;
    default:
      throw new Error(`a page is encoded as ${encoding}`);
  }
}

/** Indices into the dictionary: their width, then runs. */
function checkIndices(page: PageCursor, count: number, isV2: boolean): void {
  const width = page.bytes[page.at];
  if (width === undefined) throw new Error("a page ends before its indices");
  // In pages of version 1 hyparquet takes indices without bits for zeros and reads no runs.
  if (width > 0 || isV2) checkRuns({ bytes: page.bytes, at: page.at + 1 }, width, count);
}

/** As parquet's Dremel levels: how often something may repeat, and how often it may be missing. */
function levelsOf(path: readonly SchemaElement[]): { readonly repetition: number; readonly definition: number } {
  return {
    repetition: path.filter((element) => element.repetition_type === "REPEATED").length,
    definition: path.filter((element) => element.repetition_type !== "REQUIRED").length,
  };
}

const widthOf = (most: number): number => 32 - Math.clz32(most);

function inflate(bytes: Uint8Array, size: number, { codec }: ColumnMetaData): Uint8Array {
  const inflated = codec === "UNCOMPRESSED" ? bytes : codecs[codec]?.(bytes, size);
  if (inflated === undefined) throw new Error(`pages are compressed as ${codec}`);
  if (inflated.length !== size) throw new Error(`a page has ${inflated.length} bytes, its header says ${size}`);
  return inflated;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
