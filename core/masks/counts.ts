import { AppError } from "#core/errors";
import type { Toggles } from "./toggles.ts";

const FIRST_CHAR = 48;
/** Bits of a difference of two runs: 6 characters of 5 bits hold every mask up to `MAX_MASK_PIXELS`. */
const MAX_SHIFT = 25;

export function malformedRle(where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "This mask is not a valid COCO run-length encoding.",
    where,
    cure: "Export the mask again with pycocotools or Rea2Seg Studio.",
  });
}

/** Shared between calls: each fills it and copies what it needs before it returns. */
let scratch = new Uint8Array(1 << 16);

/** ASCII bytes to a string; short ones by spreading, which costs less than a decoder's call. */
function asciiString(bytes: Uint8Array): string {
  if (bytes.length > 2048) return new TextDecoder().decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** Packs run lengths as COCO does: from the fourth run on the difference to the run two before, 5 bits a character. */
export function runsToCounts(runs: ArrayLike<number>): string {
  if (scratch.length < runs.length * 7) scratch = new Uint8Array(runs.length * 7);
  const out = scratch;
  let size = 0;
  for (let i = 0; i < runs.length; i++) {
    let value = ((runs[i] as number) - (i > 2 ? (runs[i - 2] as number) : 0)) | 0;
    // One character holds -16 to 15: most differences.
    while (value < -16 || value > 15) {
      out[size++] = (value & 0x1f) + (0x20 + FIRST_CHAR);
      value >>= 5;
    }
    out[size++] = (value & 0x1f) + FIRST_CHAR;
  }
  return asciiString(out.subarray(0, size));
}

/** Unpacks a COCO counts string. Throws `bad-input` for characters or lengths that no encoder writes. */
export function countsToRuns(counts: string): Uint32Array {
  const runs = new Uint32Array(counts.length);
  let size = 0;
  let position = 0;
  while (position < counts.length) {
    let bits = counts.charCodeAt(position++) - FIRST_CHAR;
    let value = bits & 0x1f;
    let shift = 5;
    while (bits & 0x20) {
      if (shift > MAX_SHIFT) throw malformedRle(`character ${position + 1} of its counts`);
      if (!(bits >= 0 && bits < 64)) break;
      bits = counts.charCodeAt(position++) - FIRST_CHAR;
      value |= (bits & 0x1f) << shift;
      shift += 5;
    }
    // charCodeAt is not a number after the end, and NaN fails both comparisons.
    if (!(bits >= 0 && bits < 64)) throw malformedRle(`character ${position} of its counts`);
    if (bits & 0x10) value |= -1 << shift;
    if (size > 2) value += runs[size - 2] as number;
    if (value < 0) throw malformedRle(`run ${size + 1} is negative`);
    runs[size++] = value;
  }
  return runs.slice(0, size);
}

/** Run lengths to toggles of a mask with this many pixels. Throws `bad-input` if they don't fill it exactly. */
export function runsToToggles(runs: ArrayLike<number>, pixels: number): Toggles {
  const toggles = new Uint32Array(runs.length);
  let sum = 0;
  for (let i = 0; i < runs.length; i++) {
    sum += runs[i] as number;
    if (sum > pixels) break;
    toggles[i] = sum;
  }
  if (sum !== pixels) {
    throw malformedRle(`its runs cover ${sum > pixels ? "more than its" : `${sum} of its`} ${pixels} pixels`);
  }
  return toggles;
}

export function togglesToRuns(toggles: Toggles): Uint32Array {
  const runs = new Uint32Array(toggles.length);
  let before = 0;
  for (let i = 0; i < toggles.length; i++) {
    const at = toggles[i] as number;
    runs[i] = at - before;
    before = at;
  }
  return runs;
}
