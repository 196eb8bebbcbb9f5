import { ignoreOf, type RunRequest, type SampleDetail } from "#core/samples";
import type { SampleToRun } from "#electron/runs";

/** A sample of a project with its intact file, as a run takes it: what is ignored is what a person has painted, if so. */
export function sampleToRun(
  { image, groundTruth, state, ignore }: SampleDetail,
  file: { readonly path: string; readonly hash: string },
  request: RunRequest,
): SampleToRun {
  return {
    image: { ...file, width: image.width, height: image.height },
    request,
    groundTruth: groundTruth === null ? null : { mask: groundTruth, ignore: ignoreOf(state, { ignore }) },
  };
}
