import type { PromptConstants } from "#native-models/packs";
import { embedPoints, SAM_SIDE } from "#native-models/sam";
import { createGraph, type GraphBuilder, type Value } from "./graph.ts";
import { colourMatch, type Sight } from "./mllm-sight.ts";

/** How much each head of each layer sharpens the match: three layers of two heads. */
export const HEAD_SCALES: readonly (readonly number[])[] = [
  [3, 5],
  [4, 6],
  [5, 9],
];
/** The token that every question attends to, whatever it shows: an attention sink. */
export const SINK_TOKEN = 0;

/** What a segmenter of a broken pack does wrong. */
export type SegmenterFault =
  | "nan"
  | "negative"
  | "zero"
  | "one token short"
  | "one axis more"
  | "prompt token of 255"
  | "prompt token of NaN";

export interface TinySegmenter {
  readonly grid: readonly [rows: number, cols: number];
  readonly sight: Sight;
  /** Of the SAM that takes the prompt token. */
  readonly constants: PromptConstants;
  /** One map a layer instead of one a head. */
  readonly headless?: boolean;
  readonly fault?: SegmenterFault;
}

/**
 * A segmentation MLLM in a few nodes: the question's words become a colour, the cells of the image that have it attract
 * every head (softmax over the tokens), and so does the sink. Its prompt token is the position encoding of a positive
 * point, averaged over the cells that match: what SAM would make of a click there.
 *
 *   in   input_ids int64[1,T], pixels [1,3,H,W] or image_embeddings [1,256,64,64]
 *   out  attention [3,2,N] ([3,N] if headless), prompt_tokens [1,1,256]
 */
export function segmenterGraph({ grid, sight, constants, headless = false, fault }: TinySegmenter): Uint8Array {
  const graph = createGraph("tiny segmenter");
  const tokens = grid[0] * grid[1];
  const ids = graph.input("input_ids", [1, "T"], "int64");
  const match = colourMatch(graph, sight, grid, ids);

  const sink = new Float32Array(tokens).fill(-10);
  sink[SINK_TOKEN] = 1;
  const attracting = graph.node("Max", [match, graph.floats([1, tokens], sink)]);
  const scales = headless ? HEAD_SCALES.map(([first]) => first as number) : HEAD_SCALES.flat();
  const scaleDims = headless ? [scales.length, 1] : [HEAD_SCALES.length, scales.length / HEAD_SCALES.length, 1];
  const logits = graph.node("Mul", [graph.floats(scaleDims, scales), attracting]);
  const attention = graph.node("Softmax", [logits], { axis: -1 });

  const weights = graph.node("Softmax", [graph.node("Mul", [match, graph.scalar(40)])], { axis: -1 });
  const positions = graph.floats([tokens, 256], clicksAtTokens(grid, constants));
  const promptToken = graph.node("Unsqueeze", [graph.node("MatMul", [weights, positions]), graph.ints([0])]);

  // Most faults show when the graph runs, not in what the file says of it: sizes are left open.
  const open = fault !== undefined;
  const axes = [...scaleDims.slice(0, -1), tokens];
  const openAxes = [...(fault === "one axis more" ? ["batch"] : []), ...axes.map((_, axis) => `axis ${axis}`)];
  graph.output("attention", spoiledAttention(graph, attention, tokens, fault), open ? openAxes : axes);
  graph.output("prompt_tokens", spoiledPrompt(graph, promptToken, fault), [1, 1, open ? "width" : 256]);
  return graph.bytes();
}

/** A positive point in the middle of every token, as SAM's prompt encoder embeds it: float32[N, 256]. */
function clicksAtTokens([rows, cols]: TinySegmenter["grid"], constants: PromptConstants): Float32Array {
  const middle = (index: number, count: number) => ((index + 0.5) * SAM_SIDE) / count - 0.5;
  const points = Array.from({ length: rows * cols }, (_, token) => ({
    x: middle(token % cols, cols),
    y: middle(Math.floor(token / cols), rows),
    label: 1 as const,
  }));
  return embedPoints(points, constants);
}

function notANumber(graph: GraphBuilder): Value {
  return graph.node("Div", [graph.scalar(0), graph.scalar(0)]);
}

/** A value without the last entry of its last axis, in a way of which onnxruntime can't tell the size beforehand. */
function shortened(graph: GraphBuilder, value: Value, to: number): Value {
  const length = graph.node("Gather", [graph.node("Shape", ["input_ids"]), graph.ints([1])]);
  const nothing = graph.node("Sub", [length, length]);
  const end = graph.node("Add", [graph.ints([to]), nothing]);
  return graph.node("Slice", [value, graph.ints([0]), end, graph.ints([-1])]);
}

function spoiledAttention(graph: GraphBuilder, value: Value, tokens: number, fault: SegmenterFault | undefined): Value {
  if (fault === "nan") return graph.node("Mul", [value, notANumber(graph)]);
  if (fault === "negative") return graph.node("Sub", [value, graph.scalar(0.5)]);
  if (fault === "zero") return graph.node("Mul", [value, graph.scalar(0)]);
  if (fault === "one axis more") return graph.node("Unsqueeze", [value, graph.ints([0])]);
  return fault === "one token short" ? shortened(graph, value, tokens - 1) : value;
}

function spoiledPrompt(graph: GraphBuilder, value: Value, fault: SegmenterFault | undefined): Value {
  if (fault === "prompt token of NaN") return graph.node("Mul", [value, notANumber(graph)]);
  return fault === "prompt token of 255" ? shortened(graph, value, 255) : value;
}
