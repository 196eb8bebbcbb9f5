/** Resident bytes above which a worker is replaced between jobs when the user set none: 60 % of RAM, at most 4 GiB. */
export function defaultMemoryCeiling(totalBytes: number): number {
  return Math.min(4 * 1024 ** 3, Math.floor(totalBytes * 0.6));
}
