export { AllCandidatesLayer } from "./all-candidates-layer.tsx";
export { type Comparison, compare } from "./comparison.ts";
export { ComparisonShapes } from "./comparison-shapes.tsx";
export { evaluationWords, evaluatorNames } from "./evaluator-names.ts";
export { CandidateGallery } from "./gallery.tsx";
export { seenRegion } from "./seen-region.ts";
