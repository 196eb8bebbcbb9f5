import { memo } from "react";
import { Shape } from "react-konva";
import type { Place } from "#renderer/editing";
import { cssColour, overlayColours } from "#renderer/theme";
import type { DraftOutline } from "#renderer/tools";

const VERTEX = 3.5;

/** A polygon with its vertices, or a lasso, while it is being drawn. What it takes away shows in another colour and dashed. */
export const DraftOutlineShape = memo(function DraftOutlineShape(props: {
  readonly draft: DraftOutline;
  readonly scale: number;
}) {
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context }) => draw(_context as CanvasRenderingContext2D, props.draft, props.scale)}
    />
  );
});

function draw(context: CanvasRenderingContext2D, draft: DraftOutline, scale: number): void {
  const { kind, points, pointer, subtract, closes } = draft;
  const colour = subtract ? overlayColours.negative : overlayColours.mask;
  const way = pointer ? [...points, closes ? (points[0] as Place) : pointer] : points;
  trace(context, way);
  context.fillStyle = cssColour(colour, 0.25);
  context.fill("evenodd");
  context.lineJoin = "round";
  context.setLineDash([]);
  context.lineWidth = 3.4 / scale;
  context.strokeStyle = "rgba(0, 0, 0, 0.6)";
  context.stroke();
  context.setLineDash(subtract ? [6 / scale, 4 / scale] : []);
  context.lineWidth = 1.6 / scale;
  context.strokeStyle = "#fff";
  context.stroke();
  context.setLineDash([]);
  if (kind === "lasso") return;
  points.forEach((point, i) => {
    drawVertex(context, point, i === 0 && closes ? 2 * VERTEX : VERTEX, cssColour(colour), scale);
  });
}

function trace(context: CanvasRenderingContext2D, way: readonly Place[]): void {
  context.beginPath();
  for (const { x, y } of way) context.lineTo(x, y);
}

function drawVertex(
  context: CanvasRenderingContext2D,
  { x, y }: Place,
  radius: number,
  colour: string,
  scale: number,
): void {
  context.beginPath();
  context.arc(x, y, radius / scale, 0, 2 * Math.PI);
  context.lineWidth = 3.4 / scale;
  context.strokeStyle = "rgba(0, 0, 0, 0.6)";
  context.stroke();
  context.fillStyle = "#fff";
  context.fill();
  context.lineWidth = 1.6 / scale;
  context.strokeStyle = colour;
  context.stroke();
}
