import type { Endpoint, RunRequest } from "#core/samples";

/**
 * Samples under way at once. While an endpoint's answers are awaited the next samples are discovered; all else takes its
 * turns in the worker.
 */
export function sampleWindow(
  { evaluator, attention, groupSize }: Pick<RunRequest, "evaluator" | "attention" | "groupSize">,
  endpoint: Pick<Endpoint, "concurrency"> | null,
): number {
  if (endpoint === null || (evaluator !== "chat" && attention !== "chat")) return 1;
  const groups = Math.ceil(15 / groupSize);
  return 2 + Math.ceil(endpoint.concurrency / groups);
}
