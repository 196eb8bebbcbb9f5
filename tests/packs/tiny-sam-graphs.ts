import type { SamFamily } from "#native-models/sam";
import { createGraph, type GraphBuilder, type Value } from "./graph.ts";
import { CHANNELS, normalTriples, POSITION_FREQUENCIES, SLOW, tinyPromptConstants } from "./tiny-sam-constants.ts";

const GRID = 64;
const CELLS = GRID * GRID;
/** The levels of features: side of the grid and channels. SAM1 has the first alone. */
const LEVELS = [
  { side: 64, channels: 256 },
  { side: 128, channels: 64 },
  { side: 256, channels: 32 },
] as const;

/**
 * input [1,3,1024,1024] -> output [1,256,64,64] (SAM2 also its two high-resolution features): mean colours of cells,
 * in random Fourier features, so that the product of two features is a Gaussian of the colours' distance.
 */
export function tinyEncoder(family: SamFamily): Uint8Array {
  const graph = createGraph("tiny encoder");
  const pixels = graph.input("input", [1, 3, 1024, 1024]);
  const features = ({ side, channels }: (typeof LEVELS)[number]): Value => {
    const cell = 1024 / side;
    const colours = graph.node("AveragePool", [pixels], { kernel_shape: [cell, cell], strides: [cell, cell] });
    const triples = normalTriples(channels / 2);
    const weights = graph.floats([channels, 3, 1, 1], [...triples, ...triples].flat());
    // cos(x - pi/2) is the sine: each pair's squares add up to 1.
    const shift = Array.from({ length: channels }, (_, channel) => (channel < channels / 2 ? 0 : -Math.PI / 2));
    return graph.node("Cos", [graph.node("Conv", [colours, weights, graph.floats([channels], shift)])]);
  };
  const [coarse, middle, fine] = LEVELS;
  graph.output("output", features(coarse), [1, 256, 64, 64]);
  if (family === "sam2") {
    graph.output("high_res_feats_0", features(fine), [1, 32, 256, 256]);
    graph.output("high_res_feats_1", features(middle), [1, 64, 128, 128]);
  }
  return graph.bytes();
}

/** The grid's cells in -1..1, as SAM's dense positional encoding takes them: [4096, 2], x before y. */
function gridCoordinates(): number[] {
  const centre = (index: number) => (2 * (index + 0.5)) / GRID - 1;
  return Array.from({ length: CELLS }, (_, cell) => [centre(cell % GRID), centre(Math.floor(cell / GRID))]).flat();
}

/** What the tokens say of the grid, all [B,1,4096] but `seeds`' own. */
interface Prompted {
  /** 0..1: near the positive points or inside the box. */
  readonly near: Value;
  /** 0..1: near the negative points. */
  readonly far: Value;
}

