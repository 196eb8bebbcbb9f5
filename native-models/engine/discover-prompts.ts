import type { InitialPrediction, Point, Seed } from "#core/samples";
import { type LogitField, MULTI_MASKS, type MultiMaskScan } from "#native-models/discovery";
import type { DecodedMasks, MaskIndex, Sam } from "#native-models/sam";
import {
  chooseMaskFor,
  embedPoints,
  featureAt,
  promptPoints,
  promptTokensOf,
  scanMask,
  singleMask,
  TOKEN_WIDTH,
} from "#native-models/sam";
import type { PromptTokens } from "#native-models/segmenter";
import type { PreparedImage } from "./embeddings.ts";

/** What SAM is asked at, and how its masks are measured. */
export interface PromptContext {
  readonly image: PreparedImage;
  readonly sam: Sam;
  readonly stabilityOffset: number;
}

/** SAM's answer to the initial prompt: the single mask, its logits Z, and the multi-masks on demand. */
export interface InitialAnswer {
  readonly prediction: InitialPrediction;
  readonly z: LogitField;
  multiMasks(): MultiMaskScan[];
}

type Place = { readonly x: number; readonly y: number };

/**
 * The initial prediction (paper 4.2: the prompt token embedding "is fed into SAM in single-mask mode"). Prompt tokens
 * are answered by SAM's single mask; without them one positive point is asked, and SAM's own rule for it decides.
 */
export async function predictInitially(
  context: PromptContext,
  promptTokens: PromptTokens | null,
  point: Place,
): Promise<InitialAnswer> {
  const { image, sam } = context;
  const { geometry } = image.sampler;
  const tokens =
    promptTokens === null
      ? embedPoints(promptPoints([{ ...point, label: 1 }], null, geometry), sam.constants)
      : promptTokensOf(promptTokens.values, [], null, geometry, sam.constants);
  const decoded = await sam.decode(image.embedding, tokens, 1);
  const maskIndex: MaskIndex =
    promptTokens === null
      ? chooseMaskFor(sam.family, decoded, 0, tokens.length / TOKEN_WIDTH)
      : singleMask(sam.family, decoded, 0);
  const single = measure(context, decoded, maskIndex);
  const prediction: InitialPrediction = {
    prompt: promptTokens === null ? "most-attended-point" : "prompt-tokens",
    point: promptTokens === null ? { x: point.x, y: point.y } : null,
    maskIndex,
    ...single,
  };
  // A copy: as a mask prompt a part of the decoder's answer would take all four masks along.
  const z: LogitField = { logits: decoded.logits(0, maskIndex).slice(), sampler: image.sampler };
  return { prediction, z, multiMasks: () => multiMasksOf(context, decoded, { mask: maskIndex, scan: single }) };
}

/** Features of the seeds, float32[256] each of length 1 (paper 4.2: "bilinear interpolation" on SAM's embedding). */
export function seedFeatures({ image }: PromptContext, seeds: readonly Seed[]): Float32Array[] {
  return seeds.map(({ x, y }) => featureAt(image.embedding, x, y, image.sampler.geometry));
}

/**
 * The self-refinement (paper 4.2: the foreground points, "together with the negative point and the previous mask
 * logits as a mask prompt, are fed into SAM in multi-mask mode").
 */
export async function refine(
  context: PromptContext,
  points: readonly Point[],
  maskPrompt: Float32Array,
): Promise<MultiMaskScan[]> {
  const { image, sam } = context;
  const tokens = embedPoints(promptPoints(points, null, image.sampler.geometry), sam.constants);
  return multiMasksOf(context, await sam.decode(image.embedding, tokens, 1, maskPrompt));
}

/** Each seed as one positive point with its padding point: float32[seeds, 2, 256]. */
export function tokensOfSeeds({ image, sam }: PromptContext, seeds: readonly Seed[]): Float32Array {
  const tokens = new Float32Array(seeds.length * 2 * TOKEN_WIDTH);
  seeds.forEach(({ x, y }, index) => {
    const points = promptPoints([{ x, y, label: 1 }], null, image.sampler.geometry);
    tokens.set(embedPoints(points, sam.constants), index * 2 * TOKEN_WIDTH);
  });
  return tokens;
}

type Measured = Omit<MultiMaskScan, "mask">;

function measure({ image, stabilityOffset }: PromptContext, decoded: DecodedMasks, mask: MaskIndex): Measured {
  const { rle, area, bbox, stability } = scanMask(decoded.logits(0, mask), image.sampler, stabilityOffset);
  return { rle, area, bbox, stability, predictedIou: decoded.iou(0)[mask] as number };
}

function multiMasksOf(
  context: PromptContext,
  decoded: DecodedMasks,
  known?: { readonly mask: MaskIndex; readonly scan: Measured },
): MultiMaskScan[] {
  return MULTI_MASKS.map((mask) => {
    const scan = known?.mask === mask ? known.scan : measure(context, decoded, mask);
    return { ...scan, mask };
  });
}
