import { memo, useMemo } from "react";
import { Image as KonvaImage } from "react-konva";
import type { LogitMap } from "#core/samples";
import { overlayColours } from "#renderer/theme";

export const STRONGEST_ALPHA = 190;

/** Z over the picture: inside (above 0) and outside in two colours, the further from 0 the more opaque. */
export const LogitsShape = memo(function LogitsShape(props: {
  readonly logits: LogitMap;
  readonly image: { readonly width: number; readonly height: number };
}) {
  const { logits, image } = props;
  const canvas = useMemo(() => logitsCanvas(logits), [logits]);
  return (
    <KonvaImage
      image={canvas}
      width={image.width}
      height={image.height}
      imageSmoothingEnabled={false}
      listening={false}
      perfectDrawEnabled={false}
    />
  );
});

/** The map's values, row by row. */
export function logitValues({ rows, cols, min, max, data }: LogitMap): number[] {
  const bytes = atob(data);
  return Array.from({ length: rows * cols }, (_, i) => min + ((max - min) * bytes.charCodeAt(i)) / 255);
}

function logitsCanvas(logits: LogitMap): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = logits.cols;
  canvas.height = logits.rows;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const pixels = context.createImageData(logits.cols, logits.rows);
  const furthest = Math.max(Math.abs(logits.min), Math.abs(logits.max)) || 1;
  logitValues(logits).forEach((value, i) => {
    const colour = value > 0 ? overlayColours.heat : overlayColours.cold;
    pixels.data.set([...colour, Math.round((STRONGEST_ALPHA * Math.abs(value)) / furthest)], 4 * i);
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}
