export {
  casualtyOf,
  covers,
  filterSeed,
  MULTI_MASKS,
  type MultiMask,
  type Proposal,
  proposalName,
  type SeedOutcome,
  type Sieved,
  withoutNegatives,
} from "./amg.ts";
export { backgroundPoint } from "./background.ts";
export { candidateId, candidateSet, type DistinctMasks, distinctMasks, type MultiMaskScan } from "./candidates.ts";
export { cosineGraph, densestSeeds, kCore } from "./graph.ts";
export { type LogitField, type LogitPixel, logitAt, logitMap, lowestPixel, regionMean } from "./logits.ts";
export { boxIou, nonMaximumSuppression, type Suppression } from "./nms.ts";
export { seededRandom } from "./random.ts";
export { type ImageSize, middleOf, type PixelRange, pixelsOf, tokenOfPoint, tokenRegions } from "./regions.ts";
export { type SeedSettings, seedInEach, seedsAt, seedsWithin, shareSeeds } from "./seeds.ts";
export { type Selection, selectProposals } from "./select.ts";
export {
  type AttendedToken,
  allTokens,
  mostAttendedToken,
  rerankByLogits,
  topAttendedTokens,
  withoutRerank,
} from "./tokens.ts";
