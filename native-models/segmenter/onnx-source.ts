import type { InferenceSession } from "onnxruntime-node";
import { AppError } from "#core/errors";
import {
  assertFinite,
  brokenGraph,
  cancelPoint,
  checkPixels,
  fillPrompt,
  fitOf,
  floatOutput,
  frameOf,
  idsFeed,
  loadStages,
  loadTokenizer,
  type MllmImage,
  runGraph,
  type Tokenizer,
} from "#native-models/mllm";
import { layersOf, type Pack, type SegmenterPart, segmenterDoors } from "#native-models/packs";
import type { Runtime } from "#native-models/runtime";
import { TOKEN_WIDTH } from "#native-models/sam";
import { type AttentionPlan, aggregateAttention } from "./aggregate.ts";
import type { AttentionAnswer, AttentionQuery, PromptTokens } from "./contract.ts";

/** A question about an image that SAM has encoded. */
export type SegmenterQuery = AttentionQuery & MllmImage;

/** A pack's segmentation MLLM, loaded. */
export interface OnnxSegmenter {
  /**
   * Where the model looks for the answer, and its prompt tokens (paper 4.1). Throws `too-large` for a question of more
   * tokens than the pack allows, `bad-input` for a word that its tokenizer cannot take, `model-broken` for an output
   * that is not what the manifest promises, `cancelled`.
   */
  attend(query: SegmenterQuery): Promise<AttentionAnswer>;
  release(): Promise<void>;
}

/** See `loadOnnxSegmenter`. */
export async function createOnnxSegmenter(pack: Pack, runtime: Runtime): Promise<OnnxSegmenter> {
  const part = segmenterPartOf(pack);
  const file = pack.file(part.graph);
  const tokenizer = await loadTokenizer(pack.file(part.tokenizer));
  checkPixels(part, "segmenter", file);
  const graphs = await loadStages(part, segmenterDoors(part), pack, runtime);
  const { session } = graphs.main;
  const { attention, promptTokens } = part.outputs;
  const plan: AttentionPlan = {
    grid: part.grid,
    exportedLayers: part.exportedLayers,
    layers: layersOf(part, pack.manifest.preset),
    file,
  };

  return {
    async attend(query) {
      const ids = tokensOf(query.question, part, tokenizer);
      const feeds = { ...(await graphs.prepare(query, { ids, signal: query.signal })), ...idsFeed(part, ids) };
      await cancelPoint(query.signal);
      const answer = await runGraph(session, feeds, file);
      const { values, layers } = aggregateAttention(floatOutput(answer, attention, file), plan);
      return {
        attention: {
          rows: part.grid[0],
          cols: part.grid[1],
          values: [...values],
          frame: frameOf(fitOf(part), part.pixels, query.width, query.height, part.grid),
        },
        layers,
        promptTokens: promptTokens === undefined ? null : promptTokensOf(answer, promptTokens, file),
        seeding: { kind: "rerank" },
        exchange: null,
        usage: null,
      };
    },
    release: () => graphs.release(),
  };
}

function segmenterPartOf(pack: Pack): SegmenterPart {
  const part = pack.manifest.segmenter;
  if (part !== undefined) return part;
  throw new AppError({
    code: "model-missing",
    message: `The pack ${pack.manifest.id} has no segmenter.`,
    where: pack.dir,
    cure: "Choose a pack with one, or take clicks, the grid or an endpoint as the source of attention.",
  });
}

function tokensOf(question: string, part: SegmenterPart, tokenizer: Tokenizer): number[] {
  const ids = tokenizer.encode(fillPrompt(part.prompt, { question }));
  if (ids.length === 0) throw brokenGraph("The prompt makes no token at all.", tokenizer.file);
  if (ids.length <= part.maxTokens) return ids;
  throw new AppError({
    code: "too-large",
    message: `The question makes ${ids.length} tokens with its prompt; the pack's model takes ${part.maxTokens}.`,
    where: "question",
    cure: "Ask in fewer words.",
  });
}

/** float32[1, M, 256]. */
function promptTokensOf(answer: InferenceSession.ReturnType, name: string, file: string): PromptTokens {
  const { dims, values } = floatOutput(answer, name, file);
  const [batch, count, width] = dims as [number, number, number];
  if (dims.length !== 3 || batch !== 1 || count < 1 || width !== TOKEN_WIDTH) {
    throw brokenGraph(`The output ${name} is [${dims.join(", ")}]; it has to be [1, tokens, ${TOKEN_WIDTH}].`, file);
  }
  assertFinite(values, name, file);
  return { count, values };
}
