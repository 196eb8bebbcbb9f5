/** What the large project holds, for those who make it and those who look for it. */
export const LARGE = {
  samples: 100_000,
  batch: 1000,
  /** Every so many samples there is one that waits for its question, and one that a search for "needle" finds. */
  unaskedEvery: 500,
  needleEvery: 1000,
  rejected: [7, 4_711, 50_002, 99_999],
} as const;

const isNeedle = (n: number): boolean => n % LARGE.needleEvery === 3;

export function largeQuestion(n: number): string {
  if (n % LARGE.unaskedEvery === 1) return "";
  return isNeedle(n) ? `Where is needle ${n}?` : `Which of these things would one reach for first in case ${n}?`;
}
