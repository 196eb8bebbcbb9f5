/** A connected region that stands out. */
export interface Thing {
  readonly pixels: readonly number[];
  /** Whether it reaches the picture's edge. */
  readonly atEdge: boolean;
}

/** The 4-connected regions of `marked` (row-major, 0 or 1) with at least `least` pixels, in reading order. */
export function findThings(marked: Uint8Array, width: number, height: number, least: number): Thing[] {
  const seen = new Uint8Array(marked.length);
  const things: Thing[] = [];
  for (let start = 0; start < marked.length; start++) {
    if (marked[start] === 0 || seen[start] === 1) continue;
    const pixels = [start];
    seen[start] = 1;
    let atEdge = false;
    for (let next = 0; next < pixels.length; next++) {
      const at = pixels[next] as number;
      const x = at % width;
      const y = (at - x) / width;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) atEdge = true;
      const around = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width];
      for (const other of around) {
        if (other < 0 || other >= marked.length || marked[other] === 0 || seen[other] === 1) continue;
        seen[other] = 1;
        pixels.push(other);
      }
    }
    if (pixels.length >= least) things.push({ pixels, atEdge });
  }
  return things;
}
