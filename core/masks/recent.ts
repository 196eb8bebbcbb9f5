import { countsToToggles } from "./counts.ts";
import type { Toggles } from "./toggles.ts";

interface Slot {
  counts: string | null;
  toggles: Uint32Array;
  end: number;
  /** When it was last asked for: the smallest goes first. */
  used: number;
}

/** Larger masks are not remembered, so that what is kept stays below 8 x 1 MB. */
const REMEMBERED_CHARS = 1 << 18;

const slots: Slot[] = Array.from({ length: 8 }, () => {
  return { counts: null, toggles: new Uint32Array(1 << 10), end: 0, used: 0 };
});
let clock = 0;

/**
 * Counts unpacked to toggles, as `countsToToggles` does. The last few are remembered, because a mask is mostly asked
 * several things in a row (area, box, IoU with the next one, union). The answer is overwritten by the eighth call after:
 * copy what must last, and don't change it.
 */
export function unpackRecent(counts: string): Toggles {
  if (counts.length > REMEMBERED_CHARS) {
    const toggles = new Uint32Array(counts.length + 1);
    return toggles.subarray(0, countsToToggles(counts, toggles, 0));
  }
  const slot = slots.find((known) => known.counts === counts) ?? fillOldest(counts);
  slot.used = ++clock;
  return slot.toggles.subarray(0, slot.end);
}

function fillOldest(counts: string): Slot {
  const slot = slots.reduce((oldest, other) => (other.used < oldest.used ? other : oldest));
  // Nothing until it is whole, in case that the counts are refused.
  slot.counts = null;
  if (slot.toggles.length <= counts.length) slot.toggles = new Uint32Array(2 * counts.length + 1);
  slot.end = countsToToggles(counts, slot.toggles, 0);
  slot.counts = counts;
  return slot;
}
