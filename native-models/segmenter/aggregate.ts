import { brokenGraph, type FloatOutput } from "#native-models/mllm";
import type { SegmenterPart } from "#native-models/packs";
import type { AttentionAnswer } from "./contract.ts";

/** What to take of a graph's attention output, from its pack's manifest. */
export interface AttentionPlan {
  readonly grid: SegmenterPart["grid"];
  /** Numbers of the model's layers along the L axis; 0..L-1 where undefined. */
  readonly exportedLayers: readonly number[] | undefined;
  /** Numbers of the layers that are averaged; all exported ones where null. */
  readonly layers: readonly number[] | null;
  /** The graph's file, for errors. */
  readonly file: string;
}

export interface AggregatedAttention {
  /** rows x cols values, row-major, summing to 1. */
  readonly values: readonly number[];
  /** The averaged layers, each as the model gave it: the mean over its heads, not normalised. */
  readonly layers: AttentionAnswer["layers"];
}

/**
 * One map over the image tokens (paper 4.1, appendix B): the mean over the heads, then the mean over the chosen layers,
 * then normalised to sum 1. `output` is [L, N] or [L, heads, N] with N = rows x cols. Throws `model-broken` for another
 * shape, a layer that was not exported, a value that is negative or not finite, and a map without any attention.
 */
export function aggregateAttention(output: FloatOutput, plan: AttentionPlan): AggregatedAttention {
  const { layerCount, heads, tokens } = shapeOf(output, plan);
  const exported = plan.exportedLayers ?? Array.from({ length: layerCount }, (_, index) => index);
  const chosen = plan.layers ?? exported;
  for (const value of output.values) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw brokenGraph(`The attention holds ${value}; it has to be finite and not negative.`, plan.file);
    }
  }
  const layers = chosen.map((layer) => {
    const index = exported.indexOf(layer);
    if (index < 0) {
      throw brokenGraph(`Layer ${layer} is to be averaged, but the graph gives ${exported.join(", ")}.`, plan.file);
    }
    const start = index * heads * tokens;
    return { layer, values: meanOfRows(output.values.subarray(start, start + heads * tokens), heads) };
  });
  const mean = meanOfRows(Float64Array.from(layers.flatMap(({ values }) => values)), layers.length);
  return { values: normalise(mean, plan.file), layers };
}

function shapeOf({ dims }: FloatOutput, { grid, exportedLayers, file }: AttentionPlan) {
  const [rows, cols] = grid;
  const layerCount = dims[0] as number;
  const tokens = dims.at(-1) as number;
  const heads = dims.length === 3 ? (dims[1] as number) : 1;
  const told = `The attention is [${dims.join(", ")}]`;
  if ((dims.length !== 2 && dims.length !== 3) || layerCount * heads === 0) {
    throw brokenGraph(`${told}; it has to be [layers, tokens] or [layers, heads, tokens].`, file);
  }
  if (tokens !== rows * cols) {
    throw brokenGraph(`${told}; the manifest's grid of ${rows} x ${cols} wants ${rows * cols} tokens.`, file);
  }
  if (exportedLayers !== undefined && exportedLayers.length !== layerCount) {
    throw brokenGraph(`${told}; the manifest names ${exportedLayers.length} exported layers.`, file);
  }
  return { layerCount, heads, tokens };
}

/** Mean of `count` rows of equal length. */
function meanOfRows(values: Float32Array | Float64Array, count: number): number[] {
  const length = values.length / count;
  const mean = new Array<number>(length).fill(0);
  values.forEach((value, index) => {
    mean[index % length] = (mean[index % length] as number) + value / count;
  });
  return mean;
}

function normalise(values: readonly number[], file: string): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) throw brokenGraph("The attention is zero everywhere.", file);
  return values.map((value) => value / sum);
}
