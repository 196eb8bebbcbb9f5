import { MAX_NESTING } from "./limits.ts";

/** Field types of Thrift's compact protocol, as far as parquet uses them. */
const TYPE = { STOP: 0, TRUE: 1, FALSE: 2, BYTE: 3, I16: 4, I32: 5, I64: 6, DOUBLE: 7, BINARY: 8, LIST: 9, STRUCT: 12 };
const MAX_VARINT = 10;

/** The bytes end before the struct does. */
export class HeaderCut extends Error {
  override readonly name = "HeaderCut";
}

/**
 * Where the Thrift struct at `start` ends. The parser of hyparquet trusts lengths: it makes a list as long as its
 * header says and reads a number as long as its bytes go on. So every struct is walked here first, which takes no memory.
 * Throws an Error that says what is wrong, HeaderCut where more bytes might mend it.
 */
export function endOfStruct(bytes: Uint8Array, start: number): number {
  return new Walk(bytes, start).struct(0);
}

class Walk {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  struct(depth: number): number {
    if (depth > MAX_NESTING) throw new Error("its headers nest too deeply");
    for (;;) {
      const head = this.byte();
      const type = head & 0x0f;
      if (type === TYPE.STOP) return this.at;
      if (head >> 4 === 0) this.varint();
      if (type !== TYPE.TRUE && type !== TYPE.FALSE) this.value(type, depth);
    }
  }

  private value(type: number, depth: number): void {
    switch (type) {
      // Only as an element of a list; a field's value stands in its type.
      case TYPE.TRUE:
      case TYPE.FALSE:
      case TYPE.BYTE:
        this.skip(1);
        return;
      case TYPE.I16:
      case TYPE.I32:
      case TYPE.I64:
        this.varint();
        return;
      case TYPE.DOUBLE:
        this.skip(8);
        return;
      case TYPE.BINARY:
        this.skip(this.varint());
        return;
      case TYPE.LIST:
        this.list(depth);
        return;
      case TYPE.STRUCT:
        this.struct(depth + 1);
        return;
      default:
        throw new Error(`its header has a field of type ${type}`);
    }
  }

  private list(depth: number): void {
    if (depth > MAX_NESTING) throw new Error("its headers nest too deeply");
    const head = this.byte();
    const count = head >> 4 === 15 ? this.varint() : head >> 4;
    if (count > this.bytes.length - this.at) throw new HeaderCut(`a list of its header claims ${count} elements`);
    for (let i = 0; i < count; i++) this.value(head & 0x0f, depth + 1);
  }

  private byte(): number {
    this.skip(1);
    return this.bytes[this.at - 1] as number;
  }

  private skip(length: number): void {
    if (length > this.bytes.length - this.at) throw new HeaderCut("a header ends in the middle");
    this.at += length;
  }

  /** Unsigned; beyond 2^53 only its size matters, which is too much for any length. */
  private varint(): number {
    let value = 0;
    for (let i = 0; i < MAX_VARINT; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw new Error("a number of its header does not end");
  }
}
