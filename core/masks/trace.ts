import type { Bitmap } from "./bitmap.ts";
import type { Point } from "./polygon-fill.ts";

/** Every stretch of mask in every row, as a polygon of its two ends (three points, because some tools want three). */
export function rowPolygons({ width, height, data }: Bitmap): Point[][] {
  const polygons: Point[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      const start = x;
      while (x + 1 < width && data[y * width + x + 1] === 1) x++;
      polygons.push([
        [start, y],
        [x, y],
        [x, y],
      ]);
    }
  }
  return polygons;
}

export function lisaPolygons(bitmap: Bitmap): readonly (readonly Point[])[] {
  return rowPolygons(bitmap);
}

export function cocoPolygons(bitmap: Bitmap): number[][] {
  return rowPolygons(bitmap).map(([a, b]) => {
    const [left, top, right] = [(a as Point)[0], (a as Point)[1], (b as Point)[0] + 1];
    return [left, top, right, top, right, top + 1, left, top + 1];
  });
}
