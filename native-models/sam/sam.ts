import * as ort from "onnxruntime-node";
import { AppError } from "#core/errors";
import { checkGraph, type Pack, type PromptConstants, readPromptConstants, type SamPart } from "#native-models/packs";
import type { RgbImage, Runtime } from "#native-models/runtime";
import { EMBEDDING_LENGTH, type ImageEmbedding, roundToHalf } from "./embedding-cache.ts";
import { LOW_RES_SIDE, SAM_SIDE } from "./geometry.ts";
import { PREPROCESS_VERSION, preprocessImage } from "./preprocess.ts";
import { TOKEN_WIDTH } from "./prompt-embedding.ts";

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

/** One SAM: its encoder, its decoder and its prompt encoder's constants. */
export interface Sam {
  readonly constants: PromptConstants;
  /** Changes whenever the same image would get another embedding. */
  readonly embeddingVersion: string;
  /** Runs the image encoder; the values are rounded to half precision, as the cache keeps them. */
  encode(image: RgbImage): Promise<ImageEmbedding>;
  /**
   * Decodes prompts given as tokens, float32[batch, tokens, 256], against one image. No mask prompt is given.
   */
  decode(embedding: ImageEmbedding, sparse: Float32Array, batch: number): Promise<DecodedMasks>;
  release(): Promise<void>;
}

/** Loads the SAM of a pack. Throws `unsupported` without a SAM1 in it, `model-broken` if its graphs are not as said. */
export async function loadSam(pack: Pack, runtime: Runtime): Promise<Sam> {
  const part = samPartOf(pack);
  const constants = await readPromptConstants(pack.file(part.prompts));
  const { inputs, outputs } = part;
  const files = [pack.file(part.encoder), pack.file(part.decoder)] as const;
  const noMask = {
    [inputs.maskInput]: new ort.Tensor("float32", new Float32Array(MASK_LENGTH), [1, 1, LOW_RES_SIDE, LOW_RES_SIDE]),
    [inputs.hasMaskInput]: new ort.Tensor("float32", new Float32Array(1), [1]),
  };
  const decode = async (
    decoder: ort.InferenceSession,
    embedding: Float32Array,
    sparse: Float32Array,
    batch: number,
  ) => {
    const tokens = sparse.length / (batch * TOKEN_WIDTH);
    const feeds = {
      ...noMask,
      [inputs.imageEmbeddings]: new ort.Tensor("float32", embedding, [1, 256, 64, 64]),
      [inputs.sparse]: new ort.Tensor("float32", sparse, [batch, tokens, TOKEN_WIDTH]),
    };
    const answer = await run(decoder, feeds, files[1]);
    return {
      lowRes: floats(answer[outputs.lowRes], batch * MASKS_PER_PROMPT * MASK_LENGTH, outputs.lowRes),
      iou: floats(answer[outputs.iou], batch * MASKS_PER_PROMPT, outputs.iou),
    };
  };

  const sessions = await runtime.createSessions(files, async ([, decoder]) => {
    if (decoder) await decode(decoder, new Float32Array(EMBEDDING_LENGTH), new Float32Array(2 * TOKEN_WIDTH), 1);
  });
  const [encoder, decoder] = sessions as [ort.InferenceSession, ort.InferenceSession];
  checkGraph(encoder, { inputs: [inputs.pixels], outputs: [outputs.embeddings] }, files[0]);
  const decoderInputs = [inputs.imageEmbeddings, inputs.sparse, inputs.maskInput, inputs.hasMaskInput];
  checkGraph(decoder, { inputs: decoderInputs, outputs: [outputs.lowRes, outputs.iou] }, files[1]);
  const encoderHash = pack.manifest.files[part.encoder]?.sha256 ?? "";

  return {
    constants,
    embeddingVersion: `${encoderHash.slice(0, 16)}-${PREPROCESS_VERSION}`,
    async encode(image) {
      const pixels = new ort.Tensor("float32", preprocessImage(image), [1, 3, SAM_SIDE, SAM_SIDE]);
      const answer = await run(encoder, { [inputs.pixels]: pixels }, files[0]);
      const values = floats(answer[outputs.embeddings], EMBEDDING_LENGTH, outputs.embeddings);
      return { width: image.width, height: image.height, values: roundToHalf(values) };
    },
    async decode(embedding, sparse, batch) {
      const { lowRes, iou } = await decode(decoder, embedding.values, sparse, batch);
      return {
        batch,
        iou: (prompt) => iou.subarray(prompt * MASKS_PER_PROMPT, (prompt + 1) * MASKS_PER_PROMPT),
        logits: (prompt, mask) => {
          const start = (prompt * MASKS_PER_PROMPT + mask) * MASK_LENGTH;
          return lowRes.subarray(start, start + MASK_LENGTH);
        },
      };
    },
    async release() {
      await encoder.release();
      await decoder.release();
    },
  };
}

async function run(session: ort.InferenceSession, feeds: ort.InferenceSession.FeedsType, file: string) {
  try {
    return await session.run(feeds);
  } catch (error) {
    throw new AppError(
      {
        code: "model-broken",
        message: `The model failed while it ran: ${error instanceof Error ? error.message : String(error)}`,
        where: file,
        cure: "Choose the execution provider cpu in the settings; if it fails there too, there may be too little memory.",
      },
      { cause: error },
    );
  }
}

function samPartOf(pack: Pack): SamPart {
  const part = pack.manifest.sam;
  if (typeof part !== "object" || part.family !== "sam1") {
    throw new AppError({
      code: "unsupported",
      message: `The pack ${pack.manifest.id} carries no SAM of the first family.`,
      where: pack.dir,
      cure: "Choose the pack mobilesam.",
    });
  }
  return part;
}

/** The floats of an output, checked: a provider that computes nonsense must not pass for a result. */
function floats(tensor: ort.Tensor | undefined, length: number, name: string): Float32Array {
  const data = tensor?.data;
  const sound = data instanceof Float32Array && data.length === length && Number.isFinite(data[0]);
  if (!sound) {
    throw new AppError({
      code: "model-broken",
      message: `The model's output ${name} is not ${length} finite numbers.`,
      where: name,
      cure: "Choose the execution provider cpu in the settings, and report this with the output of `rea2seg doctor`.",
    });
  }
  return data;
}
