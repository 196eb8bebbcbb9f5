import { AppError } from "#core/errors";
import { MAX_MASK_PIXELS } from "./bitmap.ts";
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

/** The counts string of the toggles from `start` to `end`. */
export function togglesToCounts(toggles: Uint32Array, start: number, end: number): string {
  const out = textBytes.take((end - start) * MAX_CHARS);
  let size = 0;
  let at = 0;
  // The runs before, in turn: each is told as its difference to the one two before, but for the first three.
  let odd = 0;
  let even = 0;
  let i = start;
  for (; i < end && i < start + 3; i++) {
    odd = even;
    even = ((toggles[i] as number) - at) | 0;
    at = toggles[i] as number;
    size = putNumber(out, size, even);
  }
  for (; i < end; i++) {
    const next = toggles[i] as number;
    const run = (next - at) | 0;
    size = putNumber(out, size, (run - odd) | 0);
    at = next;
    odd = run;
    if (++i === end) break;
    const after = toggles[i] as number;
    const runAfter = (after - at) | 0;
    size = putNumber(out, size, (runAfter - even) | 0);
    at = after;
    even = runAfter;
  }
  return decoder.decode(out.subarray(0, size));
}

/** Five bits a character, the lowest first; the last one holds -16 to 15. Answers where the text ends. */
function putNumber(out: Uint8Array, start: number, number: number): number {
  let size = start;
  let value = number;
  // FIRST_CHAR in digits: a loop would read a module's constant anew each time round.
  while ((value + 16) >>> 0 > 31) {
    out[size++] = (value & 31) + 80;
    value >>= 5;
  }
  out[size++] = (value & 31) + 48;
  return size;
}

/**
 * Unpacks a counts string to toggles, into `out` from `start` (room for one a character and one more); answers where they
 * end. The last one is what the runs cover. Throws `bad-input` for characters or lengths that no encoder writes.
 */
export function countsToToggles(counts: string, out: Uint32Array, start: number): number {
  const bytes = textBytes.take(counts.length + MAX_CHARS);
  // What is not ASCII becomes bytes above any that an encoder writes.
  encoder.encodeInto(counts, bytes);
  // Ends a number that the string leaves open.
  bytes[counts.length] = FIRST_CHAR;
  const end = unpack(bytes, counts.length, out, start);
  if (end === NO_NUMBERS) throw malformedRle(badNumber(counts));
  if (end === NO_RUNS) throw malformedRle(`a run is negative, or the runs cover more than ${MAX_MASK_PIXELS} pixels`);
  return end < 0 || end === start ? withoutEmptyRuns(out, start, end < 0 ? ~end : end) : end;
}

const NO_NUMBERS = 0x7fff_fffe;
const NO_RUNS = 0x7fff_ffff;

/**
 * The loop of `countsToToggles`; answers where the toggles end, that with all its bits flipped where there are empty runs,
 * `NO_NUMBERS` or `NO_RUNS`. Runs are told by the one two before, so it goes by twos; and it names FIRST_CHAR and its like
 * in digits, because a loop reads a module's constant anew each time round. Both were measured to pay.
 */
function unpack(bytes: Uint8Array, length: number, out: Uint32Array, start: number): number {
  let position = 0;
  let end = start;
  let sum = 0;
  let odd = 0;
  let even = 0;
  let bits = 0;
  let shift = 0;
  let run = 0;
  let seen = 0;
  // Negative as soon as a run is, or as the sum is too large; and as soon as a run is empty. Looked at once, at the end.
  let bad = 0;
  let empty = 0;
  // The first three stand for themselves.
  for (let index = 0; index < 3 && position < length; index++) {
    bits = (bytes[position++] as number) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      shift = 5;
      do {
        bits = (bytes[position++] as number) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) !== 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    odd = even;
    even = run;
    sum = (sum + run) | 0;
    bad |= run | (0x1000_0000 - sum);
    empty |= run - 1;
    out[end++] = sum;
  }
  while (position < length) {
    bits = (bytes[position++] as number) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      shift = 5;
      do {
        bits = (bytes[position++] as number) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) !== 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    odd = (odd + run) | 0;
    sum = (sum + odd) | 0;
    bad |= odd | (0x1000_0000 - sum);
    empty |= odd - 1;
    out[end++] = sum;
    if (position >= length) break;
    bits = (bytes[position++] as number) - 48;
    seen |= bits;
    run = (bits << 27) >> 27;
    if (bits >= 32) {
      run &= 31;
      shift = 5;
      do {
        bits = (bytes[position++] as number) - 48;
        seen |= bits;
        run |= (bits & 31) << shift;
        shift += 5;
      } while ((bits & 32) !== 0 && shift < 30);
      seen |= (bits & 32) << 1;
      run = (run << (32 - shift)) >> (32 - shift);
    }
    even = (even + run) | 0;
    sum = (sum + even) | 0;
    bad |= even | (0x1000_0000 - sum);
    empty |= even - 1;
    out[end++] = sum;
  }
  if ((seen & ~63) !== 0 || position > length) return 0x7fff_fffe;
  if (bad < 0) return 0x7fff_ffff;
  return empty < 0 ? ~end : end;
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
