import type { ClevrStatistics } from "./clevr-statistics.ts";

/** Written by native-models/domain/fit.mjs, from 684 pictures. */
export const CLEVR_WEIGHTS: Readonly<Record<keyof ClevrStatistics | "bias", number>> = Object.freeze({
  bias: -26.651,
  ground: 3.299,
  ring: 8.014,
  brightness: -1.595,
  falloff: 10.593,
  things: 3.644,
  vividness: 6.054,
  hueTurns: -9.327,
});
