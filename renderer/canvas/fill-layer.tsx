import type Konva from "konva";
import { memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { Layer, Shape } from "react-konva";
import type { ShownMask } from "#renderer/raster";
import { cssColour, overlayColours, type Rgb } from "#renderer/theme";
import { drawStroke, type StrokeLook } from "./draw-stroke.ts";
import type { Size } from "./geometry.ts";
import { liveStrokes } from "./live-strokes.ts";
import { useView } from "./view.ts";

/** How strokes show where the mask's own fill does not. */
const CONTOUR_ONLY_OPACITY = 0.45;

interface FillLayerProps {
  readonly asset: ShownMask | null;
  /** Counts of the mask that there is, which may be ahead of the asset. */
  readonly current: string | null;
  readonly sampleId: string | null;
  readonly image: Size;
  readonly scale: number;
  readonly fillOpacity: number;
  readonly colour: Rgb;
  /** Told to tests. */
  readonly name: "mask-fill" | "ignore-fill";
  /** Whether the tools paint this one: strokes under way are drawn onto it. */
  readonly isPainted: boolean;
}

/**
 * The person's mask or ignore layer without its contour, on a canvas of its own. A stroke under way is drawn straight onto it, piece by
 * piece; nothing else is drawn anew for it. The tint is opaque and the canvas as a whole translucent, so that a brush
 * that goes over a place twice does not darken it.
 */
export const FillLayer = memo(function FillLayer(props: FillLayerProps) {
  const { asset, current, sampleId, image, scale, fillOpacity, colour, name, isPainted } = props;
  const layer = useRef<Konva.Layer>(null);
  const hidden = useView((view) => view.hidden);
  const contourOnly = fillOpacity === 0;
  const look = useMemo((): StrokeLook => {
    const erased = contourOnly ? cssColour(overlayColours.negative) : null;
    return { image, tint: cssColour(colour), erased };
  }, [image, contourOnly, colour]);

  useLayoutEffect(() => {
    const canvas = layer.current?.getNativeCanvasElement();
    if (!canvas) return;
    canvas.dataset.layer = name;
    canvas.style.opacity = String(contourOnly ? CONTOUR_ONLY_OPACITY : fillOpacity);
  }, [contourOnly, fillOpacity, name]);
  useLayoutEffect(() => {
    if (isPainted) liveStrokes.shown(asset?.counts ?? null, current);
  }, [asset, current, isPainted]);
  useLayoutEffect(() => {
    void sampleId;
    return () => liveStrokes.clear();
  }, [sampleId]);
  useEffect(
    () =>
      liveStrokes.listen({
        grown: (stroke, from) => {
          if (layer.current && isPainted) drawOver(layer.current, (context) => drawStroke(context, stroke, look, from));
        },
        gone: () => layer.current?.batchDraw(),
      }),
    [look, isPainted],
  );
  return (
    <Layer ref={layer} listening={false} visible={!hidden}>
      <Shape
        perfectDrawEnabled={false}
        sceneFunc={({ _context: context }) => {
          if (asset && !contourOnly) drawFill(context as CanvasRenderingContext2D, asset, scale);
          for (const stroke of isPainted ? liveStrokes.all : [])
            drawStroke(context as CanvasRenderingContext2D, stroke, look);
        }}
      />
    </Layer>
  );
});

function drawFill(context: CanvasRenderingContext2D, { fill, factor }: ShownMask, scale: number): void {
  context.imageSmoothingEnabled = scale < 1;
  context.drawImage(fill, 0, 0, fill.width * factor, fill.height * factor);
}

/** Draws onto what is there, in pixels of the picture. */
function drawOver(layer: Konva.Layer, draw: (context: CanvasRenderingContext2D) => void): void {
  const context = layer.getContext()._context as CanvasRenderingContext2D;
  const ratio = layer.getCanvas().getPixelRatio();
  const [a, b, c, d, e, f] = layer.getAbsoluteTransform().getMatrix() as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  context.save();
  context.setTransform(ratio * a, ratio * b, ratio * c, ratio * d, ratio * e, ratio * f);
  draw(context);
  context.restore();
}
