import { memo } from "react";
import { Rect, Shape } from "react-konva";
import type { Box, Point } from "#core/samples";
import { cssColour, overlayColours } from "#renderer/theme";

const RADIUS = 7;

/** Points are told apart by their sign as well as by their colour. */
export const PointShapes = memo(function PointShapes(props: {
  readonly points: readonly Point[];
  readonly scale: number;
}) {
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={(context) => {
        for (const point of props.points) drawPoint(context._context as CanvasRenderingContext2D, point, props.scale);
      }}
    />
  );
});

function drawPoint(context: CanvasRenderingContext2D, point: Point, scale: number): void {
  const radius = RADIUS / scale;
  context.beginPath();
  context.arc(point.x, point.y, radius, 0, 2 * Math.PI);
  context.fillStyle = cssColour(point.label === 1 ? overlayColours.positive : overlayColours.negative);
  context.fill();
  context.lineWidth = 4 / scale;
  context.strokeStyle = "rgba(0, 0, 0, 0.5)";
  context.stroke();
  context.lineWidth = 2 / scale;
  context.strokeStyle = "#fff";
  context.stroke();
  const arm = 3.2 / scale;
  context.beginPath();
  context.moveTo(point.x - arm, point.y);
  context.lineTo(point.x + arm, point.y);
  if (point.label === 1) {
    context.moveTo(point.x, point.y - arm);
    context.lineTo(point.x, point.y + arm);
  }
  context.lineWidth = 1.6 / scale;
  context.stroke();
}

export const BoxShape = memo(function BoxShape({ box }: { readonly box: Box }) {
  const place = { x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0 };
  return (
    <>
      <Rect {...place} stroke="rgba(0, 0, 0, 0.6)" strokeWidth={3} strokeScaleEnabled={false} listening={false} />
      <Rect {...place} stroke="#fff" strokeWidth={1.4} dash={[6, 4]} strokeScaleEnabled={false} listening={false} />
    </>
  );
});
