import type { Rle } from "#core/masks";
import { ignoreOf, type SampleState } from "#core/samples";
import type { OpenSample } from "./types.ts";

/** What the tools paint: what answers the question, or the pixels that count nowhere. */
export type Layer = "mask" | "ignore";

type Layered = Pick<OpenSample, "state" | "detail">;

export const layerOf = (sample: Layered, layer: Layer): Rle | null =>
  layer === "mask" ? sample.state.mask : ignoreOf(sample.state, sample.detail);

/** A verdict is about both layers: a change of either withdraws it. */
export const withLayer = (layer: Layer, made: Rle): Partial<SampleState> =>
  layer === "mask" ? { mask: made, verdict: null } : { ignore: made, verdict: null };

/** An edit of a layer in the words of the history. */
export const onLayer = (action: string, layer: Layer): string =>
  layer === "mask" ? action : `${action} on the ignore layer`;
