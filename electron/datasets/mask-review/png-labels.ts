import { AppError } from "#core/errors";
import { type Rle, runsToCounts } from "#core/masks";
import type { PngPicture } from "./png-codec.ts";

/** The value that label maps give to pixels that count nowhere (VOC, Cityscapes, ADE20K). */
const VOID = 255;
/** Of a picture with more values than these nobody can say that each is a mask. */
const MOST_LABELS = 4096;
/** Edges that were smoothed are split in the middle. */
const HALF = 128;

/** What the pixels of a mask's picture are: each has one key, which says to which mask it belongs. */
export interface LabelPicture {
  readonly picture: PngPicture;
  /** By pixel, row-major; 0 is the background. */
  readonly keys: Uint32Array;
  /** Pixels of each key but the background's. */
  readonly counts: ReadonlyMap<number, number>;
}

export interface FoundMasks {
  /** `binary`: the picture is one mask; `labels`: each of its values is one. */
  readonly mode: "binary" | "labels";
  readonly masks: readonly { readonly label: number | null; readonly rle: Rle }[];
  /** Pixels of the value 255 beside other labels. */
  readonly ignore: Rle | null;
}

/** Gives every pixel its key: the palette's index, the grey value, or red, green and blue in one number. */
export function labelPicture(picture: PngPicture): LabelPicture {
  const pixels = picture.width * picture.height;
  const keys = new Uint32Array(pixels);
  const counts = new Map<number, number>();
  const keyAt = keyReader(picture);
  let last = 0;
  let run = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const key = keyAt(pixel);
    keys[pixel] = key;
    if (key === last) run++;
    else {
      if (last !== 0) counts.set(last, (counts.get(last) ?? 0) + run);
      last = key;
      run = 1;
    }
  }
  if (last !== 0) counts.set(last, (counts.get(last) ?? 0) + run);
  return { picture, keys, counts };
}

function keyReader({ colourType, bitDepth, channels, samples, before }: PngPicture): (pixel: number) => number {
  const at = (pixel: number, channel: number) => samples[pixel * channels + channel] as number;
  switch (colourType) {
    case 0:
      return (pixel) => samples[pixel] as number;
    case 4:
      return (pixel) => (at(pixel, 1) === 0 ? 0 : at(pixel, 0));
    case 3: {
      const background = paletteBackground(before);
      return (pixel) => (background.has(samples[pixel] as number) ? 0 : (samples[pixel] as number) + PALETTE_BASE);
    }
    default: {
      // 16 bits a colour do not fit; their upper halves tell labels apart just as well.
      const shift = bitDepth === 16 ? 8 : 0;
      const rgb = (pixel: number) =>
        ((at(pixel, 0) >> shift) << 16) | ((at(pixel, 1) >> shift) << 8) | (at(pixel, 2) >> shift);
      return colourType === 2 ? rgb : (pixel) => (at(pixel, 3) === 0 ? 0 : rgb(pixel));
    }
  }
}

/** Index 0 can be a label where another index is the background, so that keys of palettes begin behind it. */
export const PALETTE_BASE = 1;

/** Index 0 where it is black or has no colour; else all that are black or transparent; else 0. */
function paletteBackground(chunks: PngPicture["before"]): ReadonlySet<number> {
  const palette = chunks.find(({ type }) => type === "PLTE")?.data ?? Buffer.alloc(0);
  const alpha = chunks.find(({ type }) => type === "tRNS")?.data ?? Buffer.alloc(0);
  const isNothing = (index: number) =>
    alpha[index] === 0 || (palette[3 * index] === 0 && palette[3 * index + 1] === 0 && palette[3 * index + 2] === 0);
  if (palette.length < 3 || isNothing(0)) return new Set([0]);
  const found = Array.from({ length: Math.floor(palette.length / 3) }, (_, index) => index).filter(isNothing);
  return new Set(found.length === 0 ? [0] : found);
}

/** The value in the file that a key stands for, as people know it: an index, a grey, or a colour. */
export const labelOf = ({ colourType }: PngPicture, key: number): number =>
  colourType === 3 ? key - PALETTE_BASE : key;

/**
 * The masks in a picture. Palettes are label maps; greys are one where they hold several values that are no smoothed
 * edge; colours where they hold several. Throws `too-large` for more labels than anybody reviews.
 */
