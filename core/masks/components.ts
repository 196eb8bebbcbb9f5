import { type BBox, type Bitmap, createBitmap } from "./bitmap.ts";
import { maskComplement } from "./boolean-ops.ts";

export interface Component {
  readonly area: number;
  readonly bbox: BBox;
  /** Mean x and y of its pixels. */
  readonly centroid: readonly [x: number, y: number];
}

export interface Components {
  /** A label a pixel, row-major: 0 for background, component i + 1 for `components[i]`. */
  readonly labels: Int32Array;
  readonly components: readonly Component[];
}

/** Labels that turned out to be one component, as a forest; the root is always the smallest label. */
class Forest {
  private parent = new Int32Array(1 << 10);
  size = 1;

  add(): number {
    if (this.size === this.parent.length) {
      const grown = new Int32Array(this.parent.length * 2);
      grown.set(this.parent);
      this.parent = grown;
    }
    this.parent[this.size] = this.size;
    return this.size++;
  }

  root(label: number): number {
    let at = label;
    while (this.parent[at] !== at) {
      const above = this.parent[at] as number;
      this.parent[at] = this.parent[above] as number;
      at = above;
    }
    return at;
  }

  join(a: number, b: number): number {
    const rootA = this.root(a);
    const rootB = this.root(b);
    if (rootA < rootB) this.parent[rootB] = rootA;
    else this.parent[rootA] = rootB;
    return Math.min(rootA, rootB);
  }
}

/** Provisional labels in one pass: each pixel takes a neighbour's label from the row above or the left. */
function labelRows({ width, height, data }: Bitmap, diagonal: boolean, labels: Int32Array): Forest {
  const forest = new Forest();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (data[at] === 0) continue;
      const left = x > 0 ? (labels[at - 1] as number) : 0;
      const up = y > 0 ? (labels[at - width] as number) : 0;
      let label = left;
      if (up > 0) label = left > 0 && left !== up ? forest.join(left, up) : up;
      else if (diagonal && y > 0) {
        // A pixel above would have joined these two already.
        const upRight = x + 1 < width ? (labels[at - width + 1] as number) : 0;
        const upLeft = left === 0 && x > 0 ? (labels[at - width - 1] as number) : 0;
        const other = upLeft || left;
        label = other;
        if (upRight > 0) label = other > 0 && other !== upRight ? forest.join(other, upRight) : upRight;
      }
      labels[at] = label || forest.add();
    }
  }
  return forest;
}

/**
 * Final numbers in the order in which OpenCV meets the components: by their first pixel, row after row; with
 * 8-connectivity by their first block of 2 x 2 pixels, because its algorithm reads such blocks.
 */
function numberComponents({ width, height }: Bitmap, blocks: boolean, labels: Int32Array, forest: Forest): Int32Array {
  const numbers = new Int32Array(forest.size);
  let count = 0;
  const see = (at: number) => {
    const label = labels[at] as number;
    if (label === 0) return;
    const root = forest.root(label);
    if (numbers[root] === 0) numbers[root] = ++count;
    numbers[label] = numbers[root] as number;
  };
  const step = blocks ? 2 : 1;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const at = y * width + x;
      see(at);
      if (!blocks) continue;
      if (x + 1 < width) see(at + 1);
      if (y + 1 < height) see(at + width);
      if (x + 1 < width && y + 1 < height) see(at + width + 1);
    }
  }
  return numbers;
}

function statistics({ width, height }: Bitmap, labels: Int32Array, count: number): Component[] {
  const area = new Float64Array(count);
  const sumX = new Float64Array(count);
  const sumY = new Float64Array(count);
  const left = new Int32Array(count).fill(width);
  const right = new Int32Array(count);
  const top = new Int32Array(count).fill(-1);
  const bottom = new Int32Array(count);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (labels[y * width + x] as number) - 1;
      if (i < 0) continue;
      area[i] = (area[i] as number) + 1;
      sumX[i] = (sumX[i] as number) + x;
      sumY[i] = (sumY[i] as number) + y;
      if (x < (left[i] as number)) left[i] = x;
      if (x > (right[i] as number)) right[i] = x;
      if (top[i] === -1) top[i] = y;
      bottom[i] = y;
    }
  }
  return Array.from(area, (pixels, i) => {
    const [x, y] = [left[i] as number, top[i] as number];
    return {
      area: pixels,
      bbox: [x, y, (right[i] as number) - x + 1, (bottom[i] as number) - y + 1],
      centroid: [(sumX[i] as number) / pixels, (sumY[i] as number) / pixels],
    };
  });
}

/**
 * The connected parts of a mask, joined by sides (4) or by sides and corners (8), with their statistics: labels, areas
 * and boxes as `cv2.connectedComponentsWithStats` gives them, in its order (its row for the background is left out).
 */
export function connectedComponents(bitmap: Bitmap, connectivity: 4 | 8): Components {
  const labels = new Int32Array(bitmap.data.length);
  const forest = labelRows(bitmap, connectivity === 8, labels);
  const numbers = numberComponents(bitmap, connectivity === 8, labels, forest);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const number = numbers[labels[i] as number] as number;
    labels[i] = number;
    if (number > count) count = number;
  }
  return { labels, components: statistics(bitmap, labels, count) };
}

/** The pixels whose component is kept. */
function keepComponents({ width, height }: Bitmap, { labels }: Components, kept: readonly boolean[]): Bitmap {
  const result = createBitmap(width, height);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label > 0 && kept[label - 1]) result.data[i] = 1;
  }
  return result;
}

/** Sets every background pixel that has no way to the border over sides of background pixels. */
export function fillHoles(bitmap: Bitmap): Bitmap {
  const { width, height } = bitmap;
  const found = connectedComponents(maskComplement(bitmap), 4);
  const open = found.components.map(
    ({ bbox: [x, y, w, h] }) => x === 0 || y === 0 || x + w === width || y + h === height,
  );
  return maskComplement(keepComponents(bitmap, found, open));
}

/** Clears every part (joined by sides and corners) of fewer than `minArea` pixels. */
export function removeIslands(bitmap: Bitmap, minArea: number): Bitmap {
  const found = connectedComponents(bitmap, 8);
  return keepComponents(
    bitmap,
    found,
    found.components.map(({ area }) => area >= minArea),
  );
}
