import * as ort from "onnxruntime-node";
import type { Pack, SamPart } from "#native-models/packs";
import { checkGraph } from "#native-models/packs";
import type { ImageEmbedding } from "./embedding-cache.ts";
import { LOW_RES_SIDE } from "./geometry.ts";
import { TOKEN_WIDTH } from "./prompt-embedding.ts";
import { floats, runSession } from "./session-run.ts";

export const MASKS_PER_PROMPT = 4;
const MASK_LENGTH = LOW_RES_SIDE * LOW_RES_SIDE;

/** The decoder's answer to a batch of prompts. */
export interface DecodedMasks {
  readonly batch: number;
  /** The four predicted IoUs of a prompt: mask 0 for unambiguous prompts, 1..3 the multi-masks. */
  iou(prompt: number): Float32Array;
  /** Low-resolution logits, float32[256,256], of one mask of a prompt. */
  logits(prompt: number, mask: number): Float32Array;
}

/** Decodes prompt tokens, float32[batch, tokens, 256], against one image. No mask prompt is given. */
export type Decode = (embedding: ImageEmbedding, sparse: Float32Array, batch: number) => Promise<DecodedMasks>;

/** The files whose sessions `createDecode` wants, in order: the split decoder where the pack has one. */
export function decoderFiles(part: SamPart, pack: Pack): string[] {
  return (part.split === undefined ? [part.decoder] : [part.split.prepare, part.split.prompt]).map(pack.file);
}

/** Checks the sessions of `decoderFiles` against the manifest. Throws `model-broken`. */
export function checkDecoder(part: SamPart, sessions: readonly ort.InferenceSession[], files: readonly string[]): void {
  const { inputs, split } = part;
  const outputs = [part.outputs.lowRes, part.outputs.iou];
  const [first, second] = sessions as [ort.InferenceSession, ort.InferenceSession];
  const [firstFile, secondFile] = files as [string, string];
  if (split === undefined) {
    const names = [inputs.imageEmbeddings, inputs.sparse, inputs.maskInput, inputs.hasMaskInput];
    checkGraph(first, { inputs: names, outputs }, firstFile);
    return;
  }
  checkGraph(first, { inputs: [inputs.imageEmbeddings], outputs: split.prepared }, firstFile);
  checkGraph(second, { inputs: [...split.prepared, inputs.sparse], outputs }, secondFile);
}

/** Builds the decoding function on the sessions of `decoderFiles`. */
export function createDecode(
  part: SamPart,
  sessions: readonly ort.InferenceSession[],
  files: readonly string[],
): Decode {
  const { inputs, outputs, split } = part;
  const embeddingTensor = (embedding: ImageEmbedding) =>
    new ort.Tensor("float32", embedding.values, [1, 256, LOW_RES_SIDE / 4, LOW_RES_SIDE / 4]);
  const session = sessions.at(-1) as ort.InferenceSession;
  const file = files.at(-1) as string;

  const noMask = {
    [inputs.maskInput]: new ort.Tensor("float32", new Float32Array(MASK_LENGTH), [1, 1, LOW_RES_SIDE, LOW_RES_SIDE]),
    [inputs.hasMaskInput]: new ort.Tensor("float32", new Float32Array(1), [1]),
  };
  // Freed together with the embedding that it was made from.
  const prepared = new WeakMap<ImageEmbedding, ort.InferenceSession.FeedsType>();
  const imageFeeds = async (embedding: ImageEmbedding): Promise<ort.InferenceSession.FeedsType> => {
    if (split === undefined) return { ...noMask, [inputs.imageEmbeddings]: embeddingTensor(embedding) };
    const known = prepared.get(embedding);
    if (known !== undefined) return known;
    const feeds = { [inputs.imageEmbeddings]: embeddingTensor(embedding) };
    const answer = await runSession(sessions[0] as ort.InferenceSession, feeds, files[0] as string);
    prepared.set(embedding, answer);
    return answer;
  };

  return async (embedding, sparse, batch) => {
    const tokens = sparse.length / (batch * TOKEN_WIDTH);
    const sparseTensor = new ort.Tensor("float32", sparse, [batch, tokens, TOKEN_WIDTH]);
    const answer = await runSession(session, { ...(await imageFeeds(embedding)), [inputs.sparse]: sparseTensor }, file);
    const lowRes = floats(answer[outputs.lowRes], batch * MASKS_PER_PROMPT * MASK_LENGTH, outputs.lowRes);
    const iou = floats(answer[outputs.iou], batch * MASKS_PER_PROMPT, outputs.iou);
    return {
      batch,
      iou: (prompt) => iou.subarray(prompt * MASKS_PER_PROMPT, (prompt + 1) * MASKS_PER_PROMPT),
      logits: (prompt, mask) => {
        const start = (prompt * MASKS_PER_PROMPT + mask) * MASK_LENGTH;
        return lowRes.subarray(start, start + MASK_LENGTH);
      },
    };
  };
}
