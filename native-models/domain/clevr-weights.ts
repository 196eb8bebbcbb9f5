import type { ClevrStatistics } from "./clevr-statistics.ts";

/** Written by native-models/domain/fit.mjs, from 584 pictures. */
export const CLEVR_WEIGHTS: Readonly<Record<keyof ClevrStatistics | "bias", number>> = Object.freeze({
  bias: -28.762,
  ground: 1.876,
  ring: 11.279,
  brightness: -2.078,
  falloff: 10.864,
  things: 3.529,
  vividness: 7.567,
  hueTurns: -26.161,
});
