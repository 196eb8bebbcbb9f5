export { AllCandidatesLayer } from "./all-candidates-layer.tsx";
export { type Comparison, compare } from "./comparison.ts";
export { ComparisonLayer } from "./comparison-layer.tsx";
export { CandidateGallery } from "./gallery.tsx";
export { seenRegion } from "./seen-region.ts";
