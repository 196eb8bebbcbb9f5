export {
  bestOfSeed,
  covers,
  filterSeed,
  type Proposal,
  type SeedOutcome,
  type Selection,
  selectProposals,
  withoutDuplicates,
  withoutNegatives,
} from "./amg.ts";
export { boxIou, nonMaximumSuppression } from "./nms.ts";
export { seededRandom } from "./random.ts";
export { type SeedSettings, seedsFromAttention, shareSeeds } from "./seeds.ts";
