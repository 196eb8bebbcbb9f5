/** Rows asked for at a time. */
export const PAGE_SIZE = 100;

/** Indices of the pages that hold rows first to last (inclusive). */
export function pagesFor(first: number, last: number, pageSize: number = PAGE_SIZE): readonly number[] {
  if (last < first) return [];
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.max(0, last) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Which page a row is on, and where on it. */
export const placeOf = (row: number, pageSize: number = PAGE_SIZE): { readonly page: number; readonly at: number } => ({
  page: Math.floor(row / pageSize),
  at: row % pageSize,
});
