import { copyBack } from "./copy-back.ts";
import { viewOf } from "./pages.ts";

/** An LZ4 block into exactly `length` bytes (lz4_Block_format.md). Throws an Error that says what is wrong. */
export function decompressLz4Raw(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let at = 0;
  let done = 0;
  /** A length's four bits, and bytes of 255 as long as it goes on. */
  const lengthOf = (nibble: number): number => {
    let value = nibble;
    if (nibble < 15) return value;
    for (let byte = 255; byte === 255; value += byte) {
      if (at >= input.length) throw wrong();
      byte = input[at++] as number;
    }
    return value;
  };
  while (at < input.length) {
    const token = input[at++] as number;
    const literals = lengthOf(token >> 4);
    if (literals > input.length - at || literals > length - done) throw wrong();
    output.set(input.subarray(at, at + literals), done);
    at += literals;
    done += literals;
    // The last sequence is literals alone.
    if (at === input.length) break;
    if (input.length - at < 2) throw wrong();
    const distance = (input[at] as number) + (input[at + 1] as number) * 256;
    at += 2;
    const count = lengthOf(token & 15) + 4;
    if (distance === 0 || distance > done || count > length - done) throw wrong();
    copyBack(output, done, distance, count);
    done += count;
  }
  if (done !== length) throw new Error(`a page has ${done} bytes, its header says ${length}`);
  return output;
}

/** Parquet's older LZ4: blocks behind their two lengths, as Hadoop writes them, or one block alone. */
export function decompressLz4(input: Uint8Array, length: number): Uint8Array {
  return hadoopBlocks(input, length) ?? decompressLz4Raw(input, length);
}

/** Null for what is not laid out so. */
function hadoopBlocks(input: Uint8Array, length: number): Uint8Array | null {
  const frames = framesOf(input, length);
  if (frames === null) return null;
  const output = new Uint8Array(length);
  let done = 0;
  try {
    for (const { start, end, size } of frames) {
      output.set(decompressLz4Raw(input.subarray(start, end), size), done);
      done += size;
    }
  } catch {
    return null;
  }
  return output;
}

interface Frame {
  readonly start: number;
  readonly end: number;
  readonly size: number;
}

/** Where the lengths lead: to the end of both, or else these are no lengths. */
function framesOf(input: Uint8Array, length: number): Frame[] | null {
  const view = viewOf(input);
  const frames: Frame[] = [];
  let total = 0;
  for (let at = 0; at < input.length; ) {
    if (input.length - at < 8) return null;
    const size = view.getUint32(at);
    const start = at + 8;
    const end = start + view.getUint32(at + 4);
    total += size;
    if (end > input.length || total > length) return null;
    frames.push({ start, end, size });
    at = end;
  }
  return total === length ? frames : null;
}

const wrong = (): Error => new Error("a page is no whole LZ4 block");
