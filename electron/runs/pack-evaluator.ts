import type { Pipeline } from "#electron/jobs";
import { type Evaluator, malformedAnswer } from "#native-models/evaluator";
import type { PackManifest } from "#native-models/packs";

type PackWithEvaluator = PackManifest & { readonly evaluator: NonNullable<PackManifest["evaluator"]> };

/** A pack's own evaluator, which runs in the pipeline worker: this side hands it one group after another. */
export function packEvaluator(pipeline: Pipeline, pack: PackWithEvaluator, cot: boolean | null): Evaluator {
  const reasons = cot ?? pack.evaluator.cot;
  const model = `${pack.id}@${pack.version}`;
  return {
    name: "pack",
    model,
    usesGroundTruth: false,
    cot: reasons,
    maskStyle: null,
    largestGroup: pack.evaluator.groupSize,
    // The worker does one job at a time.
    concurrency: 1,
    async scoreGroup({ image, question }, group, options) {
      const answer = await pipeline.request(
        "score",
        { image: { path: image.path, hash: image.hash }, request: { pack: model, question, group, cot: reasons } },
        { signal: options?.signal },
      );
      if (!("malformed" in answer)) return answer;
      const { message, exchange, usage } = answer.malformed;
      throw malformedAnswer(message, model, exchange, usage);
    },
  };
}

export function hasEvaluator(pack: PackManifest | null): pack is PackWithEvaluator {
  return pack?.evaluator !== undefined;
}
