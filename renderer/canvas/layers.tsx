import { memo } from "react";
import { Image as KonvaImage, Layer } from "react-konva";
import type { Rle } from "#core/masks";
import type { Candidate } from "#core/samples";
import { type Picture, useMaskAsset } from "#renderer/raster";
import { useSessionState } from "#renderer/session";
import { overlayColours, type Rgb } from "#renderer/theme";
import { DraftOutlineShape } from "./draft-outline-shape.tsx";
import { FillLayer } from "./fill-layer.tsx";
import { HatchShape } from "./hatch-shape.tsx";
import { HeatmapShape } from "./heatmap-shape.tsx";
import { type LineStyle, MaskShape } from "./mask-shape.tsx";
import { BoxShape, PointShapes } from "./prompt-shapes.tsx";
import { useView } from "./view.ts";

const nothing: readonly Candidate[] = [];
const tint = (colour: Rgb): [number, number, number] => colour as unknown as [number, number, number];

/** The picture itself, at the level of detail that the zoom needs. */
export const PictureLayer = memo(function PictureLayer({ picture, scale }: { picture: Picture; scale: number }) {
  const needed = picture.width * scale * (globalThis.devicePixelRatio ?? 1);
  const level = [...picture.levels].reverse().find((one) => one.width >= needed) ?? picture.levels[0];
  return (
    <Layer listening={false} imageSmoothingEnabled={scale < 3}>
      <KonvaImage image={level} width={picture.width} height={picture.height} perfectDrawEnabled={false} />
    </Layer>
  );
});

interface OneMaskProps {
  readonly rle: Rle | null;
  readonly colour: Rgb;
  readonly line: LineStyle;
  readonly scale: number;
  readonly fillOpacity: number;
}

/** A mask from its RLE; while the next one is being made ready, the one before stays. */
export const OneMask = memo(function OneMask({ rle, colour, ...look }: OneMaskProps) {
  const asset = useMaskAsset(rle, tint(colour));
  return asset && rle && asset.width === rle.size[1] && asset.height === rle.size[0] ? (
    <MaskShape asset={asset} colour={colour} {...look} />
  ) : null;
});

const IgnoreRegion = memo(function IgnoreRegion({ rle, scale }: { readonly rle: Rle; readonly scale: number }) {
  const asset = useMaskAsset(rle, tint(overlayColours.ignore));
  return asset && asset.width === rle.size[1] && asset.height === rle.size[0] ? (
    <HatchShape asset={asset} colour={overlayColours.ignore} scale={scale} />
  ) : null;
});

/** Masks over the picture: the person's (its fill below), what a click would give, the reference, and candidates on demand. */
export const MaskLayer = memo(function MaskLayer({ scale }: { scale: number }) {
  const mask = useSessionState((state) => state.sample?.state.mask ?? null);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const asset = useMaskAsset(mask, tint(overlayColours.mask));
  const own = asset && mask && asset.width === mask.size[1] && asset.height === mask.size[0] ? asset : null;
  const image = useView((view) => view.image);
  const preview = useSessionState((state) => state.preview?.rle ?? null);
  const reference = useSessionState((state) => state.sample?.detail.groundTruth ?? null);
  const ignore = useSessionState((state) => state.sample?.detail.ignore ?? null);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? nothing);
  const hidden = useView((view) => view.hidden);
  const isLaidOpen = useView((view) => view.isLaidOpen);
  const opacity = useView((view) => (view.contourOnly || view.isLaidOpen ? 0 : view.opacity));
  const showReference = useView((view) => view.reference);
  const hovered = useView((view) => view.hoveredCandidate);
  const hoveredRle = candidates.find((candidate) => candidate.id === hovered)?.rle ?? null;
  const masks = (
    <Layer listening={false} visible={!hidden}>
      {own && <MaskShape asset={own} colour={overlayColours.mask} line="solid" scale={scale} fillOpacity={0} />}
      {showReference && ignore && <IgnoreRegion rle={ignore} scale={scale} />}
      {showReference && (
        <OneMask rle={reference} colour={overlayColours.reference} line="dotted" scale={scale} fillOpacity={0} />
      )}
      <OneMask rle={hoveredRle} colour={overlayColours.hovered} line="dashed" scale={scale} fillOpacity={0} />
      {!isLaidOpen && (
        <OneMask
          rle={preview}
          colour={overlayColours.preview}
          line="dashed"
          scale={scale}
          fillOpacity={opacity * 0.5}
        />
      )}
    </Layer>
  );
  const current = mask?.counts ?? null;
  return (
    <>
      {image && (
        <FillLayer
          asset={own}
          current={current}
          sampleId={sampleId}
          image={image}
          scale={scale}
          fillOpacity={opacity}
        />
      )}
      {masks}
    </>
  );
});

/** Attention of the newest run, and the prompts. */
export const PromptLayer = memo(function PromptLayer({ scale }: { scale: number }) {
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const prompts = useSessionState((state) => state.sample?.draft ?? state.sample?.state.prompts ?? null);
  const { heatmap, isLaidOpen, draftBox, draftOutline, image, hidden } = useView();
  return (
    <Layer listening={false} visible={!hidden}>
      {heatmap && !isLaidOpen && run && image && <HeatmapShape attention={run.attention} image={image} />}
      {prompts?.box && <BoxShape box={prompts.box} />}
      {draftBox && <BoxShape box={draftBox} />}
      {draftOutline && <DraftOutlineShape draft={draftOutline} scale={scale} />}
      {prompts && prompts.points.length > 0 && <PointShapes points={prompts.points} scale={scale} />}
    </Layer>
  );
});
