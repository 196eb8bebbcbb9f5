/** A place on the picture in pixels, fractions included: pixel (i, j) covers i <= x < i + 1 and j <= y < j + 1. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Part of a picture in whole pixels. */
export interface Region extends Place, Size {}

/** What two regions span together; null stands for none. */
export function spanning(a: Region | null, b: Region | null): Region | null {
  if (!a || !b) return a ?? b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** The part of a region that lies on the picture; null if none does. */
export function onPicture(region: Region, size: Size): Region | null {
  const x = Math.max(0, region.x);
  const y = Math.max(0, region.y);
  const width = Math.min(size.width, region.x + region.width) - x;
  const height = Math.min(size.height, region.y + region.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
