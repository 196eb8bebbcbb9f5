import type { PageHeader } from "hyparquet";
import type { DecodedArray } from "hyparquet/src/types.js";
import { codecs } from "./codecs.ts";
import type { LeafShape } from "./leaf-shape.ts";
import type { ParquetLimits } from "./limits.ts";
import { dictionaryOf, type EncodedValues, type TakeValues, valuesOf } from "./page-values.ts";
import { isCount, type RawPage, viewOf } from "./pages.ts";
import { RunReader } from "./runs.ts";

/** A data page that is read from its first entry to its last. */
export interface DataPage {
  /** Values, nulls, and lists that are empty or missing. */
  readonly entries: number;
  /** Null where nothing repeats. */
  readonly repetition: RunReader | null;
  /** Null where nothing can be missing. */
  readonly definition: RunReader | null;
  readonly take: TakeValues;
}

interface Levels {
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
}

/** Throws an Error that says what is wrong, BudgetError for what is too much. */
export function openDictionary({ header, bytes }: RawPage, leaf: LeafShape, limits: ParquetLimits): DecodedArray {
  const count = header.dictionary_page_header?.num_values;
  if (!isCount(count)) throw new Error(`a dictionary claims ${count} values`);
  return dictionaryOf(inflate(bytes, header.uncompressed_page_size, leaf), count, leaf, limits);
}

/** Throws an Error that says what is wrong, BudgetError for what is too much. */
export function openDataPage(
  { header, bytes }: RawPage,
  leaf: LeafShape,
  dictionary: DecodedArray | null,
  limits: ParquetLimits,
): DataPage {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  if (header.type === "DATA_PAGE" && v1 !== undefined) {
    const page = inflate(bytes, header.uncompressed_page_size, leaf);
    if (v1.definition_level_encoding === "BIT_PACKED" && leaf.definition > 0) {
      throw new Error("the levels of a page are encoded as BIT_PACKED");
    }
    const [repetition, afterFirst] = leaf.repetition > 0 ? withLength(page, 0) : NOTHING;
    const [definition, start] = leaf.definition > 0 ? withLength(page, afterFirst) : [NONE, afterFirst];
    const values = { encoding: v1.encoding, bytes: page.subarray(start) };
    return dataPage(v1.num_values, { repetition, definition }, values, leaf, { dictionary, limits });
  }
  if (header.type === "DATA_PAGE_V2" && v2 !== undefined) {
    const { repetition_levels_byte_length: first, definition_levels_byte_length: second } = v2;
    checkVersion2(v2, Math.min(header.uncompressed_page_size, bytes.length));
    const rest = bytes.subarray(first + second);
    const size = header.uncompressed_page_size - first - second;
    const values = { encoding: v2.encoding, bytes: v2.is_compressed === false ? rest : inflate(rest, size, leaf) };
    const levels = { repetition: bytes.subarray(0, first), definition: bytes.subarray(first, first + second) };
    return dataPage(v2.num_values, levels, values, leaf, { dictionary, limits });
  }
  throw new Error(`a page is of type ${header.type}`);
}

function checkVersion2(v2: NonNullable<PageHeader["data_page_header_v2"]>, size: number): void {
  const { repetition_levels_byte_length: first, definition_levels_byte_length: second } = v2;
  if (!isCount(first) || !isCount(second) || first + second > size) {
    throw new Error(`a page claims levels of ${first} and ${second} bytes`);
  }
  if (!isCount(v2.num_nulls) || v2.num_nulls > v2.num_values || !isCount(v2.num_rows) || v2.num_rows > v2.num_values) {
    throw new Error(`a page claims ${v2.num_rows} rows and ${v2.num_nulls} nulls`);
  }
}

function dataPage(
  entries: number,
  levels: Levels,
  values: { readonly encoding: string; readonly bytes: Uint8Array },
  leaf: LeafShape,
  beside: Pick<EncodedValues, "dictionary" | "limits">,
): DataPage {
  if (!isCount(entries)) throw new Error(`a page claims ${entries} values`);
  const runs = (bytes: Uint8Array, most: number) => (most === 0 ? null : new RunReader(bytes, bitsOf(most), entries));
  const count = () => countPresent(runs(levels.definition, leaf.definition), leaf.definition, entries);
  // A page of nulls alone may leave out what values begin with.
  let take: TakeValues | null = null;
  return {
    entries,
    repetition: runs(levels.repetition, leaf.repetition),
    definition: runs(levels.definition, leaf.definition),
    take: (some, sink) => {
      if (some === 0) return;
      take ??= valuesOf({ ...values, most: entries, count, ...beside }, leaf);
      take(some, sink);
    },
  };
}

function countPresent(definition: RunReader | null, most: number, entries: number): number {
  if (definition === null) return entries;
  const levels = new Uint8Array(4096);
  let present = 0;
  for (let done = 0; done < entries; done += levels.length) {
    const some = Math.min(levels.length, entries - done);
    definition.read(levels, 0, some);
    for (let i = 0; i < some; i++) if (levels[i] === most) present++;
  }
  return present;
}

const NONE = new Uint8Array(0);
const NOTHING: readonly [Uint8Array, number] = [NONE, 0];

/** Levels of a page of version 1: a length, then runs; and where they end. */
function withLength(page: Uint8Array, at: number): readonly [runs: Uint8Array, end: number] {
  if (page.length - at < 4) throw new Error("a page ends before its levels");
  const length = viewOf(page).getUint32(at, true);
  const start = at + 4;
  if (length > page.length - start) throw new Error(`runs of a page claim ${length} bytes`);
  return [page.subarray(start, start + length), start + length];
}

const bitsOf = (most: number): number => 32 - Math.clz32(most);

function inflate(bytes: Uint8Array, size: number, { meta: { codec } }: LeafShape): Uint8Array {
  if (size === 0) return NONE;
  const inflated = codec === "UNCOMPRESSED" ? bytes : codecs[codec]?.(bytes, size);
  if (inflated === undefined) throw new Error(`pages are compressed as ${codec}`);
  if (inflated.length !== size) throw new Error(`a page has ${inflated.length} bytes, its header says ${size}`);
  return inflated;
}
