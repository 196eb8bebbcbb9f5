import { availableParallelism } from "node:os";

/**
 * Threads for the models. What the user asked for, but never more than the machine has; with 0 all cores but one,
 * which stays with the app, and on two cores both, because a click would otherwise take twice as long.
 */
export function boundedThreads(asked: number, cores: number = availableParallelism()): number {
  if (Number.isInteger(asked) && asked > 0) return Math.min(asked, cores);
  return cores > 2 ? cores - 1 : Math.max(1, cores);
}
