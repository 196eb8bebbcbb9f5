import type { ChatClient } from "#native-models/chat";
import {
  createChatEvaluator,
  createOracleEvaluator,
  createPredictedIouEvaluator,
  createRandomEvaluator,
  type Evaluator,
} from "#native-models/evaluator";
import type { PackManifest } from "#native-models/packs";
import type { RunServices, SampleToRun } from "./contract.ts";
import { hasEvaluator, packEvaluator } from "./pack-evaluator.ts";

/** The evaluator that a request names; `assertPossible` has seen to it that it is there. */
export function evaluatorFor(
  { request }: Pick<SampleToRun, "request">,
  { pipeline }: Pick<RunServices, "pipeline">,
  pack: PackManifest | null,
  client: ChatClient | null,
): Evaluator {
  const { evaluator, seed, cot } = request;
  switch (evaluator) {
    case "predicted-iou":
      return createPredictedIouEvaluator();
    case "random":
      return createRandomEvaluator(seed);
    case "oracle":
      return createOracleEvaluator();
    case "pack":
      if (hasEvaluator(pack)) return packEvaluator(pipeline, pack, cot);
      break;
    case "chat":
      // The paper's evaluator reasons; --no-cot is its ablation.
      if (client !== null) return createChatEvaluator({ client, cot: cot ?? true });
      break;
  }
  throw new Error(`The evaluator ${evaluator} passed the requirements and is not there.`);
}
