/** Writers may fill up the last group of eight; more than that is no writer's. */
const PADDING = 504;

/** A page's bytes and how far they have been read. */
export interface PageCursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Unsigned LEB128 of at most 32 bits. Throws an Error. */
export function varint(cursor: PageCursor): number {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new Error("a page ends in the middle");
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value;
  }
  throw new Error("a number of a page does not end");
}

/**
 * Walks the RLE / bit-packed hybrid (parquet-format, Encodings.md) until `count` values have been seen, and answers how
 * many of them are `wanted`. hyparquet writes as many values as a run says, however many there can be; so runs that say
 * too much are refused before. Throws an Error that says what is wrong.
 */
export function checkRuns(cursor: PageCursor, width: number, count: number, wanted = -1): number {
  if (width > 32) throw new Error(`a page has values of ${width} bits`);
  let seen = 0;
  let found = 0;
  while (seen < count) {
    const header = varint(cursor);
    const isPacked = header % 2 === 1;
    const half = Math.floor(header / 2);
    const values = isPacked ? half * 8 : half;
    if (values === 0) throw new Error("a page has a run of nothing");
    if (values > count - seen + (isPacked ? PADDING : 0)) {
      throw new Error(`a run of a page claims ${values} values where ${count - seen} are left`);
    }
    const start = cursor.at;
    cursor.at += isPacked ? Math.max(1, half * width) : Math.ceil(width / 8);
    // The last group may be cut after the last value that counts.
    const needed = isPacked ? start + Math.ceil((Math.min(values, count - seen) * width) / 8) : cursor.at;
    if (needed > cursor.bytes.length) throw new Error("a page ends in the middle of a run");
    if (wanted >= 0) found += countWanted(cursor.bytes, start, width, isPacked, Math.min(values, count - seen), wanted);
    seen += values;
  }
  return found;
}

function countWanted(
  bytes: Uint8Array,
  start: number,
  width: number,
  isPacked: boolean,
  values: number,
  wanted: number,
): number {
  if (!isPacked) return valueAt(bytes, start * 8, width) === wanted ? values : 0;
  let found = 0;
  for (let i = 0; i < values; i++) if (valueAt(bytes, start * 8 + i * width, width) === wanted) found++;
  return found;
}

/** Bits of a level, least significant first; levels have at most five. */
function valueAt(bytes: Uint8Array, bit: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) {
    value |= (((bytes[(bit + i) >> 3] ?? 0) >> ((bit + i) & 7)) & 1) << i;
  }
  return value;
}

/** The head of a DELTA_BINARY_PACKED block. Throws an Error for blocks that no writer makes. */
export function checkDelta(cursor: PageCursor): void {
  const blockSize = varint(cursor);
  const miniblocks = varint(cursor);
  const isUsual = miniblocks > 0 && miniblocks <= 1024 && blockSize > 0 && blockSize <= 2 ** 20;
  if (!isUsual || blockSize % miniblocks !== 0) {
    throw new Error(`a page has blocks of ${blockSize} values in ${miniblocks} parts`);
  }
}
