import type { Thumbnail } from "./contract.ts";
import { fitGround } from "./ground.ts";
import { findThings, type Thing } from "./things.ts";

/** The size at which pictures are looked at. */
export const CLEVR_SIZE = { width: 96, height: 64 } as const;

/** So far from the ground's brightness, or so colourful, and a pixel belongs to a thing. */
const STANDS_OUT = 0.05;
const COLOURFUL = 0.1;
/** The smallest thing, in pixels of 96 x 64: a small object far away. */
const SMALLEST = 8;

/**
 * What tells a rendered scene (a seamless grey ground in soft light with few plain, mostly colourful objects) from other
 * pictures. Each is a number of about -1..2 whose meaning is in its comment; the order is that of the weights.
 */
export interface ClevrStatistics {
  /** Share of the pixels that are ground. */
  readonly ground: number;
  /** Share of the outermost ring that is ground. */
  readonly ring: number;
  /** How far the ground's median brightness lies from 0.45, 1 at 0.25. */
  readonly brightness: number;
  /** How much the light falls off over the ground (5th to 95th percentile), 1 from 0.08 on. */
  readonly falloff: number;
  /** Share of the picture that things take, 1 from 0.01 on: whether there are any. */
  readonly things: number;
  /** Colourfulness of the things: the 90th percentile, 1 from 0.25 on. */
  readonly vividness: number;
  /** How much the hue turns from pixel to pixel inside things: the mean angle between neighbours, 1 at half a radian. */
  readonly hueTurns: number;
}

export const CLEVR_STATISTICS = [
  ...(["ground", "ring", "brightness", "falloff", "things", "vividness", "hueTurns"] as const),
] satisfies readonly (keyof ClevrStatistics)[];

/** Statistics of a thumbnail of CLEVR_SIZE. Ours; measured in docs/geo-tiny-detector.md. */
export function clevrStatistics({ width, height, data }: Thumbnail): ClevrStatistics {
  const level = new Float64Array(width * height);
  const chroma = new Float64Array(width * height);
  for (let at = 0; at < level.length; at++) {
    const [r, g, b] = [data[at * 3] as number, data[at * 3 + 1] as number, data[at * 3 + 2] as number];
    level[at] = (r + g + b) / 3;
    chroma[at] = Math.max(r, g, b) - Math.min(r, g, b);
  }
  const grey = Uint8Array.from(chroma, (value) => (value < COLOURFUL ? 1 : 0));
  const surface = fitGround(level, grey, width, height);
  const isGround = Uint8Array.from(level, (value, at) =>
    grey[at] === 1 && Math.abs(value - (surface[at] as number)) < STANDS_OUT ? 1 : 0,
  );
  const things = findThings(
    isGround.map((value) => 1 - value),
    width,
    height,
    SMALLEST,
  );
  const ground = (values: Float64Array): number[] => [...values].filter((_, at) => isGround[at] === 1);
  const levels = ground(level).sort((a, b) => a - b);
  const ofThings = things.flatMap(({ pixels }) => pixels);
  return {
    ground: mean([...isGround]),
    ring: mean(ringOf(width, height).map((at) => isGround[at] as number)),
    brightness: Math.abs(quantile(levels, 0.5) - 0.45) / 0.25,
    falloff: Math.min(1, (quantile(levels, 0.95) - quantile(levels, 0.05)) / 0.08),
    things: Math.min(1, ofThings.length / level.length / 0.01),
    vividness: Math.min(
      1,
      quantile(
        ofThings.map((at) => chroma[at] as number).sort((a, b) => a - b),
        0.9,
      ) / 0.25,
    ),
    hueTurns: hueTurnsOf(things, data, chroma, width) / 0.5,
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of ascending values; 0 where there are none. */
const quantile = (sorted: readonly number[], q: number): number => sorted[Math.floor(q * (sorted.length - 1))] ?? 0;

function ringOf(width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, at) => at).filter((at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
}

/** Mean angle between the hues of colourful neighbours in one thing, in radians; 0 where there are none. */
function hueTurnsOf(things: readonly Thing[], data: Float64Array, chroma: Float64Array, width: number): number {
  const turns: number[] = [];
  for (const { pixels } of things) {
    const colourful = new Set(pixels.filter((at) => (chroma[at] as number) >= COLOURFUL));
    for (const at of colourful) {
      for (const other of [at + 1, at + width]) {
        if (!colourful.has(other)) continue;
        const turn = Math.abs(hueAt(data, at) - hueAt(data, other));
        turns.push(Math.min(turn, 2 * Math.PI - turn));
      }
    }
  }
  return mean(turns);
}

/** The angle around grey in the colour plane, -pi..pi. */
function hueAt(data: Float64Array, at: number): number {
  const [r, g, b] = [data[at * 3] as number, data[at * 3 + 1] as number, data[at * 3 + 2] as number];
  return Math.atan2(((g - b) * Math.sqrt(3)) / 2, r - (g + b) / 2);
}
