import { crc32, deflateSync, inflateSync } from "node:zlib";
import { AppError } from "#core/errors";

/** A PNG with every sample as the file has it: palettes stay indices, 1 bit stays 1 bit. */
export interface PngPicture {
  readonly width: number;
  readonly height: number;
  /** 1, 2, 4, 8 or 16. */
  readonly bitDepth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colourType: number;
  readonly channels: number;
  /** Row-major, channels side by side. */
  readonly samples: Uint8Array | Uint16Array;
  /** Chunks between the header and the pixels, and behind the pixels: palette, texts, times ... as they were. */
  readonly before: readonly PngChunk[];
  readonly after: readonly PngChunk[];
}

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** Samples of one picture: 16384 x 16384 in grey. */
const MAX_SAMPLES = 2 ** 28;

/** Decodes a PNG. Throws `image-damaged`, `too-large`, and `unsupported` for an interlaced one. */
export function decodePng(bytes: Buffer, where: string): PngPicture {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw damaged("it is no PNG", where);
  const chunks = readChunks(bytes, where);
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  if (header === undefined || header.length !== 13) throw damaged("it has no header", where);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [bitDepth, colourType] = [header[8] as number, header[9] as number];
  const channels = CHANNELS[colourType];
  if (width === 0 || height === 0 || channels === undefined || !DEPTHS[colourType]?.includes(bitDepth)) {
    throw damaged("its header says what no PNG can be", where);
  }
  if (width * height * channels > MAX_SAMPLES) throw tooLarge(width, height, where);
  if (header[12] !== 0) throw interlaced(where);
  const shape = { width, height, bitDepth, colourType, channels };
  const lineBytes = Math.ceil((width * channels * bitDepth) / 8);
  const lines = inflated(chunks, (lineBytes + 1) * height, where);
  unfilter(lines, lineBytes, height, Math.max(1, (channels * bitDepth) / 8), where);
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  const last = chunks.findLastIndex(({ type }) => type === "IDAT");
  return {
    ...shape,
    samples: unpacked(lines, lineBytes, shape),
    before: chunks.slice(0, first).filter(({ type }) => type !== "IHDR"),
    after: chunks.slice(last + 1).filter(({ type }) => type !== "IEND"),
  };
}

/** Encodes it again: the same colour type and bit depth, the same chunks around the pixels. */
export function encodePng(picture: PngPicture): Buffer {
  const { width, height, bitDepth, colourType, before, after } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bitDepth;
  header[9] = colourType;
  const pixels = { type: "IDAT", data: deflateSync(packed(picture), { level: 9 }) };
  const end = { type: "IEND", data: Buffer.alloc(0) };
  const chunks = [{ type: "IHDR", data: header }, ...before, pixels, ...after, end];
  return Buffer.concat([SIGNATURE, ...chunks.map(chunkBytes)]);
}

function chunkBytes({ type, data }: PngChunk): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

function readChunks(bytes: Buffer, where: string): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw damaged("it was cut off", where);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      throw damaged(`its part ${JSON.stringify(type)} was altered`, where);
    }
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) });
    if (type === "IEND") return chunks;
    at = end;
  }
  throw damaged("it was cut off", where);
}

function inflated(chunks: readonly PngChunk[], length: number, where: string): Buffer {
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  let lines: Buffer;
  try {
    lines = inflateSync(packed, { maxOutputLength: length + 1 });
  } catch (thrown) {
    throw damaged(`its pixels cannot be unpacked (${thrown instanceof Error ? thrown.message : thrown})`, where);
  }
  if (lines.length !== length) throw damaged("it has another number of pixels than its header says", where);
  return lines;
}

/** Undoes the filters of the lines in place (PNG specification, section 9). */
function unfilter(lines: Buffer, lineBytes: number, height: number, step: number, where: string): void {
  for (let y = 0; y < height; y++) {
    const start = y * (lineBytes + 1) + 1;
    const filter = lines[start - 1] as number;
    if (filter > 4) throw damaged(`its line ${y + 1} has a filter that there is not`, where);
    if (filter === 0) continue;
    const above = start - lineBytes - 1;
    for (let x = 0; x < lineBytes; x++) {
      const left = x >= step ? (lines[start + x - step] as number) : 0;
      const up = y > 0 ? (lines[above + x] as number) : 0;
      const corner = x >= step && y > 0 ? (lines[above + x - step] as number) : 0;
      lines[start + x] = ((lines[start + x] as number) + predicted(filter, left, up, corner)) & 255;
    }
  }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

type Shape = Pick<PngPicture, "width" | "height" | "bitDepth" | "channels">;

function unpacked(
  lines: Buffer,
  lineBytes: number,
  { width, height, bitDepth, channels }: Shape,
): PngPicture["samples"] {
  const perLine = width * channels;
  const samples = bitDepth === 16 ? new Uint16Array(perLine * height) : new Uint8Array(perLine * height);
  const mask = (1 << Math.min(bitDepth, 8)) - 1;
  for (let y = 0; y < height; y++) {
    const start = y * (lineBytes + 1) + 1;
    for (let x = 0; x < perLine; x++) {
      const at = y * perLine + x;
      if (bitDepth === 16) samples[at] = lines.readUInt16BE(start + 2 * x);
      else if (bitDepth === 8) samples[at] = lines[start + x] as number;
      else {
        const bit = x * bitDepth;
        samples[at] = ((lines[start + (bit >> 3)] as number) >> (8 - bitDepth - (bit & 7))) & mask;
      }
    }
  }
  return samples;
}

function packed({ width, height, bitDepth, channels, samples }: PngPicture): Buffer {
  const perLine = width * channels;
  const lineBytes = Math.ceil((perLine * bitDepth) / 8);
  const lines = Buffer.alloc((lineBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    const start = y * (lineBytes + 1) + 1;
    for (let x = 0; x < perLine; x++) {
      const value = samples[y * perLine + x] as number;
      if (bitDepth === 16) lines.writeUInt16BE(value, start + 2 * x);
      else {
        const bit = x * bitDepth;
        const at = start + (bit >> 3);
        lines[at] = (lines[at] as number) | (value << (8 - bitDepth - (bit & 7)));
      }
    }
  }
  return lines;
}

function damaged(why: string, where: string): AppError {
  const message = `This PNG cannot be read: ${why}.`;
  return new AppError({ code: "image-damaged", message, where, cure: "Get the file again from its source." });
}

function tooLarge(width: number, height: number, where: string): AppError {
  const message = `This mask has ${width} x ${height} pixels, which takes too much memory to decode.`;
  return new AppError({ code: "too-large", message, where, cure: "Save it as a grey picture of 8 bits." });
}

function interlaced(where: string): AppError {
  const message = "This PNG is interlaced, which no mask needs to be.";
  return new AppError({ code: "unsupported", message, where, cure: "Save it without interlacing." });
}
