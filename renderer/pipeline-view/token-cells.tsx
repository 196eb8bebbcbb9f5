import { memo } from "react";
import { Shape } from "react-konva";
import type { Region, TokenTrace } from "#core/samples";
import { cssColour, overlayColours } from "#renderer/theme";
import { plainLine } from "./drawing.ts";

/** Image tokens where they look: kept ones are filled, dropped ones hatched. */
export const TokenCells = memo(function TokenCells(props: {
  readonly tokens: readonly TokenTrace[];
  readonly scale: number;
}) {
  const { tokens, scale } = props;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        for (const token of tokens) if (!token.kept) hatchCell(context, token.region, scale);
        for (const token of tokens) if (token.kept) fillCell(context, token.region, scale);
      }}
    />
  );
});

const sidesOf = ({ x0, y0, x1, y1 }: Region) => [x0, y0, x1 - x0, y1 - y0] as const;

function fillCell(context: CanvasRenderingContext2D, region: Region, scale: number): void {
  context.fillStyle = cssColour(overlayColours.tokenKept, 0.5);
  context.fillRect(...sidesOf(region));
  context.lineWidth = 1 / scale;
  context.strokeStyle = cssColour(overlayColours.tokenKept);
  context.strokeRect(...sidesOf(region));
}

function hatchCell(context: CanvasRenderingContext2D, region: Region, scale: number): void {
  const { x0, y0, x1, y1 } = region;
  const height = y1 - y0;
  const step = 5 / scale;
  context.save();
  context.beginPath();
  context.rect(...sidesOf(region));
  context.clip();
  context.beginPath();
  for (let x = Math.floor((x0 - height) / step) * step; x < x1; x += step) {
    context.moveTo(x, y1);
    context.lineTo(x + height, y0);
  }
  plainLine(context, overlayColours.tokenDropped, 1.2, scale);
  context.restore();
  context.lineWidth = 1 / scale;
  context.strokeStyle = cssColour(overlayColours.tokenDropped);
  context.strokeRect(...sidesOf(region));
}

/** The frame around one cell that is pointed at. */
export const CellFrame = memo(function CellFrame(props: { readonly region: Region; readonly scale: number }) {
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        context.beginPath();
        context.rect(...sidesOf(props.region));
        plainLine(context, [255, 255, 255], 2, props.scale);
      }}
    />
  );
});
