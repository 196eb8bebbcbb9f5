import type { InferenceSession } from "onnxruntime-node";
import { brokenGraph, cancelPoint, floatOutput, idsFeed, type MllmPart, runGraph } from "#native-models/mllm";

/** What greedy decoding needs to know of a graph. */
export interface GreedyDecoding {
  readonly session: InferenceSession;
  readonly file: string;
  readonly part: MllmPart;
  /** Name of the output float32[1, T, V]. */
  readonly logits: string;
  readonly endToken: number;
  readonly maxNewTokens: number;
}

export interface Decoded {
  /** Ids of the generated tokens, the end token not among them. */
  readonly ids: readonly number[];
  /** False if `maxNewTokens` came without the end token. */
  readonly ended: boolean;
}

/**
 * Generates greedily: the prompt and all tokens so far go in, the most probable next one comes out (of equals the one
 * with the lowest id), until the end token or `maxNewTokens`. Looks between tokens whether it was cancelled.
 */
export async function decodeGreedily(
  decoding: GreedyDecoding,
  prompt: readonly number[],
  feeds: InferenceSession.FeedsType,
  signal: AbortSignal | undefined,
): Promise<Decoded> {
  const { session, file, part, logits, endToken, maxNewTokens } = decoding;
  const ids: number[] = [];
  while (ids.length < maxNewTokens) {
    await cancelPoint(signal);
    const sequence = [...prompt, ...ids];
    const answer = await runGraph(session, { ...feeds, ...idsFeed(part, sequence) }, file);
    const { dims, values } = floatOutput(answer, logits, file);
    const [batch, length, vocabulary] = dims as [number, number, number];
    if (dims.length !== 3 || batch !== 1 || length !== sequence.length || vocabulary === 0) {
      const wanted = `[1, ${sequence.length}, vocabulary]`;
      throw brokenGraph(`The output ${logits} is [${dims.join(", ")}]; it has to be ${wanted}.`, file);
    }
    const next = argmax(values.subarray((length - 1) * vocabulary), logits, file);
    if (next === endToken) return { ids, ended: true };
    ids.push(next);
  }
  return { ids, ended: false };
}

/** Index of the greatest; NaN or an infinite value is `model-broken`, but a masked token's -Infinity is not. */
function argmax(values: Float32Array, name: string, file: string): number {
  let best = 0;
  values.forEach((value, index) => {
    if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) {
      throw brokenGraph(`The output ${name} holds ${value}.`, file);
    }
    if (value > (values[best] as number)) best = index;
  });
  if (values[best] === Number.NEGATIVE_INFINITY) throw brokenGraph(`The output ${name} allows no token.`, file);
  return best;
}
