import { AppError } from "#core/errors";
import type { RunResult } from "#core/samples";
import type { DiscoverResult } from "#native-models/engine";
import type { SampleToRun } from "./contract.ts";
import { discoveredIn } from "./stored-candidates.ts";

/**
 * What a run had discovered, to be scored anew. Throws `bad-input` for a run of version 0.1, which kept neither trace
 * nor the order in which its candidates were found.
 */
export function candidatesKept(result: RunResult, image: SampleToRun["image"]): DiscoverResult {
  if (result.trace !== undefined && result.scoring !== undefined) return discoveredIn(result, image, []);
  throw new AppError({
    code: "bad-input",
    message: "The candidates of this sample are of version 0.1, which kept too little of them to score them anew.",
    where: image.path,
    cure: "Discover its candidates anew.",
  });
}
