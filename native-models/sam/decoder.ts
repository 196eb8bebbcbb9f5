import * as ort from "onnxruntime-node";
import { checkGraph, decoderDoor, type Pack, type SamPart, splitDoors } from "#native-models/packs";
import type { ImageEmbedding } from "./embedding-cache.ts";
import { LOW_RES_SIDE } from "./geometry.ts";
import { TOKEN_WIDTH } from "./prompt-embedding.ts";
import { floats, runSession } from "./session-run.ts";

export const MASKS_PER_PROMPT = 4;
export const MASK_LENGTH = LOW_RES_SIDE * LOW_RES_SIDE;

/** The decoder's answer to a batch of prompts. */
export interface DecodedMasks {
  readonly batch: number;
  /** The four predicted IoUs of a prompt: mask 0 for unambiguous prompts, 1..3 the multi-masks. */
  iou(prompt: number): Float32Array;
  /** Low-resolution logits, float32[256,256], of one mask of a prompt. */
  logits(prompt: number, mask: number): Float32Array;
}

/**
 * Decodes prompt tokens, float32[batch, tokens, 256], against one image. `maskPrompt`, float32[256,256], holds the
 * logits of an earlier answer as they came; every prompt of the batch gets it. It must not be changed meanwhile.
 */
export type Decode = (
  embedding: ImageEmbedding,
  sparse: Float32Array,
  batch: number,
  maskPrompt?: Float32Array,
) => Promise<DecodedMasks>;

/** The files whose sessions `createDecode` wants, in order: the split decoder where the pack has one. */
export function decoderFiles(part: SamPart, pack: Pack): string[] {
  return (part.split === undefined ? [part.decoder] : [part.split.prepare, part.split.prompt]).map(pack.file);
}

/** Checks the sessions of `decoderFiles` against the manifest. Throws `model-broken`. */
export function checkDecoder(part: SamPart, sessions: readonly ort.InferenceSession[], files: readonly string[]): void {
  const [first, second] = sessions as [ort.InferenceSession, ort.InferenceSession];
  const [firstFile, secondFile] = files as [string, string];
  if (part.split === undefined) {
    checkGraph(first, decoderDoor(part), firstFile);
    return;
  }
  const { prepare, prompt } = splitDoors(part, part.split);
  checkGraph(first, prepare, firstFile);
  checkGraph(second, prompt, secondFile);
}

/** A decoder's loaded graphs. */
export interface DecoderSessions {
  /** Of `decoderFiles`, in order. */
  readonly sessions: readonly ort.InferenceSession[];
  readonly files: readonly string[];
  /** The graph that takes mask prompts too; a split decoder loads it when the first of them comes. */
  whole(): Promise<ort.InferenceSession>;
  readonly wholeFile: string;
}

type Feeds = ort.InferenceSession.FeedsType;

/** Builds the decoding function. */
export function createDecode(part: SamPart, { sessions, files, whole, wholeFile }: DecoderSessions): Decode {
  const { inputs, outputs, split } = part;
  const tensors = imageTensors(part);
  const noMask = maskFeeds(part, new Float32Array(MASK_LENGTH), 0);
  // Freed together with the embedding that it was made from.
  const prepared = new WeakMap<ImageEmbedding, Feeds>();

  const prepare = async (embedding: ImageEmbedding): Promise<Feeds> => {
    const known = prepared.get(embedding);
    if (known !== undefined) return known;
    const feeds = { [inputs.imageEmbeddings]: tensors.embedding(embedding) };
    const answer = await runSession(sessions[0] as ort.InferenceSession, feeds, files[0] as string);
    const all = { ...answer, ...tensors.highRes(embedding) };
    prepared.set(embedding, all);
    return all;
  };
  const answerOf = async (embedding: ImageEmbedding, sparse: Feeds, maskPrompt: Float32Array | undefined) => {
    if (split !== undefined && maskPrompt === undefined) {
      const session = sessions[1] as ort.InferenceSession;
      const file = files[1] as string;
      return { answer: await runSession(session, { ...(await prepare(embedding)), ...sparse }, file), file };
    }
    const mask = maskPrompt === undefined ? noMask : maskFeeds(part, maskPrompt, 1);
    const image = { [inputs.imageEmbeddings]: tensors.embedding(embedding), ...tensors.highRes(embedding) };
    return { answer: await runSession(await whole(), { ...image, ...mask, ...sparse }, wholeFile), file: wholeFile };
  };

  return async (embedding, sparse, batch, maskPrompt) => {
    const tokens = sparse.length / (batch * TOKEN_WIDTH);
    const sparseTensor = new ort.Tensor("float32", sparse, [batch, tokens, TOKEN_WIDTH]);
    const { answer, file } = await answerOf(embedding, { [inputs.sparse]: sparseTensor }, maskPrompt);
    const lowRes = floats(answer[outputs.lowRes], batch * MASKS_PER_PROMPT * MASK_LENGTH, outputs.lowRes, file);
    const iou = floats(answer[outputs.iou], batch * MASKS_PER_PROMPT, outputs.iou, file);
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

function imageTensors(part: SamPart) {
  const [first, second] = part.inputs.highRes;
  return {
    embedding: ({ values }: ImageEmbedding) => new ort.Tensor("float32", values, [1, 256, 64, 64]),
    highRes: ({ highRes }: ImageEmbedding): Feeds => {
      if (part.family !== "sam2") return {};
      return {
        [first]: new ort.Tensor("float32", highRes[0] as Float32Array, [1, 32, 256, 256]),
        [second]: new ort.Tensor("float32", highRes[1] as Float32Array, [1, 64, 128, 128]),
      };
    },
  };
}

/** SAM2's predictor clamps the logits that it hands out as mask prompts (sam2, `sam2_image_predictor.py`, _predict). */
const SAM2_LOGIT_BOUND = 32;

function maskFeeds(part: SamPart, logits: Float32Array, hasMask: 0 | 1): Feeds {
  const bounded =
    part.family === "sam2"
      ? logits.map((logit) => Math.min(Math.max(logit, -SAM2_LOGIT_BOUND), SAM2_LOGIT_BOUND))
      : logits;
  return {
    [part.inputs.maskInput]: new ort.Tensor("float32", bounded, [1, 1, LOW_RES_SIDE, LOW_RES_SIDE]),
    [part.inputs.hasMaskInput]: new ort.Tensor("float32", Float32Array.of(hasMask), [1]),
  };
}
