export { type Decode, type DecodedMasks, MASKS_PER_PROMPT } from "./decoder.ts";
export {
  createEmbeddingCache,
  EMBEDDING_LENGTH,
  type EmbeddingCache,
  type EmbeddingCacheUsage,
  HIGH_RES_LENGTHS,
  type ImageEmbedding,
  roundToHalf,
} from "./embedding-cache.ts";
export { featureAt } from "./features.ts";
export { fromHalves, halfBits, halfValue, toHalves } from "./float16.ts";
export {
  EMBEDDING_SIDE,
  LOW_RES_SIDE,
  SAM_SIDE,
  type SamFamily,
  type SamGeometry,
  samGeometry,
  toSamCoordinates,
} from "./geometry.ts";
export { bestMultiMask, chooseMask, chooseMaskFor, type MaskIndex, singleMask } from "./mask-choice.ts";
export { maskPromptOf } from "./mask-prompt.ts";
export { createMaskSampler, type MaskSampler, type MaskScan, scanMask } from "./mask-scan.ts";
export { PIXEL_MEAN, PIXEL_STD, PREPROCESS_VERSION, preprocessImage } from "./preprocess.ts";
export { embedPoints, type PromptPoint, promptPoints, promptTokensOf, TOKEN_WIDTH } from "./prompt-embedding.ts";
export { resizeChannel, resizeLikePillow } from "./resize.ts";
export { loadSam, type Sam } from "./sam.ts";
