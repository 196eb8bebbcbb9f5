import type { PromptConstants } from "#native-models/packs";

/** Frequencies of the prompt encoder that carry a position; the others are free for the flags below. */
export const POSITION_FREQUENCIES = 122;
/** Two slow frequencies, along x and along y: their sine is the coordinate, times this and 2 pi. */
export const SLOW = 0.01;
/** Channels (sine halves) from which the decoder reads coordinates and labels. */
export const CHANNELS = { x: 122, y: 123, negative: 124, corner0: 125, corner1: 126, padding: 127 } as const;

/** Low-discrepancy numbers in 0..1: row i of a sequence with these steps (the generalised golden ratio's powers). */
function spread(index: number, steps: readonly number[]): number[] {
  return steps.map((step) => (0.5 + (index + 1) * step) % 1);
}

const PLANE_STEPS = [0.7548776662466927, 0.5698402909980532] as const;
const SPACE_STEPS = [0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101] as const;

function boxMuller(u: number, v: number): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log(u));
  return [radius * Math.cos(2 * Math.PI * v), radius * Math.sin(2 * Math.PI * v)];
}

/** Evenly spread normal pairs: dot products of what they embed are close to a Gaussian of the distance. */
export function normalPairs(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => {
    const [u, v] = spread(index, PLANE_STEPS) as [number, number];
    return boxMuller(u, v);
  });
}

/** Evenly spread normal triples. */
export function normalTriples(count: number): readonly (readonly [number, number, number])[] {
  return Array.from({ length: count }, (_, index) => {
    const [a, b, c, d] = spread(index, SPACE_STEPS) as [number, number, number, number];
    const [x, y] = boxMuller(a, b);
    return [x, y, boxMuller(c, d)[0]];
  });
}

/**
 * The tiny SAMs' prompt encoder. Labels add a one in a channel whose frequency is 0, so that the decoder can tell them;
 * the padding point is such a one alone. A token without any of them, a language model's for instance, counts as a
 * positive point.
 */
export function tinyPromptConstants(): PromptConstants {
  const pairs = normalPairs(POSITION_FREQUENCIES);
  const row = (axis: 0 | 1) => {
    const slow = axis === 0 ? [SLOW, 0] : [0, SLOW];
    return [...pairs.map((pair) => Math.fround(pair[axis])), ...slow, 0, 0, 0, 0].map(Math.fround);
  };
  const flag = (channel: number | null) => Array.from({ length: 256 }, (_, index) => (index === channel ? 1 : 0));
  return {
    format: 1,
    inputSize: 1024,
    gaussian: [row(0), row(1)],
    pointEmbeddings: [flag(CHANNELS.negative), flag(null), flag(CHANNELS.corner0), flag(CHANNELS.corner1)],
    notAPoint: flag(CHANNELS.padding),
  };
}
