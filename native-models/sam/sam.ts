import * as ort from "onnxruntime-node";
import { AppError } from "#core/errors";
import {
  checkGraph,
  decoderDoor,
  encoderDoor,
  type Pack,
  type PromptConstants,
  readPromptConstants,
  type SamPart,
} from "#native-models/packs";
import type { RgbImage, Runtime } from "#native-models/runtime";
import { checkDecoder, createDecode, type Decode, decoderFiles, MASK_LENGTH } from "./decoder.ts";
import { EMBEDDING_LENGTH, HIGH_RES_LENGTHS, type ImageEmbedding, roundToHalf } from "./embedding-cache.ts";
import { SAM_SIDE, type SamFamily } from "./geometry.ts";
import { PREPROCESS_VERSION, preprocessImage } from "./preprocess.ts";
import { TOKEN_WIDTH } from "./prompt-embedding.ts";
import { floats, runSession } from "./session-run.ts";

/** One SAM: its encoder, its decoder and its prompt encoder's constants. */
export interface Sam {
  /** What `samGeometry` and the choice among the four masks want to know. */
  readonly family: SamFamily;
  readonly constants: PromptConstants;
  /** Changes whenever the same image would get another embedding. */
  readonly embeddingVersion: string;
  /** Runs the image encoder; the values are rounded to half precision, as the cache keeps them. */
  encode(image: RgbImage): Promise<ImageEmbedding>;
  /** An embedding's values must not change after it was decoded once: what depends on them alone is kept with it. */
  readonly decode: Decode;
  release(): Promise<void>;
}

/** Loads the SAM of a pack. Throws `unsupported` without one in it, `model-broken` if its graphs are not as said. */
export async function loadSam(pack: Pack, runtime: Runtime): Promise<Sam> {
  const part = samPartOf(pack);
  const constants = await readPromptConstants(pack.file(part.prompts));
  const encoderFile = pack.file(part.encoder);
  const files = decoderFiles(part, pack);
  const wholeFile = pack.file(part.decoder);
  const sessions = await runtime.createSessions([encoderFile, ...files], async ([, ...decoders]) => {
    const whole = async () => decoders[0] as ort.InferenceSession;
    const decode = createDecode(part, { sessions: decoders, files, whole, wholeFile });
    await decode(blankEmbedding(part.family), new Float32Array(2 * TOKEN_WIDTH), 1);
  });
  const [encoder, ...decoders] = sessions as [ort.InferenceSession, ...ort.InferenceSession[]];
  checkGraph(encoder, encoderDoor(part), encoderFile);
  checkDecoder(part, decoders, files);

  const later = loadLater(async () => {
    const [session] = (await runtime.createSessions([wholeFile], async ([trial]) => {
      const decode = createDecode(part, {
        sessions: [],
        files,
        whole: async () => trial as ort.InferenceSession,
        wholeFile,
      });
      await decode(blankEmbedding(part.family), new Float32Array(2 * TOKEN_WIDTH), 1, new Float32Array(MASK_LENGTH));
    })) as [ort.InferenceSession];
    checkGraph(session, decoderDoor(part), wholeFile);
    return session;
  });
  const whole = part.split === undefined ? async () => decoders[0] as ort.InferenceSession : later.get;

  return {
    family: part.family,
    constants,
    embeddingVersion: versionOf(pack, part),
    encode: createEncode(part, encoder, encoderFile),
    decode: createDecode(part, { sessions: decoders, files, whole, wholeFile }),
    async release() {
      for (const session of sessions) await session.release();
      await later.release();
    },
  };
}

function blankEmbedding(family: SamFamily): ImageEmbedding {
  const highRes = family === "sam2" ? HIGH_RES_LENGTHS.map((length) => new Float32Array(length)) : [];
  return { width: SAM_SIDE, height: SAM_SIDE, values: new Float32Array(EMBEDDING_LENGTH), highRes };
}

function encoderOutputs(part: SamPart): string[] {
  return [part.outputs.embeddings, ...(part.family === "sam2" ? part.outputs.highRes : [])];
}

function versionOf(pack: Pack, part: SamPart): string {
  const encoderHash = pack.manifest.files[part.encoder]?.sha256 ?? "";
  return `${part.family}-${encoderHash.slice(0, 16)}-${PREPROCESS_VERSION}`;
}

function createEncode(part: SamPart, encoder: ort.InferenceSession, file: string): Sam["encode"] {
  const lengths = part.family === "sam2" ? [EMBEDDING_LENGTH, ...HIGH_RES_LENGTHS] : [EMBEDDING_LENGTH];
  return async (image) => {
    const pixels = new ort.Tensor("float32", preprocessImage(part.family, image), [1, 3, SAM_SIDE, SAM_SIDE]);
    const answer = await runSession(encoder, { [part.inputs.pixels]: pixels }, file);
    const [values, ...highRes] = encoderOutputs(part).map((name, index) =>
      roundToHalf(floats(answer[name], lengths[index] as number, name, file)),
    ) as [Float32Array, ...Float32Array[]];
    return { width: image.width, height: image.height, values, highRes };
  };
}

/** A session that is loaded by the first who asks; a load that failed is tried again by the next. */
function loadLater(load: () => Promise<ort.InferenceSession>) {
  let loading: Promise<ort.InferenceSession> | null = null;
  return {
    get(): Promise<ort.InferenceSession> {
      loading ??= load().catch((error) => {
        loading = null;
        throw error;
      });
      return loading;
    },
    async release(): Promise<void> {
      const session = await loading?.catch(() => null);
      loading = null;
      await session?.release();
    },
  };
}

const FAMILIES: readonly string[] = ["sam1", "sam2"] satisfies readonly SamFamily[];

function samPartOf(pack: Pack): SamPart {
  const part = pack.manifest.sam;
  if (typeof part === "object" && FAMILIES.includes(part.family)) return part;
  throw new AppError({
    code: "unsupported",
    message:
      typeof part === "object"
        ? `The pack ${pack.manifest.id} carries a SAM of the family ${part.family}, which is not known here.`
        : `The pack ${pack.manifest.id} carries no SAM of its own.`,
    where: pack.dir,
    cure: `Choose a pack whose SAM is of one of the families ${FAMILIES.join(", ")}, for example mobilesam.`,
  });
}
