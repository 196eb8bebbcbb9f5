import { convert } from "hyparquet/src/convert.js";
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import type { DecodedArray } from "hyparquet/src/types.js";
import type { LeafShape } from "./leaf-shape.ts";
import { MAX_WHOLE_VALUES, type ParquetLimits } from "./limits.ts";
import { BudgetError } from "./page-budget.ts";
import { viewOf } from "./pages.ts";
import { checkDelta, RunReader } from "./runs.ts";
import type { ValueSink } from "./value-sink.ts";

/** Moves the page's next `count` values into a row. Throws an Error where the page ends before. */
export type TakeValues = (count: number, sink: ValueSink) => void;

export interface EncodedValues {
  readonly encoding: string;
  /** After the levels. */
  readonly bytes: Uint8Array;
  /** How many there are at most, and how many exactly, which takes a walk. */
  readonly most: number;
  readonly count: () => number;
  readonly dictionary: DecodedArray | null;
  readonly limits: ParquetLimits;
}

/** Indices that are looked up at one time. */
const SOME = 4096;
/** Bytes of a decimal: 256 bits are the most that any writer has. */
const MAX_DECIMAL = 32;

/** Throws an Error for encodings that parquet has not, or not for such values. */
export function valuesOf(encoded: EncodedValues, leaf: LeafShape): TakeValues {
  const { encoding, bytes } = encoded;
  switch (encoding) {
    case "PLAIN":
      if (leaf.meta.type === "BOOLEAN") return plainFlags(bytes);
      return leaf.numbers === null ? plainOthers(bytes, leaf) : plainNumbers(bytes);
    case "RLE":
      if (leaf.meta.type === "BOOLEAN") return runFlags(encoded);
      break;
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
      if (leaf.meta.type !== "BOOLEAN") return lookedUp(encoded);
      break;
    case "DELTA_BINARY_PACKED":
    case "DELTA_LENGTH_BYTE_ARRAY":
    case "DELTA_BYTE_ARRAY":
    case "BYTE_STREAM_SPLIT":
      return pieceOf(decodeWhole(encoded, leaf), leaf);
  }
  throw new Error(`a page is encoded as ${encoding}`);
}

/** Bits, least significant first. */
function plainFlags(bytes: Uint8Array): TakeValues {
  let at = 0;
  let bit = 0;
  return (count, sink) => {
    if (Math.ceil((bit + count) / 8) > bytes.length - at) throw cut();
    const start = sink.length;
    const out = sink.room(count) as Uint8Array;
    for (let i = start; i < start + count; i++) {
      out[i] = ((bytes[at] as number) >> bit) & 1;
      bit = (bit + 1) & 7;
      if (bit === 0) at++;
    }
  };
}

function runFlags({ bytes, most }: EncodedValues): TakeValues {
  if (bytes.length < 4) throw cut();
  const length = viewOf(bytes).getUint32(0, true);
  if (length > bytes.length - 4) throw new Error(`runs of a page claim ${length} bytes`);
  const runs = new RunReader(bytes.subarray(4, 4 + length), 1, most);
  return (count, sink) => {
    const start = sink.length;
    runs.read(sink.room(count) as Uint8Array, start, count);
  };
}

/** Little-endian, as every machine's that this runs on. */
function plainNumbers(bytes: Uint8Array): TakeValues {
  let at = 0;
  return (count, sink) => {
    const start = sink.length;
    // Numbers take four bytes or more: nothing is made room for that cannot be there.
    if (count * 4 > bytes.length - at) throw cut();
    const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = sink.room(count);
    if (count * width > bytes.length - at) throw cut();
    new Uint8Array(buffer, byteOffset + start * width, count * width).set(bytes.subarray(at, at + count * width));
    at += count * width;
  };
}

/** What the values take at least, in bytes of a PLAIN page. */
function widthOf({ meta, decoder }: LeafShape): number {
  const { type } = meta;
  if (type === "FIXED_LEN_BYTE_ARRAY") return decoder.element.type_length ?? 1;
  return { BOOLEAN: 1, INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8, INT96: 12, BYTE_ARRAY: 4 }[type];
}

function plainOthers(bytes: Uint8Array, leaf: LeafShape): TakeValues {
  const reader = { view: viewOf(bytes), offset: 0 };
  const width = widthOf(leaf);
  return (count, sink) => {
    if (count * width > bytes.length - reader.offset) throw cut();
    const values = readPlain(reader, leaf.meta.type, count, leaf.decoder.element.type_length);
    if (reader.offset > bytes.length) throw cut();
    addOwn(values, leaf, sink);
  };
}

/** Converts and adds; bytes are copied, because a row must not hold its page. */
function addOwn(values: DecodedArray, leaf: LeafShape, sink: ValueSink): void {
  sink.weigh(values);
  checkDecimals(values, leaf);
  sink.add(copied(convert(values, leaf.decoder)));
}

