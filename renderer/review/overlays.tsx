import { TargetMark } from "#renderer/blind";
import { AllCandidatesLayer, ComparisonShapes } from "#renderer/candidates";
import { PipelineLayer } from "#renderer/pipeline-view";
import { ReadingMask } from "#renderer/readers";
import { MentionedRings } from "#renderer/reasoning";

interface OverlayProps {
  readonly scale: number;
}

/**
 * What other parts of the studio draw over the picture and paint anew by themselves, on a canvas each as long as there is
 * anything on it: a stroke or a hovered row must not repaint fifteen outlines.
 */
export function Overlays({ scale }: OverlayProps) {
  return (
    <>
      <PipelineLayer scale={scale} />
      <AllCandidatesLayer scale={scale} />
    </>
  );
}

/** What comes with the pointer and is little: it shares the canvas of the prompts, below them. */
export function Marks({ scale }: OverlayProps) {
  return (
    <>
      <ComparisonShapes scale={scale} />
      <MentionedRings scale={scale} />
      <ReadingMask scale={scale} />
      <TargetMark scale={scale} />
    </>
  );
}
