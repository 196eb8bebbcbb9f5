import { memo, useMemo } from "react";
import { Shape } from "react-konva";
import type { MaskAsset } from "#renderer/raster";
import { cssColour, type Rgb } from "#renderer/theme";
import { pathOf } from "./outline.ts";

const SPACING = 9;
/** However large the region and the zoom. */
const MOST_LINES = 600;

/** A region that counts nowhere: hatched, so that nobody takes it for a mask. */
export const HatchShape = memo(function HatchShape(props: {
  readonly asset: MaskAsset;
  readonly colour: Rgb;
  readonly scale: number;
}) {
  const { asset, colour, scale } = props;
  const path = useMemo(() => pathOf(asset), [asset]);
  const box = useMemo(() => boxOf(asset.points), [asset]);
  return (
    <Shape
      perfectDrawEnabled={false}
      sceneFunc={(context) => hatch(context._context as CanvasRenderingContext2D, path, box, colour, scale)}
    />
  );
});

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Lines at 45 degrees, of one width and distance at every zoom. */
function hatch(context: CanvasRenderingContext2D, path: Path2D, box: Box, colour: Rgb, scale: number): void {
  const { x0, y0, x1, y1 } = box;
  if (x1 <= x0) return;
  const height = y1 - y0;
  const step = Math.max(SPACING / scale, (x1 - x0 + height) / MOST_LINES);
  const lines = new Path2D();
  // On a grid of its own, so that the lines of neighbouring parts meet.
  for (let x = Math.floor((x0 - height) / step) * step; x < x1; x += step) {
    lines.moveTo(x, y1);
    lines.lineTo(x + height, y0);
  }
  context.save();
  context.clip(path, "evenodd");
  context.lineWidth = 3 / scale;
  context.strokeStyle = "rgba(0, 0, 0, 0.45)";
  context.stroke(lines);
  context.lineWidth = 1.4 / scale;
  context.strokeStyle = cssColour(colour);
  context.stroke(lines);
  context.restore();
  context.lineWidth = 1 / scale;
  context.strokeStyle = cssColour(colour);
  context.stroke(path);
}

/** The smallest box around x, y, x, y ...; without points one that is empty. */
function boxOf(points: Float32Array): Box {
  let [x0, y0, x1, y1] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] as number, points[i + 1] as number];
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return { x0, y0, x1, y1 };
}
