import { countsToRuns, type Rle } from "#core/masks";

/** Calls back for every vertical stretch of mask: column x, rows y0 (inclusive) to y1 (exclusive); by column, then row. */
export function forEachSpan(rle: Rle, visit: (x: number, y0: number, y1: number) => void): void {
  const height = rle.size[0];
  const runs = countsToRuns(rle.counts);
  let position = 0;
  for (let i = 0; i < runs.length; i++) {
    const end = position + (runs[i] as number);
    if (i % 2 === 1) {
      while (position < end) {
        const x = Math.floor(position / height);
        const y0 = position - x * height;
        const y1 = Math.min(height, y0 + end - position);
        visit(x, y0, y1);
        position += y1 - y0;
      }
    }
    position = end;
  }
}
