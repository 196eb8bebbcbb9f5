import type { Bitmap } from "./bitmap.ts";

/**
 * A crack is the side of a mask pixel towards background: code = (y * width + x) * 4 + direction in which it is walked
 * with the mask on the right hand. 0: its top, to the right; 1: its right side, down; 2: its bottom, to the left;
 * 3: its left side, up.
 */
export interface CrackLoops {
  readonly cracks: Uint32Array;
  /** Where each loop begins in `cracks`; one more entry closes the last. */
  readonly starts: readonly number[];
  /** Whether a loop runs around a hole. */
  readonly isHole: readonly boolean[];
}

/** Steps of the four directions. */
export const STEP_X = [1, 0, -1, 0] as const;
export const STEP_Y = [0, 1, 0, -1] as const;

class CrackList {
  codes = new Uint32Array(1 << 12);
  size = 0;

  push(code: number): void {
    if (this.size === this.codes.length) {
      const grown = new Uint32Array(this.codes.length * 2);
      grown.set(this.codes);
      this.codes = grown;
    }
    this.codes[this.size++] = code;
  }
}

/**
 * All boundaries of a mask whose pixels hang together by sides and corners (8-connected), so its holes hang together by
 * sides alone. Outer loops run clockwise (y down), holes the other way; each loop has a top crack, so a scan for
 * unvisited ones finds all.
 */
export function traceCracks(bitmap: Bitmap): CrackLoops {
  const { width, height, data } = bitmap;
  const list = new CrackList();
  const starts: number[] = [];
  const isHole: boolean[] = [];
  const visited = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) {
    if (data[at] === 0 || visited[at] === 1 || (at >= width && data[at - width] === 1)) continue;
    starts.push(list.size);
    isHole.push(followLoop(data, width, height, at, visited, list) < 0);
  }
  starts.push(list.size);
  return { cracks: list.codes.subarray(0, list.size), starts, isHole };
}

/** Walks one loop from a pixel's top; answers right turns minus left turns: 4 around a component, -4 around a hole. */
function followLoop(
  data: Uint8Array,
  width: number,
  height: number,
  start: number,
  visited: Uint8Array,
  list: CrackList,
): number {
  let x = start % width;
  let y = (start - x) / width;
  let direction = 0;
  let turns = 0;
  do {
    const at = y * width + x;
    if (direction === 0) visited[at] = 1;
    list.push(at * 4 + direction);
    const aheadX = x + (STEP_X[direction] as number);
    const aheadY = y + (STEP_Y[direction] as number);
    const left = (direction + 3) & 3;
    const sideX = aheadX + (STEP_X[left] as number);
    const sideY = aheadY + (STEP_Y[left] as number);
    if (sideX >= 0 && sideX < width && sideY >= 0 && sideY < height && data[sideY * width + sideX] === 1) {
      x = sideX;
      y = sideY;
      direction = left;
      turns--;
    } else if (aheadX >= 0 && aheadX < width && aheadY >= 0 && aheadY < height && data[aheadY * width + aheadX] === 1) {
      x = aheadX;
      y = aheadY;
    } else {
      direction = (direction + 1) & 3;
      turns++;
    }
  } while (y * width + x !== start || direction !== 0);
  return turns;
}
