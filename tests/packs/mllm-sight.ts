import { PIXEL_MEAN, PIXEL_STD } from "#native-models/sam";
import { createGraph, type GraphBuilder, type Value } from "./graph.ts";
import { COLOURS, tokenTable, VOCABULARY } from "./mllm-vocabulary.ts";
import { normalTriples } from "./tiny-sam-constants.ts";

/**
 * How a tiny model sees the image: its own pixels (values 0..1), or the embedding of a tiny SAM. `handed`: what it knows
 * of the cells is made by a graph before it (`cellsGraph`).
 */
export type Sight = (
  | { readonly role: "pixels"; readonly width: number; readonly height: number }
  | { readonly role: "image_embeddings" }
) & { readonly handed?: boolean };

/** Name of what `cellsGraph` hands over. */
export const CELLS = "cells";

/** An image stage: what is known of each cell, float32[1, width, rows, cols], by the image alone. */
export function cellsGraph(sight: Sight, [rows, cols]: readonly [rows: number, cols: number]): Uint8Array {
  const graph = createGraph("tiny cells");
  const { features, width } = featuresOfCells(graph, { ...sight, handed: false }, rows, cols);
  graph.output(CELLS, features, [1, width, rows, cols]);
  return graph.bytes();
}

const EMBEDDING_SIDE = 64;
const EMBEDDING_CHANNELS = 256;

/**
 * How well each cell of a rows x cols grid matches the colour that the question names: float32[1, rows * cols], about 1
 * for the colour, 0 or less for others, 0 everywhere without a colour's name. Adds the image's input to the graph.
 */
export function colourMatch(
  graph: GraphBuilder,
  sight: Sight,
  [rows, cols]: readonly [rows: number, cols: number],
  ids: Value,
): Value {
  const cells = rows * cols;
  const { features, width } = featuresOfCells(graph, sight, rows, cols);
  const looks = tokenTable(width, (token) => (token in COLOURS ? lookOf(token, sight) : undefined));
  const rowsOfTokens = graph.node("Gather", [graph.floats([VOCABULARY.length, width], looks), ids], { axis: 0 });
  const total = graph.node("ReduceSum", [rowsOfTokens, graph.ints([1])], { keepdims: 0 });
  // The mean over the colours' names: one that is said again, in the reasoning for instance, changes nothing.
  const names = graph.floats(
    [VOCABULARY.length, 1],
    tokenTable(1, (token) => (token in COLOURS ? [1] : undefined)),
  );
  const named = graph.node("ReduceSum", [graph.node("Gather", [names, ids]), graph.ints([1])], { keepdims: 0 });
  const asked = graph.node("Div", [total, graph.node("Max", [named, graph.scalar(1)])]);
  return graph.node("MatMul", [asked, graph.node("Reshape", [features, graph.ints([width, cells])])]);
}

/** What is known of each cell, by mean: red, green, blue and 1, or the embedding's channels. */
function featuresOfCells(graph: GraphBuilder, sight: Sight, rows: number, cols: number) {
  if (sight.handed === true) {
    const width = sight.role === "pixels" ? 4 : EMBEDDING_CHANNELS;
    return { features: graph.input(CELLS, [1, width, rows, cols]), width };
  }
  if (sight.role === "image_embeddings") {
    const embedding = graph.input("image_embeddings", [1, EMBEDDING_CHANNELS, EMBEDDING_SIDE, EMBEDDING_SIDE]);
    const cell = [EMBEDDING_SIDE / rows, EMBEDDING_SIDE / cols];
    const features = graph.node("AveragePool", [embedding], { kernel_shape: cell, strides: cell });
    return { features, width: EMBEDDING_CHANNELS };
  }
  const pixels = graph.input("pixels", [1, 3, sight.height, sight.width]);
  const cell = [sight.height / rows, sight.width / cols];
  const colours = graph.node("AveragePool", [pixels], { kernel_shape: cell, strides: cell });
  const ones = graph.floats([1, 1, rows, cols], new Float32Array(rows * cols).fill(1));
  return { features: graph.node("Concat", [colours, ones], { axis: 1 }), width: 4 };
}

function lookOf(colour: string, sight: Sight): readonly number[] | undefined {
  return sight.role === "pixels" ? COLOURS[colour]?.direction : embeddedColour(colour);
}

/** Shades of a colour, so that it needn't be pure to be recognised: bright channels at least so bright, dark ones at most so. */
const SHADES = [
  [255, 0],
  [215, 40],
  [175, 80],
] as const;

/**
 * What the tiny SAM's encoder makes of a colour (tiny-sam-graphs.ts), averaged over its shades; scaled so that its
 * product with the encoder's own answer to the colour is about 1.
 */
function embeddedColour(colour: string): number[] {
  const { rgb } = COLOURS[colour] as (typeof COLOURS)[string];
  const shades = SHADES.map(([bright, dark]) => embeddingOf(rgb.map((lit) => (lit === 1 ? bright : dark))));
  const mean = shades[0]?.map((_, channel) => shades.reduce((sum, shade) => sum + (shade[channel] as number), 0)) ?? [];
  const middle = shades[1] as readonly number[];
  const product = mean.reduce((sum, value, channel) => sum + value * (middle[channel] as number), 0);
  return mean.map((value) => value / product);
}

function embeddingOf(rgb: readonly number[]): number[] {
  const seen = rgb.map((value, channel) => (value - (PIXEL_MEAN[channel] as number)) / (PIXEL_STD[channel] as number));
  const turns = normalTriples(EMBEDDING_CHANNELS / 2).map((triple) =>
    triple.reduce((sum, weight, channel) => sum + weight * (seen[channel] as number), 0),
  );
  return [...turns.map(Math.cos), ...turns.map(Math.sin)];
}
