import { memo, useMemo } from "react";
import { Group, Image as KonvaImage, Shape } from "react-konva";
import type { MaskAsset } from "#renderer/raster";
import { cssColour, type Rgb } from "#renderer/theme";
import { leastSide, pathOf } from "./outline.ts";

/** Kinds of masks differ by line style, not by colour alone. */
export const lineStyles = Object.freeze({
  solid: [],
  dashed: [7, 4],
  dotted: [1.5, 3.5],
} satisfies Record<string, number[]>);
export type LineStyle = keyof typeof lineStyles;

interface MaskShapeProps {
  readonly asset: MaskAsset;
  readonly colour: Rgb;
  readonly line: LineStyle;
  readonly scale: number;
  /** 0 draws the contour alone. */
  readonly fillOpacity: number;
  /** Leaves out specks that are smaller than this on the screen, in CSS pixels. */
  readonly specks?: number;
}

/** A mask's tint as a bitmap and its contour as lines of one width at every zoom. */
export const MaskShape = memo(function MaskShape(props: MaskShapeProps) {
  const { asset, colour, line, scale, fillOpacity, specks = 0 } = props;
  const least = leastSide(specks, scale);
  const path = useMemo(() => pathOf(asset, least), [asset, least]);
  return (
    <Group listening={false}>
      {fillOpacity > 0 && (
        <KonvaImage
          image={asset.fill}
          width={asset.fill.width * asset.factor}
          height={asset.fill.height * asset.factor}
          opacity={fillOpacity}
          imageSmoothingEnabled={scale < 1}
          perfectDrawEnabled={false}
        />
      )}
      <Shape
        perfectDrawEnabled={false}
        sceneFunc={(context) => strokeTwice(context._context as CanvasRenderingContext2D, path, colour, line, scale)}
      />
    </Group>
  );
});

/** Dark below, coloured above: one of the two stands out from any ground. */
function strokeTwice(context: CanvasRenderingContext2D, path: Path2D, colour: Rgb, line: LineStyle, scale: number) {
  context.lineJoin = "round";
  context.lineCap = line === "dotted" ? "round" : "butt";
  context.setLineDash([]);
  context.lineWidth = 3.6 / scale;
  context.strokeStyle = "rgba(0, 0, 0, 0.6)";
  context.stroke(path);
  context.setLineDash(lineStyles[line].map((length) => length / scale));
  context.lineWidth = 1.8 / scale;
  context.strokeStyle = cssColour(brighter(colour));
  context.stroke(path);
  context.setLineDash([]);
}

const brighter = ([red, green, blue]: Rgb): Rgb => [lift(red), lift(green), lift(blue)];
const lift = (value: number): number => Math.round(value + (255 - value) * 0.35);
