export type * from "./contract.ts";
export { type GeometricRequest, generateGeometric, MOST_SEEDS, SCENES_PER_SEED, wordingOf } from "./geometric.ts";
export { datasetOfReferences, type ReferenceRequest } from "./reference.ts";
