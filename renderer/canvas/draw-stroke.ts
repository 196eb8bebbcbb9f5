import { type Brush, type Place, type Stroke, seated } from "#renderer/editing";
import type { Size } from "./geometry.ts";

/** Opaque: that overlaps don't darken is the layer's own opacity's doing. */
export interface StrokeLook {
  readonly image: Size;
  readonly tint: string;
  /** What an eraser's stroke is drawn in; null takes away what is drawn below. */
  readonly erased: string | null;
}

/** Draws a stroke from one of its points on, in pixels of the picture. */
export function drawStroke(context: CanvasRenderingContext2D, stroke: Stroke, look: StrokeLook, from = 0): void {
  const { brush, points, erase } = stroke;
  context.save();
  context.beginPath();
  context.rect(0, 0, look.image.width, look.image.height);
  context.clip();
  if (erase && look.erased === null) context.globalCompositeOperation = "destination-out";
  context.fillStyle = erase && look.erased !== null ? look.erased : look.tint;
  context.strokeStyle = context.fillStyle;
  for (let i = from; i < points.length; i++) {
    const here = seated(points[i] as Place, brush.diameter);
    const before = seated((points[i - 1] ?? points[i]) as Place, brush.diameter);
    if (brush.shape === "round") sweepDisc(context, before, here, brush);
    else sweepSquare(context, before, here, brush);
  }
  context.restore();
}

function sweepDisc(context: CanvasRenderingContext2D, from: Place, to: Place, { diameter }: Brush): void {
  context.beginPath();
  if (from.x === to.x && from.y === to.y) {
    context.arc(to.x, to.y, diameter / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.lineCap = "round";
  context.lineWidth = diameter;
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

/** The hull of the two squares: the corners that look along the way, in order. */
function sweepSquare(context: CanvasRenderingContext2D, from: Place, to: Place, { diameter }: Brush): void {
  const half = diameter / 2;
  const right = to.x >= from.x ? half : -half;
  const down = to.y >= from.y ? half : -half;
  const corners = [
    [from.x - right, from.y - down],
    [from.x + right, from.y - down],
    [to.x + right, to.y - down],
    [to.x + right, to.y + down],
    [to.x - right, to.y + down],
    [from.x - right, from.y + down],
  ] as const;
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
  context.fill();
}