export function masksOf(labels: LabelPicture): FoundMasks {
  const { picture, counts } = labels;
  const voidKey = picture.colourType === 3 ? VOID + PALETTE_BASE : VOID;
  const isGrey = picture.colourType === 0 || picture.colourType === 4;
  const values = [...counts.keys()].sort((a, b) => a - b);
  const real = values.filter((key) => key !== voidKey || !(isGrey || picture.colourType === 3));
  const isOne = real.length === 0 || (real.length === 1 && values.length === 1) || isSoft(labels, real);
  if (isOne) return { mode: "binary", masks: [{ label: null, rle: softMask(labels) }], ignore: null };
  if (real.length > MOST_LABELS) throw tooMany(real.length);
  const runs = runsByKey(labels);
  const rle = (key: number) => rleOfRuns(runs.get(key) ?? [], picture);
  const masks = real.map((key) => ({ label: labelOf(picture, key), rle: rle(key) }));
  return { mode: "labels", masks, ignore: values.length > real.length ? rle(voidKey) : null };
}

/** A grey picture whose edges were smoothed: most of it is white, or there are more greys than labels. */
function isSoft({ picture, counts }: LabelPicture, real: readonly number[]): boolean {
  if (picture.colourType === 3) return false;
  const isColour = picture.colourType === 2 || picture.colourType === 6;
  if (isColour) return real.length > MOST_LABELS || real.every(isGreyColour);
  if (picture.bitDepth === 16) return false;
  const white = counts.get(VOID) ?? 0;
  const others = real.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
  return real.length > 100 || white > others;
}

const isGreyColour = (key: number): boolean => key >> 16 === ((key >> 8) & 255) && key >> 16 === (key & 255);

/** One mask of all that is bright, or of all that is there where nothing is. */
function softMask(labels: LabelPicture): Rle {
  const isIn = memberTest(labels);
  return rleOfRuns(runsOf(labels, isIn), labels.picture);
}

/** Which keys belong to a picture's one mask. */
export function memberTest({ picture, counts }: LabelPicture): (key: number) => boolean {
  if (picture.colourType === 3 || counts.size <= 1) return (key) => key !== 0;
  const isColour = picture.colourType === 2 || picture.colourType === 6;
  const half = !isColour && picture.bitDepth === 16 ? HALF * 257 : HALF;
  const level = (key: number) => (isColour ? Math.max(key >> 16, (key >> 8) & 255, key & 255) : key);
  const hasBright = [...counts.keys()].some((key) => level(key) >= half);
  return hasBright ? (key) => level(key) >= half : (key) => key !== 0;
}

/** Starts and lengths, column by column as COCO counts. */
function runsOf({ picture: { width, height }, keys }: LabelPicture, isIn: (key: number) => boolean): number[] {
  const runs: number[] = [];
  for (let x = 0, place = 0; x < width; x++) {
    for (let y = 0; y < height; y++, place++) {
      if (isIn(keys[y * width + x] as number)) extend(runs, place);
    }
  }
  return runs;
}

function runsByKey({ picture: { width, height }, keys }: LabelPicture): ReadonlyMap<number, number[]> {
  const found = new Map<number, number[]>();
  for (let x = 0, place = 0; x < width; x++) {
    for (let y = 0; y < height; y++, place++) {
      const key = keys[y * width + x] as number;
      if (key === 0) continue;
      let runs = found.get(key);
      if (runs === undefined) {
        runs = [];
        found.set(key, runs);
      }
      extend(runs, place);
    }
  }
  return found;
}

function extend(runs: number[], place: number): void {
  const last = runs.length - 2;
  if (last >= 0 && (runs[last] as number) + (runs[last + 1] as number) === place) {
    runs[last + 1] = (runs[last + 1] as number) + 1;
  } else runs.push(place, 1);
}

function rleOfRuns(runs: readonly number[], { width, height }: Pick<PngPicture, "width" | "height">): Rle {
  const counts: number[] = [];
  let end = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const [start, length] = [runs[i] as number, runs[i + 1] as number];
    counts.push(start - end, length);
    end = start + length;
  }
  if (end < width * height) counts.push(width * height - end);
  return { size: [height, width], counts: runsToCounts(Uint32Array.from(counts)) };
}

function tooMany(count: number): AppError {
  return new AppError({
    code: "too-large",
    message: `This picture has ${count.toLocaleString("en")} values; as masks of their own ${MOST_LABELS} are the most.`,
    cure: "Save it as a label map, or as one mask of two values.",
  });
}
