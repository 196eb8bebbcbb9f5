import { broken } from "./failures.ts";

/** Reads a pickle's arguments, little-endian, and never past the end. */
export class Cursor {
  private position = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly file: string,
  ) {}

  get at(): number {
    return this.position;
  }

  get where(): string {
    return `${this.file}, byte ${this.position}`;
  }

  byte(): number {
    return this.bytes[this.skip(1)] as number;
  }

  uint16(): number {
    return this.bytes.readUInt16LE(this.skip(2));
  }

  int32(): number {
    return this.bytes.readInt32LE(this.skip(4));
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  /** Eight bytes; a length beyond 2^53 is as good as infinite. */
  uint64(): number {
    return Number(this.bytes.readBigUInt64LE(this.skip(8)));
  }

  float64(): number {
    return this.bytes.readDoubleBE(this.skip(8));
  }

  take(length: number): Buffer {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Up to the next \n, which is left out. */
  line(): Buffer {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0) throw broken("a line does not end", this.where);
    const line = this.bytes.subarray(this.position, end);
    this.position = end + 1;
    return line;
  }

  private skip(length: number): number {
    const start = this.position;
    if (length > this.bytes.length - start) throw broken("it ends in the middle", this.where);
    this.position = start + length;
    return start;
  }
}
