import { TargetLayer } from "#renderer/blind";
import { AllCandidatesLayer, ComparisonLayer } from "#renderer/candidates";
import { PipelineLayer } from "#renderer/pipeline-view";
import { ReadingLayer } from "#renderer/readers";
import { MentionedLayer } from "#renderer/reasoning";

/** What other parts of the studio draw over the picture, between the masks and the prompts. */
export function Overlays({ scale }: { readonly scale: number }) {
  return (
    <>
      <PipelineLayer scale={scale} />
      <AllCandidatesLayer scale={scale} />
      <ComparisonLayer scale={scale} />
      <MentionedLayer scale={scale} />
      <ReadingLayer scale={scale} />
      <TargetLayer scale={scale} />
    </>
  );
}
