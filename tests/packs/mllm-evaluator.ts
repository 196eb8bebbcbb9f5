import { createGraph, type GraphBuilder, type Value } from "./graph.ts";
import { colourMatch, type Sight } from "./mllm-sight.ts";
import { COLOURS, idOf, MARKS, REASONING, SCORE_STEPS, scoreToken, tokenTable, VOCABULARY } from "./mllm-vocabulary.ts";

/** What an evaluator of a broken pack does wrong. */
export type EvaluatorFault = "one score short" | "one score more" | "never ends" | "nan" | "logits of one token";

export interface TinyEvaluator {
  readonly sight: Sight;
  readonly maskSize: readonly [height: number, width: number];
  /** Masks that the graph insists on; any number where left out. */
  readonly fixedGroup?: number | undefined;
  readonly fault?: EvaluatorFault;
  /** The masks are looked at by a graph before it (`contextGraph`), once a group. */
  readonly judged?: boolean;
}

/** Name of what `contextGraph` hands over. */
export const JUDGED = "judged";

/** A context stage: the masks' score tokens, float32[G], by image, masks and prompt. */
export function contextGraph(evaluator: TinyEvaluator): Uint8Array {
  const graph = createGraph("tiny context");
  const ids = graph.input("input_ids", [1, "T"], "int64");
  graph.output(JUDGED, scoresInside(graph, evaluator, ids), ["G"]);
  return graph.bytes();
}

/**
 * A mask evaluator in a few nodes: each mask's soft IoU with the cells of the question's colour, in steps of 1/20, said
 * one score token after the other, and before them a sentence if the prompt holds <think>. Which token is due follows
 * from how many stand behind <answer>; how many scores, from the number before it.
 *
 *   in   input_ids int64[1,T], masks [1,G,h,w], pixels [1,3,H,W] or image_embeddings [1,256,64,64]
 *   out  logits [1,T,V], highest for the next token
 */
export function evaluatorGraph({ sight, maskSize, fixedGroup, fault, judged }: TinyEvaluator): Uint8Array {
  const graph = createGraph("tiny evaluator");
  const ids = graph.input("input_ids", [1, "T"], "int64");
  const scores =
    judged === true ? graph.input(JUDGED, ["G"]) : scoresInside(graph, { sight, maskSize, fixedGroup }, ids);

  const { place, count, thinking } = readPrompt(graph, ids);
  const words = graph.node("Mul", [thinking, graph.scalar(REASONING.length + 1)]);
  const turn = graph.node("Sub", [place, words]);
  const word = pick(graph, sentence(graph, ids), place);
  const score = pick(graph, scores, turn);
  const extra = fault === "one score short" ? -1 : fault === "one score more" ? 1 : 0;
  const due = graph.node("Add", [count, graph.scalar(extra)]);
  const end = graph.scalar(idOf(fault === "never ends" ? "thing" : MARKS.end));
  const scoreOrEnd = graph.node("Where", [graph.node("Less", [turn, due]), score, end]);
  const next = graph.node("Where", [graph.node("Less", [place, words]), word, scoreOrEnd]);

  const logits = logitsFor(graph, next, ids, fault === "logits of one token");
  const spoiled = fault === "nan" ? graph.node("Mul", [logits, notANumber(graph)]) : logits;
  graph.output("logits", spoiled, [1, "L", VOCABULARY.length]);
  return graph.bytes();
}

function scoresInside(graph: GraphBuilder, { sight, maskSize, fixedGroup }: TinyEvaluator, ids: Value): Value {
  const masks = graph.input("masks", [1, fixedGroup ?? "G", ...maskSize]);
  return scoreIds(graph, masks, colourMatch(graph, sight, maskSize, ids), maskSize[0] * maskSize[1]);
}

