/**
 * The form in which runs are worked on: the column-major positions (x * height + y) at which a mask changes between
 * background and mask, ascending, closed by the number of pixels. Background comes first, so a mask that starts with
 * its first pixel starts with the toggle 0. The toggles are the running sums of the COCO runs, without empty ones.
 */
export type Toggles = Uint32Array;

/** A set operation as a table of four bits: bit (inA + 2 inB) says whether the result holds the pixel. */
export const SET_OPERATIONS = { union: 0b1110, intersection: 0b1000, difference: 0b0010, xor: 0b0110 } as const;
export type SetOperation = keyof typeof SET_OPERATIONS;

/** Combines two masks of one size in one pass; the result has no empty runs but a first one. */
export function combineToggles(a: Toggles, b: Toggles, operation: SetOperation): Toggles {
  const out = new Uint32Array(a.length + b.length);
  return out.subarray(0, combineStretches(a, 0, a.length, b, 0, b.length, out, 0, SET_OPERATIONS[operation]));
}

/**
 * The same for toggles that stand somewhere in larger arrays (each closed by the number of pixels), written to `out` from
 * `outStart`; answers where they end. There are never more of them than there were in both.
 */
export function combineStretches(
  a: Uint32Array,
  aStart: number,
  aEnd: number,
  b: Uint32Array,
  bStart: number,
  bEnd: number,
  out: Uint32Array,
  outStart: number,
  table: number,
): number {
  const lastA = aEnd - 1;
  const lastB = bEnd - 1;
  // Where only one mask has begun, or still goes on, its toggles are taken or left as they are.
  let i = firstNotBefore(a, aStart, lastA, b[bStart] as number);
  let j = firstNotBefore(b, bStart, lastB, a[aStart] as number);
  let size = outStart;
  if ((table & 2) !== 0) size = copyStretch(a, aStart, i, out, size);
  if ((table & 4) !== 0) size = copyStretch(b, bStart, j, out, size);
  // Which of the two masks the current position is in: bit 0 and bit 1.
  let inside = ((i - aStart) & 1) | (((j - bStart) & 1) << 1);
  let state = (table >> inside) & 1;
  let nextA = a[i] as number;
  let nextB = b[j] as number;
  while (i < lastA && j < lastB) {
    // Without branches, which a processor would guess wrong half the time: positions are below 2^31, so signs tell.
    const gap = (nextA - nextB) | 0;
    const stepA = (gap - 1) >>> 31;
    const stepB = (-gap - 1) >>> 31;
    out[size] = nextB + (gap & (gap >> 31));
    inside ^= stepA | (stepB << 1);
    i += stepA;
    j += stepB;
    nextA = a[i] as number;
    nextB = b[j] as number;
    const value = (table >> inside) & 1;
    size += value ^ state;
    state = value;
  }
  if (((table >> inside) & 1) !== ((table >> (inside ^ 1)) & 1)) size = copyStretch(a, i, lastA, out, size);
  if (((table >> inside) & 1) !== ((table >> (inside ^ 2)) & 1)) size = copyStretch(b, j, lastB, out, size);
  out[size++] = a[lastA] as number;
  return size;
}

/** The first index from `start` whose toggle is not before a position; `end` if there is none. */
function firstNotBefore(toggles: Uint32Array, start: number, end: number, position: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((toggles[middle] as number) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function copyStretch(from: Uint32Array, start: number, end: number, out: Uint32Array, size: number): number {
  if (end - start > 64) out.set(from.subarray(start, end), size);
  else for (let i = start; i < end; i++) out[size + i - start] = from[i] as number;
  return size + end - start;
}

/** Sorted positions, each of which flips the mask from there on, to toggles: equal ones cancel in pairs. */
export function togglesOfFlips(flips: Uint32Array, total: number): Toggles {
  const out = new Uint32Array(flips.length + 1);
  let size = 0;
  for (let i = 0; i < flips.length; i++) {
    const at = flips[i] as number;
    if (at >= total) break;
    if (size > 0 && out[size - 1] === at) size--;
    else out[size++] = at;
  }
  out[size++] = total;
  return out.subarray(0, size);
}

/** Number of pixels set. */
export function toggledArea(toggles: Toggles): number {
  let area = 0;
  for (let i = 0; i + 1 < toggles.length; i += 2) area += (toggles[i + 1] as number) - (toggles[i] as number);
  return area;
}

/** The first index whose stretch of mask (from this even index to the next) ends after a position. */
function stretchEndingAfter(toggles: Toggles, position: number): number {
  let low = 0;
  let high = toggles.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((toggles[2 * middle + 1] as number) > position) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

/** Number of pixels that both masks set; looks only at the stretch of positions where both have any. */
export function sharedArea(a: Toggles, b: Toggles): number {
  const lastA = a.length - 1;
  const lastB = b.length - 1;
  if (lastA < 1 || lastB < 1) return 0;
  let i = stretchEndingAfter(a, b[0] as number);
  let j = stretchEndingAfter(b, a[0] as number);
  let shared = 0;
  while (i < lastA && j < lastB) {
    const endA = a[i + 1] as number;
    const endB = b[j + 1] as number;
    const low = Math.max(a[i] as number, b[j] as number);
    const high = Math.min(endA, endB);
    if (high > low) shared += high - low;
    if (endA < endB) i += 2;
    else j += 2;
  }
  return shared;
}