function readTokens(graph: GraphBuilder, sparse: Value): Prompted {
  const { gaussian } = tinyPromptConstants();
  const grid = graph.floats([CELLS, 2], gridCoordinates());
  const turns = graph.node("MatMul", [grid, graph.floats([2, 128], gaussian.flat())]);
  const angles = graph.node("Mul", [turns, graph.scalar(2 * Math.PI)]);
  const positions = graph.node("Concat", [graph.node("Sin", [angles]), graph.node("Cos", [angles])], { axis: 1 });
  const carries = Array.from({ length: 256 }, (_, channel) => (channel % 128 < POSITION_FREQUENCIES ? 1 : 0));
  const dense = graph.node("Mul", [positions, graph.floats([256], carries)]);

  const channel = (index: number) =>
    graph.node("Slice", [sparse, graph.ints([index]), graph.ints([index + 1]), graph.ints([2])]);
  const [zero, one] = [graph.scalar(0), graph.scalar(1)];
  const flag = (index: number) => graph.node("Clip", [channel(index), zero, one]);
  const negative = flag(CHANNELS.negative);
  const corners = [flag(CHANNELS.corner0), flag(CHANNELS.corner1)] as const;
  const positive = graph.node("Sub", [one, graph.node("Sum", [negative, ...corners])]);

  const products = graph.node("MatMul", [sparse, graph.node("Transpose", [dense], { perm: [1, 0] })]);
  // Never below 0, so that a padding token, which gives 0 everywhere, changes no maximum.
  const bumps = graph.node("Relu", [graph.node("Div", [products, graph.scalar(POSITION_FREQUENCIES)])]);
  const strongest = (weights: Value) =>
    graph.node("ReduceMax", [graph.node("Mul", [bumps, weights])], { axes: [1], keepdims: 1 });

  const sumOverTokens = (value: Value) => graph.node("ReduceSum", [value, graph.ints([1])], { keepdims: 1 });
  const side = (coordinate: number, axis: 0 | 1) => {
    const unit = graph.scalar(2 * Math.PI * SLOW);
    const cells = graph.floats(
      [1, 1, CELLS],
      gridCoordinates().filter((_, index) => index % 2 === axis),
    );
    const of = (corner: Value) => {
      const sines = sumOverTokens(graph.node("Mul", [channel(coordinate), corner]));
      return graph.node("Div", [sines, unit]);
    };
    return [graph.node("Sub", [cells, of(corners[0])]), graph.node("Sub", [of(corners[1]), cells])];
  };
  const inside = graph.node("Min", [...side(CHANNELS.x, 0), ...side(CHANNELS.y, 1)]);
  const ramp = graph.node("Add", [graph.node("Mul", [inside, graph.scalar(10)]), graph.scalar(0.3)]);
  const boxed = graph.node("Mul", [graph.node("Clip", [ramp, zero, one]), sumOverTokens(corners[0])]);
  return { near: graph.node("Max", [strongest(positive), boxed]), far: strongest(negative) };
}

/** Weights of the grid's cells, [B,1,side*side], summing to 1: where the prompt is strongest. */
function attentionOf(graph: GraphBuilder, near: Value, side: number): Value {
  const square = graph.node("Mul", [near, near]);
  const fourth = graph.node("Mul", [square, square]);
  const scaled = side === GRID ? fourth : flat(graph, resized(graph, planes(graph, fourth, GRID), side / GRID), side);
  const total = graph.node("ReduceSum", [scaled, graph.ints([2])], { keepdims: 1 });
  return graph.node("Div", [scaled, graph.node("Add", [total, graph.scalar(1e-6)])]);
}

const planes = (graph: GraphBuilder, value: Value, side: number) =>
  graph.node("Reshape", [value, graph.ints([-1, 1, side, side])]);
const flat = (graph: GraphBuilder, value: Value, side: number) =>
  graph.node("Reshape", [value, graph.ints([-1, 1, side * side])]);

function resized(graph: GraphBuilder, value: Value, factor: number): Value {
  if (factor === 1) return value;
  const scales = graph.floats([4], [1, 1, factor, factor]);
  return graph.node("Resize", [value, "", scales], {
    mode: "linear",
    coordinate_transformation_mode: "half_pixel",
  });
}

/** How much each cell looks like where the prompt is strongest, [B,1,side*side], about 0..1. */
function likeness(graph: GraphBuilder, features: Value, attention: Value, { side, channels }: (typeof LEVELS)[number]) {
  const table = graph.node("Reshape", [features, graph.ints([channels, side * side])]);
  const meant = graph.node("MatMul", [attention, graph.node("Transpose", [table], { perm: [1, 0] })]);
  return graph.node("Div", [graph.node("MatMul", [meant, table]), graph.scalar(channels / 2)]);
}

/** How near to the prompt a mask ends, for the four masks. */
const RADII = [0.62, 1.0, 0.7, 0.56] as const;
const STEEPNESS = 60;
const IOU_BASE = [0.9, 0.84, 0.92, 0.8] as const;

/**
 * image_embeddings, sparse, mask_input, has_mask_input (SAM2 also its high-resolution features) -> low_res [B,4,256,256]
 * and iou [B,4]. A mask is where it is near the prompt and looks like the place of the prompt.
 */
export function tinyDecoder(family: SamFamily): Uint8Array {
  return decoderGraph(family, "image_embeddings", true);
}

