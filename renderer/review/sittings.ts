import type { Judgement } from "#core/samples";

/** Verdicts that one person gave in one go: the last of them, and those that it took the place of, oldest first. */
export interface Sitting {
  readonly last: Judgement;
  readonly before: readonly Judgement[];
}

/** What comes later than this after the one before is another sitting. */
const PAUSE_MS = 10 * 60_000;

/**
 * Each point that is ticked after a verdict is a verdict of its own in the log, and stays one: here those that only add to
 * the same decision about the same wording stand together. `verdicts` are in the order in which they were given.
 */
export function sittingsOf(verdicts: readonly Judgement[]): Sitting[] {
  const sittings: { last: Judgement; before: Judgement[] }[] = [];
  for (const verdict of verdicts) {
    const sitting = sittings.at(-1);
    if (sitting && isSameSitting(sitting.last, verdict)) {
      sitting.before.push(sitting.last);
      sitting.last = verdict;
    } else sittings.push({ last: verdict, before: [] });
  }
  return sittings;
}

const isSameSitting = (before: Judgement, next: Judgement): boolean =>
  before.author === next.author &&
  before.decision === next.decision &&
  before.questionVersion === next.questionVersion &&
  Date.parse(next.at) - Date.parse(before.at) <= PAUSE_MS;
