/**
 * SAM's predicted IoU as it is told at a glance. SAM's head is a regression without a bound and may say 1.03; no IoU is
 * above 1, so it reads as 1.00. What is stored, what masks are ranked by and the tables of a run's steps keep what it said.
 */
export const shownIou = (said: number): string => Math.min(1, Math.max(0, said)).toFixed(2);

/** What SAM said, where that is not what is shown. */
export function saidIou(said: number): string | null {
  const exact = said.toFixed(2);
  return exact === shownIou(said) ? null : exact;
}
