import { AppError } from "#core/errors";
import { checkMaskSize } from "./bitmap.ts";
import { malformedRle, runsToCounts, togglesToCounts } from "./counts.ts";
import { checkSameRleSize, type Rle, rleToggles, roomFor, toggledBBox, unpackRle } from "./rle.ts";
import { Scratch } from "./scratch.ts";
import {
  combineStretches,
  SET_OPERATIONS,
  type SetOperation,
  sharedArea,
  type Toggles,
  toggledArea,
} from "./toggles.ts";

/**
 * Union or intersection of masks of one size, byte-identical with `pycocotools.mask.merge` (which answers a mask of
 * 0 x 0 pixels where this throws). Throws `bad-input` for no masks or different sizes.
 */
export function mergeRles(rles: readonly Rle[], operation: "union" | "intersection"): Rle {
  const first = rles[0];
  if (first === undefined) {
    throw new AppError({
      code: "bad-input",
      message: "There are no masks to merge.",
      cure: "Give at least one mask; its size is the result's.",
    });
  }
  if (rles.length === 2) return combineRles(first, rles[1] as Rle, operation);
  for (const rle of rles) checkSameRleSize(first, rle);
  const merger = new Merger(operation);
  for (const rle of rles) merger.addRle(rle);
  return merger.result(first.size);
}

const stack = new Scratch((size) => new Uint32Array(size));
const merged = new Scratch((size) => new Uint32Array(size));

/**
 * Merges masks as they come. Those merged so far stand on a stack, and two are merged as soon as the upper one is half as
 * long as the lower one: n disjoint masks cost n log n where one after the other they would cost n squared, and masks that
 * cover each other are merged into one short list.
 */
class Merger {
  private toggles: Uint32Array = stack.take(0);
  /** Where each mask on the stack ends. */
  private readonly ends: number[] = [];
  private readonly table: number;

  constructor(operation: "union" | "intersection") {
    this.table = SET_OPERATIONS[operation];
  }

  add(mask: Toggles): void {
    const start = this.makeRoom(mask.length);
    this.toggles.set(mask, start);
    this.push(start + mask.length);
  }

  addRle(rle: Rle): void {
    const start = this.makeRoom(roomFor(rle));
    this.push(unpackRle(rle, this.toggles, start));
  }

  /** Room for so many toggles at the top of the stack; answers where that is. */
  private makeRoom(size: number): number {
    const start = this.ends.at(-1) ?? 0;
    const end = start + size;
    if (this.toggles.length < end) {
      const grown = stack.take(Math.max(end, 2 * this.toggles.length));
      grown.set(this.toggles.subarray(0, start));
      this.toggles = grown;
    }
    return start;
  }

  private push(end: number): void {
    this.ends.push(end);
    while (this.ends.length > 1 && 2 * this.length(1) >= this.length(2)) this.mergeTop();
  }

  result(size: Rle["size"]): Rle {
    while (this.ends.length > 1) this.mergeTop();
    return { size: [size[0], size[1]], counts: togglesToCounts(this.toggles, 0, this.ends[0] as number) };
  }

  /** Length of the nth mask from the top of the stack. */
  private length(n: number): number {
    return (this.ends.at(-n) as number) - (this.ends.at(-n - 1) ?? 0);
  }

  private mergeTop(): void {
    const end = this.ends.pop() as number;
    const middle = this.ends.pop() as number;
    const start = this.ends.at(-1) ?? 0;
    const out = merged.take(end - start);
    const { toggles } = this;
    const length = combineStretches(toggles, start, middle, toggles, middle, end, out, 0, this.table);
    toggles.set(out.subarray(0, length), start);
    this.ends.push(start + length);
  }
}

/** The union of masks given as toggles, of which there is at least one. */
export function uniteToggles(parts: readonly Toggles[], size: Rle["size"]): Rle {
  const merger = new Merger("union");
  for (const part of parts) merger.add(part);
  return merger.result(size);
}

function combineRles(a: Rle, b: Rle, operation: SetOperation): Rle {
  checkSameRleSize(a, b);
  const left = rleToggles(a);
  const right = rleToggles(b, 1);
  const out = merged.take(left.length + right.length);
  const table = SET_OPERATIONS[operation];
  const end = combineStretches(left, 0, left.length, right, 0, right.length, out, 0, table);
  return { size: [a.size[0], a.size[1]], counts: togglesToCounts(out, 0, end) };
}

/** The pixels of `a` that `b` lacks. Throws `bad-input` if the sizes differ. */
export function rleDifference(a: Rle, b: Rle): Rle {
  return combineRles(a, b, "difference");
}

/** The pixels that exactly one of the masks sets. Throws `bad-input` if the sizes differ. */
export function rleXor(a: Rle, b: Rle): Rle {
  return combineRles(a, b, "xor");
}

/**
 * Uncompressed COCO RLE (`counts` as a list of run lengths) to compressed, as `pycocotools.mask.frPyObjects` does.
 * Throws `bad-input` unless the runs are whole, not negative and fill the size ([height, width]) exactly.
 */
export function countsArrayToRle(counts: readonly number[], size: Rle["size"]): Rle {
  const [height, width] = size;
  checkMaskSize(width, height);
  const wrong = counts.findIndex((run) => !Number.isInteger(run) || run < 0);
  if (wrong >= 0) throw malformedRle(`run ${wrong + 1} is ${counts[wrong]}`);
  const covered = counts.reduce((sum, run) => sum + run, 0);
  if (covered !== width * height) throw malformedRle(`its runs cover ${covered} of its ${width * height} pixels`);
  // Empty runs in the middle are kept: they change no pixel, and pycocotools keeps them too.
  return { size: [height, width], counts: runsToCounts(counts) };
}

interface Prepared {
  readonly toggles: Toggles;
  readonly area: number;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

function prepare(rle: Rle): Prepared {
  const toggles = rleToggles(rle).slice();
  const [x, y, width, height] = toggledBBox(toggles, rle.size[0]);
  return { toggles, area: toggledArea(toggles), box: [x, y, x + width, y + height] };
}

/**
 * IoU of every detection with every truth: `result[d * truths.length + t]`. Where `isCrowd[t]` is true it is the
 * intersection over the detection's area. Masks without a common pixel give 0, two empty ones too.
 * Throws `bad-input` if sizes differ or `isCrowd` has another length than `truths`.
 * Source: pycocotools `iou` (maskApi.c, rleIou).
 */
export function rleIouMatrix(
  detections: readonly Rle[],
  truths: readonly Rle[],
  isCrowd: readonly boolean[],
): Float64Array {
  if (isCrowd.length !== truths.length) {
    throw new AppError({
      code: "bad-input",
      message: `${truths.length} truths came with ${isCrowd.length} crowd flags.`,
      cure: "Give one flag for each truth.",
    });
  }
  const result = new Float64Array(detections.length * truths.length);
  const first = detections[0];
  if (first === undefined) return result;
  for (const rle of [...detections, ...truths]) checkSameRleSize(first, rle);
  const right = truths.map(prepare);
  detections.forEach((detection, d) => {
    const a = prepare(detection);
    right.forEach((b, t) => {
      const shared = boxesMeet(a.box, b.box) ? sharedArea(a.toggles, b.toggles) : 0;
      if (shared > 0) result[d * truths.length + t] = shared / (isCrowd[t] ? a.area : a.area + b.area - shared);
    });
  });
  return result;
}

function boxesMeet(a: Prepared["box"], b: Prepared["box"]): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
