import { memo, useMemo } from "react";
import { Group, Image as KonvaImage } from "react-konva";
import type { Attention } from "#core/samples";
import { overlayColours } from "#renderer/theme";
import type { Size } from "./geometry.ts";

const STRONGEST = 190;

/** Attention over the picture, relative to its largest value: the stronger, the more opaque. */
export const HeatmapShape = memo(function HeatmapShape(props: { readonly attention: Attention; readonly image: Size }) {
  const { attention, image } = props;
  const canvas = useMemo(() => heatmapCanvas(attention), [attention]);
  // A centre crop covers a part of the picture, a padded square reaches beyond it.
  const frame = attention.frame ?? { x: 0, y: 0, width: image.width, height: image.height };
  return (
    <Group clipX={0} clipY={0} clipWidth={image.width} clipHeight={image.height} listening={false}>
      <KonvaImage image={canvas} {...frame} listening={false} perfectDrawEnabled={false} />
    </Group>
  );
});

function heatmapCanvas({ rows, cols, values }: Attention): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = cols;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const pixels = context.createImageData(cols, rows);
  const largest = values.reduce((max, value) => Math.max(max, value), 0);
  const smallest = values.reduce((min, value) => Math.min(min, value), largest);
  // All the same: a faint, even tint says so better than a strong one.
  const isUniform = largest - smallest < 1e-9;
  const [red, green, blue] = overlayColours.heat;
  for (let i = 0; i < rows * cols; i++) {
    const share = largest > 0 ? (values[i] ?? 0) / largest : 0;
    pixels.data.set([red, green, blue, Math.round(STRONGEST * (isUniform ? 0.3 : share))], 4 * i);
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}
