import * as ort from "onnxruntime-node";
import { AppError } from "#core/errors";
import type { Exchange } from "#core/samples";
import {
  brokenGraph,
  cancelPoint,
  checkPixels,
  fillPrompt,
  fitOf,
  frameOf,
  loadStages,
  loadTokenizer,
  type MllmImage,
  type Tokenizer,
} from "#native-models/mllm";
import { type EvaluatorPart, evaluatorDoors, type Pack } from "#native-models/packs";
import type { Runtime } from "#native-models/runtime";
import type { GroupAnswer, MaskToScore } from "./contract.ts";
import { malformedAnswer } from "./malformed-answer.ts";
import { type Decoded, decodeGreedily, type GreedyDecoding } from "./onnx-decode.ts";
import { maskPlanes } from "./onnx-masks.ts";

/** A group of masks of an image that SAM has encoded. */
export interface OnnxScoreQuery extends MllmImage {
  readonly question: string;
  /** In the order in which the model sees them. */
  readonly group: readonly MaskToScore[];
  /** With chain of thought. */
  readonly cot: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A pack's own mask evaluator, loaded. */
export interface OnnxEvaluator {
  /**
   * Scores a group (paper 4.3). Throws `bad-input` for a group that is empty or larger than the pack's, or a mask of
   * another size than the image; `unsupported` for a chain of thought that the pack has no prompt for;
   * `malformed-answer` for an answer that does not end or is not exactly one score token a mask; `model-broken` for
   * logits that are none; `cancelled`.
   */
  score(query: OnnxScoreQuery): Promise<GroupAnswer>;
  release(): Promise<void>;
}

/** See `loadOnnxEvaluator`. */
export async function createOnnxEvaluator(pack: Pack, runtime: Runtime): Promise<OnnxEvaluator> {
  const part = evaluatorPartOf(pack);
  const file = pack.file(part.graph);
  const tokenizer = await loadTokenizer(pack.file(part.tokenizer));
  const scoreOfToken = new Map(
    Object.entries(part.scoreTokens).map(([token, score]) => [tokenizer.idOf(token, "evaluator.scoreTokens"), score]),
  );
  const endToken = tokenizer.idOf(part.endToken, "evaluator.endToken");
  checkPixels(part, "evaluator", file);
  const graphs = await loadStages(part, evaluatorDoors(part), pack, runtime);
  const { fixedGroup } = graphs;
  const { maxNewTokens, outputs } = part;
  const decoding: GreedyDecoding = { ...graphs.main, part, logits: outputs.logits, endToken, maxNewTokens };
  const where = `${pack.manifest.id}@${pack.manifest.version}`;

  return {
    async score(query) {
      const { group, embedding } = query;
      checkGroup(query, part, fixedGroup, pack);
      await cancelPoint(query.signal);
      const prompt = promptOf(query, part, pack);
      const ids = tokenizer.encode(prompt);
      if (ids.length === 0) throw brokenGraph("The prompt makes no token at all.", tokenizer.file);
      const empty = fixedGroup === null ? 0 : fixedGroup - group.length;
      const [height, width] = part.maskSize;
      const frame = frameOf(fitOf(part), part.pixels, embedding.width, embedding.height, part.maskSize);
      const rles = group.map(({ rle }) => rle);
      const planes = maskPlanes(rles, frame, part.maskSize, empty);
      const masks = new ort.Tensor("float32", planes, [1, group.length + empty, height, width]);
      const feeds = await graphs.prepare(query, { ids, masks, signal: query.signal });
      const decoded = await decodeGreedily(decoding, ids, feeds, query.signal);
      return answerOf(decoded, { group, prompt, empty, tokenizer, scoreOfToken, maxNewTokens, where });
    },
    release: () => graphs.release(),
  };
}

interface AnswerContext {
  readonly group: readonly MaskToScore[];
  readonly prompt: string;
  readonly empty: number;
  readonly tokenizer: Tokenizer;
  readonly scoreOfToken: ReadonlyMap<number, number>;
  readonly maxNewTokens: number;
  readonly where: string;
}

function answerOf({ ids, ended }: Decoded, context: AnswerContext): GroupAnswer {
  const { group, tokenizer, scoreOfToken, where } = context;
  const exchange = exchangeOf(ids, context);
  if (!ended) {
    throw malformedAnswer(`The answer did not end within ${context.maxNewTokens} tokens.`, where, exchange, null);
  }
  const scores = ids.map((id) => scoreOfToken.get(id)).filter((score) => score !== undefined);
  if (scores.length !== group.length) {
    const message = `The answer holds ${counted(scores.length, "score")} for ${counted(group.length, "mask")}.`;
    throw malformedAnswer(message, where, exchange, null);
  }
  const reasoning = tokenizer.decode(ids.filter((id) => !scoreOfToken.has(id))).trim();
  return { scores, reasoning: reasoning === "" ? null : reasoning, exchange, usage: null, cached: false };
}

/** No picture is sent anywhere; empty masks that a graph of a fixed group was given are told behind the prompt. */
function exchangeOf(ids: readonly number[], { prompt, empty, tokenizer }: AnswerContext): Exchange {
  const told = empty === 0 ? "" : `\n[and ${counted(empty, "empty mask")}: the graph takes a fixed number]`;
  return { prompt: prompt + told, images: [], answers: [tokenizer.decode(ids)] };
}

function counted(count: number, what: string): string {
  return `${count === 0 ? "no" : count} ${what}${count === 1 ? "" : "s"}`;
}

function evaluatorPartOf(pack: Pack): EvaluatorPart {
  const part = pack.manifest.evaluator;
  if (part !== undefined) return part;
  throw new AppError({
    code: "model-missing",
    message: `The pack ${pack.manifest.id} has no evaluator.`,
    where: pack.dir,
    cure: "Choose a pack with one, or let an endpoint or a baseline (predicted-iou) score the masks.",
  });
}

function promptOf({ question, group, cot }: OnnxScoreQuery, { prompts }: EvaluatorPart, pack: Pack): string {
  const template = cot ? prompts.cot : prompts.plain;
  if (template === undefined) {
    throw new AppError({
      code: "unsupported",
      message: `The evaluator of the pack ${pack.manifest.id} has no chain of thought.`,
      where: "cot",
      cure: "Switch the chain of thought off (--no-cot), or choose a pack with evaluator.prompts.cot.",
    });
  }
  return fillPrompt(template, { question, count: String(group.length) });
}

function checkGroup(query: OnnxScoreQuery, part: EvaluatorPart, fixedGroup: number | null, pack: Pack): void {
  const { group, embedding } = query;
  const most = Math.min(part.groupSize, fixedGroup ?? part.groupSize);
  if (group.length === 0 || group.length > most) {
    throw new AppError({
      code: "bad-input",
      message: `A group of ${counted(group.length, "mask")}; the evaluator of ${pack.manifest.id} takes 1 to ${most}.`,
      where: "group size",
      cure: `Choose a group size of at most ${most}.`,
    });
  }
  const other = group.find(({ rle }) => rle.size[0] !== embedding.height || rle.size[1] !== embedding.width);
  if (other === undefined) return;
  const [height, width] = other.rle.size;
  throw new AppError({
    code: "bad-input",
    message: `The mask ${other.id} is ${width} x ${height} pixels, its image ${embedding.width} x ${embedding.height}.`,
    where: other.id,
    cure: "Score masks that were made for this image.",
  });
}
