/**
 * The form in which runs are worked on: the column-major positions (x * height + y) at which a mask changes between
 * background and mask, ascending, closed by the number of pixels. Background comes first, so a mask that starts with
 * its first pixel starts with the toggle 0. The toggles are the running sums of the COCO runs.
 */
export type Toggles = Uint32Array;

/** A set operation as a table of four bits: bit (inA + 2 inB) says whether the result holds the pixel. */
export const SET_OPERATIONS = { union: 0b1110, intersection: 0b1000, difference: 0b0010, xor: 0b0110 } as const;
export type SetOperation = keyof typeof SET_OPERATIONS;

/** Combines two masks of one size in one pass; the result has no empty runs but a first one. */
export function combineToggles(a: Toggles, b: Toggles, operation: SetOperation): Toggles {
  const table = SET_OPERATIONS[operation];
  const total = a[a.length - 1] as number;
  const out = new Uint32Array(a.length + b.length);
  let size = 0;
  let state = 0;
  let i = 0;
  let j = 0;
  let nextA = a[0] as number;
  let nextB = b[0] as number;
  for (;;) {
    const at = nextA < nextB ? nextA : nextB;
    if (at >= total) break;
    while (nextA === at) nextA = a[++i] as number;
    while (nextB === at) nextB = b[++j] as number;
    const value = (table >> ((i & 1) | ((j & 1) << 1))) & 1;
    if (value !== state) {
      out[size++] = at;
      state = value;
    }
  }
  out[size++] = total;
  return out.subarray(0, size);
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