/** Long ones take hyparquet quadratic time. */
function checkDecimals(values: DecodedArray, { decoder }: LeafShape): void {
  if (decoder.element.converted_type !== "DECIMAL" || !Array.isArray(values)) return;
  for (const value of values) {
    if (value instanceof Uint8Array && value.length > MAX_DECIMAL)
      throw new Error(`a decimal has ${value.length} bytes`);
  }
}

function copied(values: DecodedArray): DecodedArray {
  return Array.isArray(values) ? values.map((value) => (value instanceof Uint8Array ? value.slice() : value)) : values;
}

/** Of a dictionary page, converted. */
export function dictionaryOf(bytes: Uint8Array, count: number, leaf: LeafShape, limits: ParquetLimits): DecodedArray {
  if (leaf.meta.type === "BOOLEAN") throw new Error("it has a dictionary of flags");
  if (count * widthOf(leaf) > bytes.length) throw new Error(`a dictionary claims ${count} values`);
  // Each becomes an object.
  if (leaf.numbers === null && count > limits.rowValues) throw new BudgetError(`dictionaries of ${count} values`);
  const reader = { view: viewOf(bytes), offset: 0 };
  const values = readPlain(reader, leaf.meta.type, count, leaf.decoder.element.type_length);
  if (reader.offset > bytes.length) throw cut();
  if (leaf.numbers !== null && count === 0) return leaf.numbers;
  checkDecimals(values, leaf);
  return convert(values, leaf.decoder);
}

/** Indices into the dictionary: their width, then runs. */
function lookedUp({ bytes, most, dictionary }: EncodedValues): TakeValues {
  const [width] = bytes;
  if (width === undefined) throw new Error("a page ends before its indices");
  if (dictionary === null) throw new Error("a page refers to a dictionary that is not there");
  const runs = new RunReader(bytes.subarray(1), width, most);
  const indices = new Int32Array(SOME);
  return (count, sink) => {
    for (let done = 0; done < count; done += SOME) {
      const some = Math.min(SOME, count - done);
      runs.read(indices, 0, some);
      lookUp(indices.subarray(0, some), dictionary, sink);
    }
  };
}

function lookUp(indices: Int32Array, dictionary: DecodedArray, sink: ValueSink): void {
  for (const index of indices) {
    // As unsigned: indices of 32 bits may be negative here.
    if (index >>> 0 >= dictionary.length)
      throw new Error(`a page refers to value ${index >>> 0} of ${dictionary.length}`);
  }
  if (Array.isArray(dictionary)) {
    const values = Array.from(indices, (index): unknown => dictionary[index >>> 0]);
    sink.weigh(values);
    sink.add(copied(values));
    return;
  }
  let at = sink.length;
  const out = sink.room(indices.length) as Float64Array;
  for (const index of indices) out[at++] = dictionary[index] as number;
}

/** Encodings of which hyparquet decodes whole pages. */
function decodeWhole({ encoding, bytes, most, count, limits }: EncodedValues, leaf: LeafShape): DecodedArray {
  const { type } = leaf.meta;
  // Before they are counted: nulls of a few bytes may be billions.
  const whole = leaf.numbers === null ? limits.rowValues : MAX_WHOLE_VALUES;
  if (most > whole) throw new BudgetError(`pages of ${most} values in ${encoding}`);
  const values = count();
  if (values === 0) return leaf.numbers ?? [];
  const reader = { view: viewOf(bytes), offset: 0 };
  if (encoding === "BYTE_STREAM_SPLIT") {
    if (values * widthOf(leaf) > bytes.length) throw new Error(`a page claims ${values} values`);
    return byteStreamSplit(reader, values, type, leaf.decoder.element.type_length);
  }
  checkDelta({ bytes, at: 0 });
  if (encoding === "DELTA_BINARY_PACKED") {
    if (type !== "INT32" && type !== "INT64") throw new Error(`a page of ${type} is encoded as ${encoding}`);
    const numbers = type === "INT32" ? new Int32Array(values) : new BigInt64Array(values);
    deltaBinaryUnpack(reader, values, numbers);
    return numbers;
  }
  if (type !== "BYTE_ARRAY" && type !== "FIXED_LEN_BYTE_ARRAY")
    throw new Error(`a page of ${type} is encoded as ${encoding}`);
  const texts = new Array<Uint8Array>(values);
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY") deltaLengthByteArray(reader, values, texts);
  else {
    // Each value may repeat nearly a page of the one before.
    if (values * bytes.length > limits.pages) throw new BudgetError(`pages of ${values} values in ${encoding}`);
    deltaByteArray(reader, values, texts);
  }
  return texts;
}

function pieceOf(values: DecodedArray, leaf: LeafShape): TakeValues {
  let at = 0;
  return (count, sink) => {
    if (count > values.length - at) throw cut();
    const piece = Array.isArray(values) ? values.slice(at, at + count) : values.subarray(at, at + count);
    at += count;
    if (leaf.numbers === null) addOwn(piece, leaf, sink);
    else sink.add(convert(piece, leaf.decoder));
  };
}

const cut = (): Error => new Error("a page ends before its values");
