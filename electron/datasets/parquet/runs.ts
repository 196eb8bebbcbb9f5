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
 * The RLE / bit-packed hybrid of levels, dictionary indices and booleans (parquet-format, Encodings.md), a piece at a
 * time: a page of a few bytes can hold millions of values, which are never all in memory. Runs that say more than the
 * page has are refused. Every method throws an Error that says what is wrong.
 */
export class RunReader {
  private readonly cursor: PageCursor;
  /** Values of runs that have not begun yet. */
  private left: number;
  /** Values left of the run that has begun. */
  private run = 0;
  private isPacked = false;
  private value = 0;
  /** Bit of the byte at the cursor at which a packed run goes on. */
  private bit = 0;
  private runEnd = 0;

  /** `count`: how many values there are at most. */
  constructor(
    bytes: Uint8Array,
    private readonly width: number,
    count: number,
  ) {
    if (width > 32) throw new Error(`a page has values of ${width} bits`);
    this.cursor = { bytes, at: 0 };
    this.left = width === 0 ? 0 : count;
    // Values without bits are zeros and take no runs.
    if (width === 0) this.run = count;
  }

  /** The next `count` values, into `out` from `start`. */
  read(out: Uint8Array | Int32Array, start: number, count: number): void {
    let at = start;
    const end = start + count;
    while (at < end) {
      if (this.run === 0) this.begin();
      const some = Math.min(this.run, end - at);
      if (this.isPacked) this.unpack(out, at, at + some);
      else out.fill(this.value, at, at + some);
      at += some;
      this.run -= some;
      if (this.run === 0 && this.isPacked) this.cursor.at = this.runEnd;
    }
  }

  private begin(): void {
    const { cursor, width } = this;
    const header = varint(cursor);
    this.isPacked = header % 2 === 1;
    const half = Math.floor(header / 2);
    const values = this.isPacked ? half * 8 : half;
    if (values === 0) throw new Error("a page has a run of nothing");
    if (values > this.left + (this.isPacked ? PADDING : 0) || this.left === 0) {
      throw new Error(`a run of a page claims ${values} values where ${this.left} are left`);
    }
    this.run = Math.min(values, this.left);
    this.left -= this.run;
    // The last group may be cut after the last value that counts.
    const needed = Math.ceil((this.isPacked ? this.run * width : width) / 8);
    if (needed > cursor.bytes.length - cursor.at) throw new Error("a page ends in the middle of a run");
    this.runEnd = cursor.at + half * width;
    this.bit = 0;
    if (!this.isPacked) this.value = this.whole();
  }

  /** The value of a run: whole bytes, least significant first. */
  private whole(): number {
    let value = 0;
    for (let i = 0; i < Math.ceil(this.width / 8); i++) {
      value |= (this.cursor.bytes[this.cursor.at++] as number) << (8 * i);
    }
    return value;
  }

  private unpack(out: Uint8Array | Int32Array, start: number, end: number): void {
    const { bytes } = this.cursor;
    const { width } = this;
    const mask = width === 32 ? -1 : 2 ** width - 1;
    let { at } = this.cursor;
    let { bit } = this;
    for (let i = start; i < end; i++) {
      let value = (bytes[at] as number) >>> bit;
      for (let got = 8 - bit, next = at + 1; got < width; got += 8, next++) {
        value |= (bytes[next] as number) << got;
      }
      out[i] = value & mask;
      bit += width;
      at += bit >> 3;
      bit &= 7;
    }
    this.cursor.at = at;
    this.bit = bit;
  }
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
