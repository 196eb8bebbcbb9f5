/** Nearest rank: a value that was measured. 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = Float64Array.from(values).sort();
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}
