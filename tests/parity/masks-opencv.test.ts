import { describe, expect, test } from "vitest";
import {
  boundaryOf,
  connectedComponents,
  createBitmap,
  dilate,
  drawPolygonOutline,
  erode,
  fillPolygon,
  lisaMasks,
  type Neighbourhood,
  type Point,
  resizeBitmap,
} from "#core/masks";
import { picture, unpack } from "./masks-support.ts";
import vectors from "./vectors/masks-opencv.json" with { type: "json" };

describe.each(vectors.polygons)("OpenCV and a polygon of $points on $size", (vector) => {
  const [height, width] = vector.size as [number, number];
  const points = vector.points as unknown as Point[];

  test("fillPoly", () => {
    const bitmap = createBitmap(width, height);
    fillPolygon(bitmap, points, 1);
    expect(picture(bitmap)).toEqual(picture(unpack(vector)));
  });

  test("polylines", () => {
    const bitmap = createBitmap(width, height);
    drawPolygonOutline(bitmap, points, 1);
    expect(picture(bitmap)).toEqual(picture(unpack({ size: vector.size, bits: vector.outline })));
  });
});

test.each(vectors.lisa)("LISA's recipe on $size", (vector) => {
  const [height, width] = vector.size as [number, number];
  const shapes = vector.shapes.map(({ label, points }) => ({ label, points: points as unknown as Point[] }));
  const { target, ignore } = lisaMasks(shapes, width, height);
  expect(picture(target)).toEqual(picture(unpack(vector)));
  expect(picture(ignore)).toEqual(picture(unpack({ size: vector.size, bits: vector.ignore })));
});

describe.each(vectors.masks)("OpenCV and $name", (vector) => {
  const bitmap = unpack(vector);

  test.each([4, 8] as const)("connectedComponentsWithStats, %s neighbours", (connectivity) => {
    const expected = vector.components[connectivity];
    const { labels, components } = connectedComponents(bitmap, connectivity);
    expect([...labels]).toEqual(expected.labels);
    expect(components.map(({ bbox, area }) => [...bbox, area])).toEqual(expected.stats);
    components.forEach(({ centroid }, i) => {
      expect(centroid[0]).toBeCloseTo(expected.centroids[i]?.[0] as number, 8);
      expect(centroid[1]).toBeCloseTo(expected.centroids[i]?.[1] as number, 8);
    });
  });

  test.each(vector.morphology)("dilate and erode by a $kind of radius $radius", (step) => {
    const kind = step.kind as Neighbourhood;
    expect(picture(dilate(bitmap, step.radius, kind))).toEqual(picture(unpack({ ...vector, bits: step.dilated })));
    expect(picture(erode(bitmap, step.radius, kind))).toEqual(picture(unpack({ ...vector, bits: step.eroded })));
  });

  test.each(vector.boundaries)("the boundary of Boundary IoU, $distance wide", ({ distance, bits }) => {
    expect(picture(boundaryOf(bitmap, distance))).toEqual(picture(unpack({ ...vector, bits })));
  });

  test.each(vector.resized)("resize, nearest, to $size", (expected) => {
    const [height, width] = expected.size as [number, number];
    expect(picture(resizeBitmap(bitmap, width, height))).toEqual(picture(unpack(expected)));
  });
});