/** The tensor that the halves of a split decoder hand over. */
export const TINY_PREPARED = "prepared";

/** The decoder for prompts without a mask, in two halves, of which the first has nothing to do. */
export function tinySplitDecoder(family: SamFamily): { readonly prepare: Uint8Array; readonly prompt: Uint8Array } {
  const graph = createGraph("tiny decoder, first half");
  graph.output(TINY_PREPARED, graph.input("image_embeddings", [1, 256, 64, 64]), [1, 256, 64, 64]);
  return { prepare: graph.bytes(), prompt: decoderGraph(family, TINY_PREPARED, false) };
}

function decoderGraph(family: SamFamily, embeddingsName: string, takesMask: boolean): Uint8Array {
  const graph = createGraph("tiny decoder");
  const [coarse, middle, fine] = LEVELS;
  const embeddings = graph.input(embeddingsName, [1, 256, 64, 64]);
  const levels: [Value, (typeof LEVELS)[number]][] = [[embeddings, coarse]];
  if (family === "sam2") {
    levels.push([graph.input("high_res_feats_0", [1, 32, 256, 256]), fine]);
    levels.push([graph.input("high_res_feats_1", [1, 64, 128, 128]), middle]);
  }
  const sparse = graph.input("sparse", ["batch", "tokens", 256]);

  const { near, far } = readTokens(graph, sparse);
  const alike = levels.map(([features, level]) => {
    const attention = attentionOf(graph, near, level.side);
    const like = likeness(graph, features, attention, level);
    return { attention, like, map: resized(graph, planes(graph, like, level.side), 256 / level.side) };
  });
  const [first] = alike as [(typeof alike)[number]];
  const look = graph.node(
    "Mean",
    alike.map(({ map }) => map),
  );
  const place = graph.node("Sub", [near, graph.node("Mul", [far, graph.scalar(1.5)])]);
  const field = graph.node("Add", [resized(graph, planes(graph, place, GRID), 4), look]);
  const distances = graph.node("Sub", [
    field,
    graph.floats(
      [1, 4, 1, 1],
      RADII.map((radius) => radius + 0.5),
    ),
  ]);
  const logits = graph.node("Mul", [distances, graph.scalar(STEEPNESS)]);
  const refined = takesMask ? graph.node("Add", [logits, maskPrompt(graph)]) : logits;
  graph.output("low_res", refined, ["batch", 4, 256, 256]);
  graph.output("iou", predictedIou(graph, first.attention, first.like), ["batch", 4]);
  return graph.bytes();
}

/** A quarter of the mask prompt, where there is one. */
function maskPrompt(graph: GraphBuilder): Value {
  const logits = graph.input("mask_input", [1, 1, 256, 256]);
  const given = graph.input("has_mask_input", [1]);
  return graph.node("Mul", [graph.node("Mul", [logits, given]), graph.scalar(0.25)]);
}

/** [B,4]: higher where the place of the prompt is of one colour, and a wave over the image. Between 0.5 and 0.99. */
function predictedIou(graph: GraphBuilder, attention: Value, like: Value): Value {
  const wave = Array.from({ length: CELLS }, (_, cell) => {
    return Math.sin((7 * (cell % GRID)) / GRID) * Math.cos((5 * Math.floor(cell / GRID)) / GRID);
  });
  const expected = (value: Value) => {
    const weighted = graph.node("Mul", [attention, value]);
    return graph.node("ReduceSum", [weighted, graph.ints([2])], { keepdims: 1 });
  };
  const even = graph.node("Mul", [graph.node("Sub", [expected(like), graph.scalar(0.8)]), graph.scalar(0.3)]);
  const waved = graph.node("Mul", [expected(graph.floats([1, 1, CELLS], wave)), graph.scalar(0.04)]);
  const sum = graph.node("Sum", [graph.floats([1, 1, 4], IOU_BASE), even, waved]);
  const bounded = graph.node("Clip", [sum, graph.scalar(0.5), graph.scalar(0.99)]);
  return graph.node("Reshape", [bounded, graph.ints([-1, 4])]);
}
