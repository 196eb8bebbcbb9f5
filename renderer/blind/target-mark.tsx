import { Shape } from "react-konva";
import { type Place, useTargetCursor, useView } from "#renderer/canvas";
import { isVeiled, useSessionState } from "#renderer/session";

/** The keyboard's cross while the target or SAM's points are to be pointed at; else where the target was. */
export function TargetMark({ scale }: { readonly scale: number }) {
  const veiled = useSessionState(isVeiled);
  const pointed = useSessionState((state) => state.sample?.detail.pointing?.place ?? null);
  const cursor = useTargetCursor((state) => state.place);
  const isHidden = useView((view) => view.hidden || view.isLaidOpen);
  const isPointing = useView((view) => view.tool === "point");
  const place = veiled ? cursor : isHidden ? null : ((isPointing ? cursor : null) ?? pointed);
  if (place === null) return null;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={(context) => drawCross(context._context as CanvasRenderingContext2D, place, scale)}
    />
  );
}

/** A ring with four arms that leave its middle free; light on dark, so that it is seen on any ground. */
function drawCross(context: CanvasRenderingContext2D, { x, y }: Place, scale: number): void {
  const [inner, ring, outer] = [3 / scale, 9 / scale, 17 / scale];
  context.beginPath();
  context.arc(x, y, ring, 0, 2 * Math.PI);
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * inner, y + dy * inner);
    context.lineTo(x + dx * outer, y + dy * outer);
  }
  for (const [width, colour] of [
    [4.5, "rgba(0, 0, 0, 0.75)"],
    [1.8, "#fff"],
  ] as const) {
    context.lineWidth = width / scale;
    context.strokeStyle = colour;
    context.stroke();
  }
}
