import { crc32, deflateRawSync } from "node:zlib";

/** An entry as a test wants it written; what a well-behaved program would write where a value is left out. */
export interface ZipEntry {
  readonly name: string;
  readonly data?: Uint8Array | string;
  readonly stored?: boolean;
  /** Unix mode with its file type, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  /** What the headers claim of the contents' size. */
  readonly claims?: number;
  /** The name that Info-ZIP's Unicode field gives, which goes before the other. */
  readonly unicodeName?: string;
}

/** Writes a zip file by hand (APPNOTE.TXT 4.3), so that tests can write what no honest program would. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = Buffer.from(entry.data ?? "");
    const method = entry.method ?? (entry.stored || entry.name.endsWith("/") ? 0 : 8);
    const packed = method === 8 ? deflateRawSync(data) : data;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((entry.flags ?? 0) | 0x800, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.claims ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const extra = entry.unicodeName === undefined ? Buffer.alloc(0) : unicodeField(name, entry.unicodeName);
    common.writeUInt16LE(extra.length, 24);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((entry.mode ?? (entry.name.endsWith("/") ? 0o040755 : 0o100644)) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([signature(0x04034b50), common, name, extra, packed]);
    // Made by version 2.0 on Unix.
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), common, tail, name, extra]));
    pieces.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...pieces, central, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function unicodeField(name: Buffer, other: string): Buffer {
  const text = Buffer.from(other);
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + text.length, 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(name), 5);
  return Buffer.concat([head, text]);
}