/** Ids, as floats, of the masks' score tokens: [G]. */
function scoreIds(graph: GraphBuilder, masks: Value, match: Value, cells: number): Value {
  // Half a match is half wanted, a quarter not at all: what is not of the colour must not add up over a large image.
  const steep = graph.node("Sub", [graph.node("Mul", [match, graph.scalar(2)]), graph.scalar(0.5)]);
  const wanted = graph.node("Clip", [steep, graph.scalar(0), graph.scalar(1)]);
  const flat = graph.node("Reshape", [masks, graph.ints([-1, cells])]);
  const both = graph.node("MatMul", [flat, graph.node("Transpose", [wanted], { perm: [1, 0] })]);
  const area = graph.node("ReduceSum", [flat, graph.ints([1])], { keepdims: 1 });
  const target = graph.node("ReduceSum", [wanted, graph.ints([1])], { keepdims: 1 });
  const either = graph.node("Sub", [graph.node("Add", [area, target]), both]);
  const iou = graph.node("Div", [both, graph.node("Add", [either, graph.scalar(1e-6)])]);
  const step = graph.node("Floor", [
    graph.node("Add", [graph.node("Mul", [iou, graph.scalar(SCORE_STEPS)]), graph.scalar(0.5)]),
  ]);
  const tokens = graph.node("Add", [step, graph.scalar(idOf(scoreToken(0)))]);
  return graph.node("Reshape", [tokens, graph.ints([-1])]);
}

/** All [1]: tokens behind <answer>, the number before it, and 1 if the prompt holds <think>. */
function readPrompt(graph: GraphBuilder, ids: Value) {
  const isToken = (token: string) =>
    graph.node("Cast", [graph.node("Equal", [ids, graph.ints([idOf(token)])])], { to: 1 });
  const answer = graph.node("ArgMax", [isToken(MARKS.answer)], { axis: 1, keepdims: 0, select_last_index: 1 });
  const length = graph.node("Gather", [graph.node("Shape", [ids]), graph.ints([1])]);
  const behind = graph.node("Sub", [graph.node("Sub", [length, answer]), graph.ints([1])]);
  const numbers = tokenTable(1, (token) => (/^\d+$/.test(token) ? [Number(token)] : undefined));
  const before = graph.node("Gather", [
    graph.node("Reshape", [ids, graph.ints([-1])]),
    graph.node("Sub", [answer, graph.ints([1])]),
  ]);
  return {
    place: graph.node("Cast", [behind], { to: 1 }),
    count: graph.node("Gather", [graph.floats([numbers.length], numbers), before]),
    thinking: graph.node("ReduceMax", [graph.node("Reshape", [isToken(MARKS.think), graph.ints([-1])])], {
      keepdims: 1,
    }),
  };
}

/** Ids, as floats, of the sentence that is said before the scores: it ends with the question's colour. */
function sentence(graph: GraphBuilder, ids: Value): Value {
  const colourIds = tokenTable(1, (token) => (token in COLOURS ? [idOf(token)] : undefined));
  const said = graph.node("Gather", [graph.floats([colourIds.length], colourIds), ids]);
  const colour = graph.node("ReduceMax", [graph.node("Reshape", [said, graph.ints([-1])])], { keepdims: 1 });
  const start = graph.floats([REASONING.length], REASONING.map(idOf));
  return graph.node("Concat", [start, colour], { axis: 0 });
}

/** The entry of a list at a place (both floats), the nearest one for places outside. */
function pick(graph: GraphBuilder, list: Value, place: Value): Value {
  const length = graph.node("Cast", [graph.node("Shape", [list])], { to: 1 });
  const last = graph.node("Sub", [length, graph.scalar(1)]);
  const inside = graph.node("Max", [graph.node("Min", [place, last]), graph.scalar(0)]);
  return graph.node("Gather", [list, graph.node("Cast", [inside], { to: 7 })]);
}

/** Logits that fall with the distance from the next token's id, the same at every place: [1, T, V]. */
function logitsFor(graph: GraphBuilder, next: Value, ids: Value, oneToken: boolean): Value {
  const all = graph.floats(
    [1, 1, VOCABULARY.length],
    VOCABULARY.map((_, id) => id),
  );
  const distance = graph.node("Sub", [all, next]);
  const logits = graph.node("Neg", [graph.node("Mul", [distance, distance])]);
  if (oneToken) return logits;
  const length = graph.node("Gather", [graph.node("Shape", [ids]), graph.ints([1])]);
  const dims = graph.node("Concat", [graph.ints([1]), length, graph.ints([VOCABULARY.length])], { axis: 0 });
  return graph.node("Expand", [logits, dims]);
}

function notANumber(graph: GraphBuilder): Value {
  return graph.node("Div", [graph.scalar(0), graph.scalar(0)]);
}
