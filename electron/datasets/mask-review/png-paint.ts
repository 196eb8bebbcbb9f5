import { decodeRle, type Rle } from "#core/masks";
import type { PngPicture } from "./png-codec.ts";
import { type LabelPicture, labelPicture, memberTest, PALETTE_BASE } from "./png-labels.ts";

/** What becomes of one mask of a picture. `mask` null: it is left out. */
export interface PaintedMask {
  /** Its value in a label map; null where the picture is one mask. */
  readonly label: number | null;
  readonly mask: Rle | null;
}

export interface Painted {
  readonly picture: PngPicture;
  /** By place in `masks`: pixels that were not set because another mask of the picture has them. */
  readonly lost: readonly number[];
}

/**
 * The picture with some of its masks changed, in its own encoding. Only pixels that enter or leave a mask are touched:
 * other masks keep theirs, whatever was painted over them.
 */
export function paintMasks(picture: PngPicture, masks: readonly PaintedMask[]): Painted {
  const labels = labelPicture(picture);
  const samples = picture.samples.slice();
  const background = backgroundOf(labels);
  const put = (pixel: number, tuple: readonly number[]) => {
    for (const [channel, value] of tuple.entries()) samples[pixel * picture.channels + channel] = value;
  };
  const membership = masks.map(({ label }) => memberOf(labels, label));
  /** Whose a pixel is by now: the place in `masks` plus one, 0 nobody's, -1 another mask's that stays. */
  const owner = ownersOf(
    labels,
    membership,
    masks.some(({ label }) => label === null),
  );
  const wanted = masks.map(({ mask }) => mask && decodeRle(mask).data);
  for (const [index, data] of wanted.entries()) {
    for (let pixel = 0; pixel < owner.length; pixel++) {
      if (owner[pixel] !== index + 1 || data?.[pixel]) continue;
      owner[pixel] = 0;
      put(pixel, background);
    }
  }
  const lost = wanted.map((data, index) => {
    if (!data) return 0;
    const tuple = foregroundOf(labels, masks[index]?.label ?? null);
    let missed = 0;
    for (let pixel = 0; pixel < owner.length; pixel++) {
      if (!data[pixel] || owner[pixel] === index + 1) continue;
      if (owner[pixel] === 0) {
        owner[pixel] = index + 1;
        put(pixel, tuple);
      } else missed++;
    }
    return missed;
  });
  return { picture: { ...picture, samples }, lost };
}

function memberOf(labels: LabelPicture, label: number | null): (key: number) => boolean {
  if (label === null) return memberTest(labels);
  const key = keyOf(labels.picture, label);
  return (other) => other === key;
}

const keyOf = ({ colourType }: PngPicture, label: number): number => (colourType === 3 ? label + PALETTE_BASE : label);

/** Around a picture's one mask are smoothed edges, not other masks. */
function ownersOf(
  { keys }: LabelPicture,
  membership: readonly ((key: number) => boolean)[],
  isOneMask: boolean,
): Int32Array {
  const owners = new Int32Array(keys.length);
  const known = new Map<number, number>();
  for (const [pixel, key] of keys.entries()) {
    let owner = known.get(key);
    if (owner === undefined) {
      const index = membership.findIndex((isIn) => isIn(key));
      owner = index >= 0 ? index + 1 : key === 0 || isOneMask ? 0 : -1;
      known.set(key, owner);
    }
    owners[pixel] = owner;
  }
  return owners;
}

/** Pixels that are looked at to see which samples are most among them. */
const LOOKED_AT = 1 << 16;

/** The samples that are most among the first pixels of a kind. */
function mostCommon({ picture, keys }: LabelPicture, isIn: (key: number) => boolean): readonly number[] | null {
  const { channels, samples } = picture;
  const counts = new Map<string, number>();
  let looked = 0;
  for (let pixel = 0; pixel < keys.length && looked < LOOKED_AT; pixel++) {
    if (!isIn(keys[pixel] as number)) continue;
    looked++;
    const tuple = samples.subarray(pixel * channels, (pixel + 1) * channels).join(" ");
    counts.set(tuple, (counts.get(tuple) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first === undefined ? null : first[0].split(" ").map(Number);
}

function backgroundOf(labels: LabelPicture): readonly number[] {
  const { colourType, bitDepth, channels } = labels.picture;
  const found = mostCommon(labels, (key) => key === 0);
  if (found !== null) return found;
  const black = new Array<number>(channels).fill(0);
  if (colourType === 4 || colourType === 6) black[channels - 1] = 2 ** bitDepth - 1;
  return black;
}

/** As the mask's pixels are now; white, or the palette's second colour, where it has none yet. */
function foregroundOf(labels: LabelPicture, label: number | null): readonly number[] {
  const found = mostCommon(labels, memberOf(labels, label));
  if (found !== null) return found;
  const { colourType, bitDepth, channels } = labels.picture;
  return colourType === 3 ? [label ?? 1] : new Array<number>(channels).fill(2 ** bitDepth - 1);
}
