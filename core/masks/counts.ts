import { AppError } from "#core/errors";
import { MAX_MASK_PIXELS } from "./bitmap.ts";
import { type CompiledCounts, compileCounts } from "./compiled/counts-module.ts";
import { Scratch } from "./scratch.ts";
import type { Toggles } from "./toggles.ts";

const FIRST_CHAR = 48;
/** Characters of 5 bits that a difference of two runs can take in masks up to `MAX_MASK_PIXELS`. */
const MAX_CHARS = 6;

export function malformedRle(where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: "This mask is not a valid COCO run-length encoding.",
    where,
    cure: "Export the mask again with pycocotools or Rea2Seg Studio.",
  });
}

const textBytes = new Scratch((size) => new Uint8Array(size));
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Packs run lengths as COCO does: from the fourth run on the difference to the run two before, 5 bits a character. */
export function runsToCounts(runs: ArrayLike<number>): string {
  const toggles = new Uint32Array(runs.length);
  let sum = 0;
  for (let i = 0; i < runs.length; i++) {
    sum += runs[i] as number;
    toggles[i] = sum;
  }
  return togglesToCounts(toggles, 0, toggles.length);
}

const compiled = compileCounts();

/** The counts string of the toggles from `start` to `end`. */
export function togglesToCounts(toggles: Uint32Array, start: number, end: number): string {
  const count = end - start;
  if (compiled !== null && count <= compiled.toggles.length) {
    compiled.toggles.set(toggles.subarray(start, end));
    return decoder.decode(compiled.text.subarray(0, compiled.pack(count)));
  }
  const out = textBytes.take(count * MAX_CHARS);
  return decoder.decode(out.subarray(0, packPlainly(toggles, start, end, out)));
}

/**
 * Toggles to counts text: their distances, from the fourth on as differences to the one two before, 5 bits a character, the
 * lowest first; answers the text's length. compiled/counts.as.ts has the same loop.
 */
export function packPlainly(toggles: Uint32Array, start: number, end: number, out: Uint8Array): number {
  let size = 0;
  let at = 0;
  let run = 0;
  let before = 0;
  let twoBefore = 0;
  for (let i = start; i < end; i++) {
    twoBefore = before;
    before = run;
    const next = (toggles[i] as number) | 0;
    run = (next - at) | 0;
    at = next;
    // The first three stand for themselves.
    let value = i - start > 2 ? (run - twoBefore) | 0 : run;
    // The last character holds -16 to 15: most differences need no other. Characters stand here as numbers, because a
    // loop reads a module's constant anew each time round.
    while ((value + 16) >>> 0 > 31) {
      out[size++] = (value & 31) + 80;
      value >>= 5;
    }
    out[size++] = (value & 31) + 48;
  }
  return size;
}

/**
 * Unpacks a counts string to toggles, into `out` from `start` (room for one a character and one more); answers where they
 * end. The last one is what the runs cover. Throws `bad-input` for characters or lengths that no encoder writes.
 */
export function countsToToggles(counts: string, out: Uint32Array, start: number): number {
  const { length } = counts;
  const count =
    compiled !== null && length <= compiled.toggles.length
      ? unpackCompiled(compiled, counts, out, start)
      : unpackText(counts, out, start);
  if (count === -1) throw malformedRle(badNumber(counts));
  if (count === -2) throw malformedRle(`a run is negative, or the runs cover more than ${MAX_MASK_PIXELS} pixels`);
  if (count < 0) return withoutEmptyRuns(out, start, start - 3 - count);
  return count === 0 ? withoutEmptyRuns(out, start, start) : start + count;
}

function unpackCompiled(code: CompiledCounts, counts: string, out: Uint32Array, start: number): number {
  putText(counts, code.text);
  const count = code.unpack(counts.length, MAX_MASK_PIXELS);
  out.set(code.toggles.subarray(0, count < 0 ? Math.max(0, -3 - count) : count), start);
  return count;
}

function unpackText(counts: string, out: Uint32Array, start: number): number {
  const bytes = textBytes.take(counts.length + MAX_CHARS);
  putText(counts, bytes);
  return unpackPlainly(bytes, counts.length, out, start);
}

function putText(counts: string, bytes: Uint8Array): void {
  // What is not ASCII becomes bytes above any that an encoder writes.
  encoder.encodeInto(counts, bytes);
  // Ends a number that the string leaves open.
  bytes[counts.length] = FIRST_CHAR;
}

/**
 * Counts text of `length` bytes to toggles, into `out` from `start`. Answers how many, -1 for no numbers, -2 for runs that
 * no mask has, -3 - n where empty runs are among the n. compiled/counts.as.ts has the same loop.
 */
export function unpackPlainly(bytes: Uint8Array, length: number, out: Uint32Array, start: number): number {
  const limit = MAX_MASK_PIXELS | 0;
  let position = 0;
  let end = start;
  let sum = 0;
  let run = 0;
  let before = 0;
  let twoBefore = 0;
  let seen = 0;
  // Negative as soon as a run is, or as the sum is too large; and as soon as a run is empty. Looked at once, at the end.
  let bad = 0;
  let empty = 0;
  for (let index = 0; position < length; index++) {
    twoBefore = before;
    before = run;
    let bits = (bytes[position++] as number) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      let shift = 5;
      do {
        bits = (bytes[position++] as number) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) !== 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    if (index > 2) run = (run + twoBefore) | 0;
    sum = (sum + run) | 0;
    bad |= run | (limit - sum);
    empty |= run - 1;
    out[end++] = sum;
  }
  if ((seen & ~63) !== 0 || position > length) return -1;
  if (bad < 0) return -2;
  return empty < 0 ? -3 - (end - start) : end - start;
}

/** An empty run (but the first) flips back what was flipped where it begins; nothing at all covers no pixels. */
function withoutEmptyRuns(out: Uint32Array, start: number, oldEnd: number): number {
  let end = start;
  const covered = oldEnd > start ? (out[oldEnd - 1] as number) : 0;
  for (let i = start; i < oldEnd; i++) {
    const at = out[i] as number;
    if (end > start && out[end - 1] === at) end--;
    else out[end++] = at;
  }
  if (end === start || out[end - 1] !== covered) out[end++] = covered;
  return end;
}

function badNumber(counts: string): string {
  const strange = counts.search(/[^0-o]/);
  if (strange >= 0) return `character ${strange + 1} of its counts`;
  return "a number in its counts does not end";
}

/**
 * Unpacks a COCO counts string to run lengths (empty ones, but the first, joined with their neighbours).
 * Throws `bad-input` for characters or lengths that no encoder writes.
 */
export function countsToRuns(counts: string): Uint32Array {
  const toggles = new Uint32Array(counts.length + 1);
  return togglesToRuns(toggles.subarray(0, countsToToggles(counts, toggles, 0)));
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
