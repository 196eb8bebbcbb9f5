import { type Bitmap, bitmapArea, connectedComponents, createBitmap, dilate, erode } from "#core/masks";
import type { Point } from "#core/samples";

/** A mask that is wrong in a way that people meet, made from a right one. */
export interface Wrong {
  readonly how: string;
  readonly make: (truth: Bitmap) => Bitmap | null;
}

const copyOf = (mask: Bitmap): Bitmap => ({ ...mask, data: mask.data.slice() });

/** Without what lies right of the given share of its pixels. */
function cut(truth: Bitmap, share: number): Bitmap {
  const made = copyOf(truth);
  let left = Math.round(bitmapArea(truth) * share);
  for (let x = 0; x < truth.width; x++) {
    for (let y = 0; y < truth.height; y++) {
      const at = y * truth.width + x;
      if (made.data[at] === 1 && left-- <= 0) made.data[at] = 0;
    }
  }
  return made;
}

/** With a disc at its right end, as a stroke that slipped. */
function spilled(truth: Bitmap): Bitmap | null {
  const area = bitmapArea(truth);
  const radius = Math.max(4, Math.sqrt(area) / 4);
  let edge: { x: number; y: number } | null = null;
  for (let x = truth.width - 1; x >= 0 && edge === null; x--) {
    for (let y = 0; y < truth.height && edge === null; y++) {
      if (truth.data[y * truth.width + x] === 1) edge = { x, y };
    }
  }
  if (edge === null) return null;
  const made = copyOf(truth);
  for (let y = 0; y < truth.height; y++) {
    for (let x = 0; x < truth.width; x++) {
      if (Math.hypot(x - edge.x, y - edge.y) <= radius) made.data[y * truth.width + x] = 1;
    }
  }
  return made;
}

export const wrongs: readonly Wrong[] = [
  { how: "a quarter is missing", make: (truth) => cut(truth, 0.75) },
  { how: "half is missing", make: (truth) => cut(truth, 0.5) },
  { how: "a stroke slipped", make: spilled },
  { how: "too wide all round", make: (truth) => dilate(truth, 6, "disk") },
  { how: "too narrow all round", make: (truth) => erode(truth, 4, "disk") },
];

/** Where a person would click to correct a mask: deep in the largest piece that is wrong. */
export function correction(mask: Bitmap, truth: Bitmap): Point | null {
  const off = createBitmap(mask.width, mask.height);
  for (let i = 0; i < off.data.length; i++) off.data[i] = mask.data[i] === truth.data[i] ? 0 : 1;
  const { labels, components } = connectedComponents(off, 4);
  const largest = components.map((one, index) => ({ ...one, index })).sort((a, b) => b.area - a.area)[0];
  if (largest === undefined) return null;
  const piece = createBitmap(mask.width, mask.height);
  for (let i = 0; i < labels.length; i++) piece.data[i] = labels[i] === largest.index + 1 ? 1 : 0;
  let deep = piece;
  for (let next = erode(deep, 1, "square"); bitmapArea(next) > 0; next = erode(deep, 1, "square")) deep = next;
  const at = deep.data.indexOf(1);
  return { x: (at % mask.width) + 0.5, y: Math.floor(at / mask.width) + 0.5, label: truth.data[at] === 1 ? 1 : 0 };
}
