import { Group } from "react-konva";
import type { Rle } from "#core/masks";
import { HatchShape, OneMask, useSampleMask, useView } from "#renderer/canvas";
import { overlayColours } from "#renderer/theme";
import { useComparison } from "./use-comparison.ts";

/** Where the hovered candidate and the person's mask differ: what it has more is filled, what it lacks is hatched. */
export function ComparisonShapes({ scale }: { readonly scale: number }) {
  const isOn = useView((view) => view.comparison);
  const comparison = useComparison();
  if (!isOn || comparison === null) return null;
  return (
    <Group name="comparison" listening={false}>
      <OneMask rle={comparison.more} colour={overlayColours.hovered} line="solid" scale={scale} fillOpacity={0.75} />
      <Hatched rle={comparison.less} scale={scale} />
    </Group>
  );
}

function Hatched({ rle, scale }: { readonly rle: Rle; readonly scale: number }) {
  const asset = useSampleMask(rle, overlayColours.less);
  return asset && <HatchShape asset={asset} colour={overlayColours.less} scale={scale} />;
}
