/** Terms of a cubic in two variables. */
const TERMS = 10;
const ROUNDS = 8;

/** 1, x, y, x2, xy, y2, x3, x2y, xy2, y3 for x and y in -1..1. */
function termsAt(x: number, y: number): number[] {
  return [1, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y];
}

/**
 * The smooth brightness below everything that stands out: a cubic fitted by least squares to those of `wanted`, again
 * and again without the pixels that lie far from it. `level` is row-major, width x height, 0..1; the answer has its
 * shape. A ground with soft light and no seam is such a cubic; a photograph's background seldom is.
 */
export function fitGround(level: Float64Array, wanted: Uint8Array, width: number, height: number): Float64Array {
  const rows = Array.from({ length: level.length }, (_, at) =>
    termsAt(((at % width) / (width - 1)) * 2 - 1, (Math.floor(at / width) / (height - 1)) * 2 - 1),
  );
  let kept = wanted;
  let surface: Float64Array = new Float64Array(level.length);
  for (let round = 0; round < ROUNDS; round++) {
    const weights = solve(rows, level, kept);
    surface = Float64Array.from(rows, (row) => row.reduce((sum, term, i) => sum + term * (weights[i] as number), 0));
    kept = nearOnes(level, surface, wanted);
  }
  return surface;
}

/** The wanted pixels within two and a half times the median distance, or 0.02 where that is more. */
function nearOnes(level: Float64Array, surface: Float64Array, wanted: Uint8Array): Uint8Array {
  const distance = level.map((value, at) => Math.abs(value - (surface[at] as number)));
  const sorted = distance.filter((_, at) => wanted[at] === 1).sort();
  const most = Math.max(0.02, 2.5 * (sorted[sorted.length >> 1] ?? 0));
  return Uint8Array.from(distance, (value, at) => (wanted[at] === 1 && value <= most ? 1 : 0));
}

/** Normal equations with a little ridge, so that a picture without a usable pixel still has an answer. */
function solve(rows: readonly number[][], level: Float64Array, kept: Uint8Array): number[] {
  const matrix = Array.from({ length: TERMS }, (_, i) =>
    Array.from({ length: TERMS + 1 }, (_, j) => (i === j ? 1e-6 : 0)),
  );
  rows.forEach((row, at) => {
    if (kept[at] === 0) return;
    for (let i = 0; i < TERMS; i++) {
      const line = matrix[i] as number[];
      const term = row[i] as number;
      for (let j = 0; j < TERMS; j++) line[j] = (line[j] as number) + term * (row[j] as number);
      line[TERMS] = (line[TERMS] as number) + term * (level[at] as number);
    }
  });
  return eliminate(matrix);
}

/** Gauss-Jordan with pivots; `matrix` is n x (n + 1) and positive definite, and is used up. */
function eliminate(matrix: number[][]): number[] {
  const n = matrix.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i + 1; k < n; k++) {
      if (Math.abs(matrix[k]?.[i] as number) > Math.abs(matrix[pivot]?.[i] as number)) pivot = k;
    }
    [matrix[i], matrix[pivot]] = [matrix[pivot] as number[], matrix[i] as number[]];
    const line = matrix[i] as number[];
    const divisor = line[i] as number;
    for (let j = i; j <= n; j++) line[j] = (line[j] as number) / divisor;
    matrix.forEach((other, k) => {
      if (k === i) return;
      const factor = other[i] as number;
      for (let j = i; j <= n; j++) other[j] = (other[j] as number) - factor * (line[j] as number);
    });
  }
  return matrix.map((line) => line[n] as number);
}
