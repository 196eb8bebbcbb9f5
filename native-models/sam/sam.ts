import * as ort from "onnxruntime-node";
import { AppError } from "#core/errors";
import { checkGraph, type Pack, type PromptConstants, readPromptConstants, type SamPart } from "#native-models/packs";
import type { RgbImage, Runtime } from "#native-models/runtime";
import { checkDecoder, createDecode, type Decode, decoderFiles } from "./decoder.ts";
import { EMBEDDING_LENGTH, type ImageEmbedding, roundToHalf } from "./embedding-cache.ts";
import { SAM_SIDE } from "./geometry.ts";
import { PREPROCESS_VERSION, preprocessImage } from "./preprocess.ts";
import { TOKEN_WIDTH } from "./prompt-embedding.ts";
import { floats, runSession } from "./session-run.ts";

/** One SAM: its encoder, its decoder and its prompt encoder's constants. */
export interface Sam {
  readonly constants: PromptConstants;
  /** Changes whenever the same image would get another embedding. */
  readonly embeddingVersion: string;
  /** Runs the image encoder; the values are rounded to half precision, as the cache keeps them. */
  encode(image: RgbImage): Promise<ImageEmbedding>;
  /** An embedding's values must not change after it was decoded once: what depends on them alone is kept with it. */
  readonly decode: Decode;
  release(): Promise<void>;
}

/** Loads the SAM of a pack. Throws `unsupported` without a SAM1 in it, `model-broken` if its graphs are not as said. */
export async function loadSam(pack: Pack, runtime: Runtime): Promise<Sam> {
  const part = samPartOf(pack);
  const { inputs, outputs } = part;
  const constants = await readPromptConstants(pack.file(part.prompts));
  const encoderFile = pack.file(part.encoder);
  const files = decoderFiles(part, pack);
  const sessions = await runtime.createSessions([encoderFile, ...files], async ([, ...decoders]) => {
    const blank = { width: SAM_SIDE, height: SAM_SIDE, values: new Float32Array(EMBEDDING_LENGTH) };
    await createDecode(part, decoders, files)(blank, new Float32Array(2 * TOKEN_WIDTH), 1);
  });
  const [encoder, ...decoders] = sessions as [ort.InferenceSession, ...ort.InferenceSession[]];
  checkGraph(encoder, { inputs: [inputs.pixels], outputs: [outputs.embeddings] }, encoderFile);
  checkDecoder(part, decoders, files);
  const encoderHash = pack.manifest.files[part.encoder]?.sha256 ?? "";

  return {
    constants,
    embeddingVersion: `${encoderHash.slice(0, 16)}-${PREPROCESS_VERSION}`,
    async encode(image) {
      const pixels = new ort.Tensor("float32", preprocessImage(image), [1, 3, SAM_SIDE, SAM_SIDE]);
      const answer = await runSession(encoder, { [inputs.pixels]: pixels }, encoderFile);
      const values = floats(answer[outputs.embeddings], EMBEDDING_LENGTH, outputs.embeddings);
      return { width: image.width, height: image.height, values: roundToHalf(values) };
    },
    decode: createDecode(part, decoders, files),
    async release() {
      for (const session of sessions) await session.release();
    },
  };
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
