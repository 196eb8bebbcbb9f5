import { copyBack } from "./copy-back.ts";

/**
 * A snappy block into exactly `length` bytes (google/snappy, format_description.txt). Lengths and distances of four bytes
 * are unsigned: read as signed they lead backwards, and a decoder that follows them never ends.
 * Throws an Error that says what is wrong.
 */
export function decompressSnappy(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let at = afterPreamble(input);
  let done = 0;
  while (at < input.length) {
    const tag = input[at++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      const extra = Math.max(0, (tag >> 2) - 59);
      const count = extra === 0 ? (tag >> 2) + 1 : wholeOf(input, at, extra) + 1;
      at += extra;
      if (count > input.length - at || count > length - done) throw wrong();
      output.set(input.subarray(at, at + count), done);
      at += count;
      done += count;
      continue;
    }
    const width = kind === 3 ? 4 : kind;
    const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const distance = wholeOf(input, at, width) + (kind === 1 ? (tag >> 5) * 256 : 0);
    at += width;
    if (distance === 0 || distance > done || count > length - done) throw wrong();
    copyBack(output, done, distance, count);
    done += count;
  }
  if (done !== length) throw new Error(`a page has ${done} bytes, its header says ${length}`);
  return output;
}

/** The length that it claims, which the page's header says as well. */
function afterPreamble(input: Uint8Array): number {
  for (let at = 0; at < 5; at++) if ((input[at] ?? 0x80) < 0x80) return at + 1;
  throw wrong();
}

/** Unsigned, least significant byte first. */
function wholeOf(input: Uint8Array, at: number, width: number): number {
  if (width > input.length - at) throw wrong();
  let value = 0;
  for (let i = 0; i < width; i++) value += (input[at + i] as number) * 2 ** (8 * i);
  return value;
}

const wrong = (): Error => new Error("a page is no whole snappy block");
