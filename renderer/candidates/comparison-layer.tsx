import { useCallback } from "react";
import { Layer } from "react-konva";
import type { Rle } from "#core/masks";
import { HatchShape, OneMask, useSampleMask, useView } from "#renderer/canvas";
import { overlayColours } from "#renderer/theme";
import { useComparison } from "./use-comparison.ts";

interface NativeLayer {
  getNativeCanvasElement(): HTMLCanvasElement;
}

/** Where the hovered candidate and the person's mask differ: what it has more is filled, what it lacks is hatched. */
export function ComparisonLayer({ scale }: { readonly scale: number }) {
  const isOn = useView((view) => view.comparison);
  const comparison = useComparison();
  const name = useCallback((layer: NativeLayer | null) => {
    layer?.getNativeCanvasElement().setAttribute("data-layer", "comparison");
  }, []);
  if (!isOn) return null;
  return (
    <Layer ref={name} listening={false}>
      {comparison && (
        <>
          <OneMask
            rle={comparison.more}
            colour={overlayColours.hovered}
            line="solid"
            scale={scale}
            fillOpacity={0.75}
          />
          <Hatched rle={comparison.less} scale={scale} />
        </>
      )}
    </Layer>
  );
}

function Hatched({ rle, scale }: { readonly rle: Rle; readonly scale: number }) {
  const asset = useSampleMask(rle, overlayColours.less);
  return asset && <HatchShape asset={asset} colour={overlayColours.less} scale={scale} />;
}
