import { memo } from "react";
import { Shape } from "react-konva";
import type { BackgroundPoint, Seed, SeedGraph } from "#core/samples";
import { cssColour, overlayColours } from "#renderer/theme";
import { centred, circle, plainLine, plate, square } from "./drawing.ts";

const DOT = 3.5;

/** The seeds, each with its number in it. */
export const NumberedSeeds = memo(function NumberedSeeds(props: {
  readonly seeds: readonly Seed[];
  readonly scale: number;
}) {
  const { seeds, scale } = props;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        // The first are the most attended: where seeds lie close together, they are on top.
        for (let index = seeds.length - 1; index >= 0; index--) {
          const { x, y } = seeds[index] as Seed;
          circle(context, x, y, 7 / scale);
          context.fillStyle = cssColour(overlayColours.seed);
          context.fill();
          context.lineWidth = 1 / scale;
          context.strokeStyle = "rgba(0, 0, 0, 0.8)";
          context.stroke();
          centred(context, String(index + 1), x, y, scale);
        }
      }}
    />
  );
});

/** The similarity graph: the core's vertices are filled squares on their corner, the others small rings. */
export const GraphShape = memo(function GraphShape(props: {
  readonly seeds: readonly Seed[];
  readonly graph: SeedGraph;
  readonly scale: number;
}) {
  const { seeds, graph, scale } = props;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        const core = new Set(graph.core);
        drawEdges(context, seeds, graph, core, scale);
        seeds.forEach(({ x, y }, index) => {
          if (core.has(index)) square(context, x, y, 6 / scale);
          else circle(context, x, y, DOT / scale);
          context.fillStyle = core.has(index) ? cssColour(overlayColours.seed) : "rgba(10, 13, 17, 0.8)";
          context.fill();
          context.lineWidth = 1.6 / scale;
          context.strokeStyle = core.has(index) ? "rgba(0, 0, 0, 0.8)" : cssColour(overlayColours.edge);
          context.stroke();
        });
      }}
    />
  );
});

/** Edges inside the core are thicker than the others. */
function drawEdges(
  context: CanvasRenderingContext2D,
  seeds: readonly Seed[],
  { edges }: SeedGraph,
  core: ReadonlySet<number>,
  scale: number,
): void {
  for (const isCore of [false, true]) {
    context.beginPath();
    for (const [from, to] of edges) {
      const [a, b] = [seeds[from], seeds[to]];
      if (!a || !b || (core.has(from) && core.has(to)) !== isCore) continue;
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
    context.lineWidth = (isCore ? 1.4 : 0.7) / scale;
    context.strokeStyle = cssColour(overlayColours.edge, isCore ? 0.75 : 0.55);
    context.stroke();
  }
}

/** The negative point of the self-refinement: a ring with a bar, as negative clicks have it, and its name. */
export const BackgroundMark = memo(function BackgroundMark(props: {
  readonly point: BackgroundPoint;
  readonly scale: number;
}) {
  const { x, y } = props.point;
  const { scale } = props;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        circle(context, x, y, 8 / scale);
        context.fillStyle = cssColour(overlayColours.negative);
        context.fill();
        plainLine(context, [255, 255, 255], 2, scale);
        context.beginPath();
        context.moveTo(x - 4 / scale, y);
        context.lineTo(x + 4 / scale, y);
        plainLine(context, [255, 255, 255], 2, scale);
        plate(context, "background", x + 11 / scale, y - 7 / scale, scale);
      }}
    />
  );
});

/** A ring around a point that is meant; a cross in it where its mask was dropped. */
export const PointRing = memo(function PointRing(props: {
  readonly x: number;
  readonly y: number;
  readonly isDropped?: boolean;
  readonly label?: string | undefined;
  readonly scale: number;
}) {
  const { x, y, isDropped, label, scale } = props;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        circle(context, x, y, 10 / scale);
        plainLine(context, overlayColours.hovered, 2, scale);
        if (isDropped) {
          const arm = 4 / scale;
          context.beginPath();
          context.moveTo(x - arm, y - arm);
          context.lineTo(x + arm, y + arm);
          context.moveTo(x + arm, y - arm);
          context.lineTo(x - arm, y + arm);
          plainLine(context, overlayColours.negative, 2, scale);
        }
        if (label !== undefined) plate(context, label, x + 13 / scale, y - 7 / scale, scale);
      }}
    />
  );
});
