import type Konva from "konva";
import { type ComponentType, memo } from "react";
import { Group, Image as KonvaImage, Layer } from "react-konva";
import type { Rle } from "#core/masks";
import type { Candidate } from "#core/samples";
import { type Picture, type ShownMask, useMaskAsset } from "#renderer/raster";
import { layerOf, useSessionState } from "#renderer/session";
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

interface PictureLayerProps {
  readonly picture: Picture | null;
  readonly scale: number;
}

/** The picture itself, at the level of detail that the zoom needs. */
export const PictureLayer = memo(function PictureLayer({ picture, scale }: PictureLayerProps) {
  return (
    <Layer listening={false} imageSmoothingEnabled={scale < 3}>
      {picture && (
        <KonvaImage
          image={levelAt(picture, scale)}
          width={picture.width}
          height={picture.height}
          perfectDrawEnabled={false}
        />
      )}
    </Layer>
  );
});

function levelAt({ width, levels }: Picture, scale: number): ImageBitmap | undefined {
  const needed = width * scale * (globalThis.devicePixelRatio ?? 1);
  return [...levels].reverse().find((one) => one.width >= needed) ?? levels[0];
}

interface OneMaskProps {
  readonly rle: Rle | null;
  readonly colour: Rgb;
  readonly line: LineStyle;
  readonly scale: number;
  readonly fillOpacity: number;
  readonly specks?: number;
}

/** A mask from its RLE; while the next one is being made ready, the one before stays. */
export const OneMask = memo(function OneMask({ rle, colour, ...look }: OneMaskProps) {
  const asset = useSampleMask(rle, colour);
  return asset && <MaskShape asset={asset} colour={colour} {...look} />;
});

/** A mask of the open sample, ready to draw. */
export function useSampleMask(rle: Rle | null, colour: Rgb): ShownMask | null {
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const asset = useMaskAsset(rle, tint(colour), sampleId);
  return asset && rle && asset.width === rle.size[1] && asset.height === rle.size[0] ? asset : null;
}

/** The ignore layer: where it is asked for with the reference, where it is painted, and where a person has changed it. */
function useShownIgnore(): { readonly rle: Rle | null; readonly asset: ShownMask | null } {
  const layer = useSessionState((state) => state.layer);
  const ignore = useSessionState(({ sample }) => (sample ? layerOf(sample, "ignore") : null));
  const isOwn = useSessionState((state) => state.sample?.state.ignore !== undefined);
  const showReference = useView((view) => view.reference);
  const rle = showReference || isOwn || layer === "ignore" ? ignore : null;
  return { rle, asset: useSampleMask(rle, overlayColours.ignore) };
}

/** Masks over the picture: the person's (its fill below), what a click would give, the reference, and candidates on demand. */
export const MaskLayer = memo(function MaskLayer({ scale }: { scale: number }) {
  const mask = useSessionState((state) => state.sample?.state.mask ?? null);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? null);
  const layer = useSessionState((state) => state.layer);
  const own = useSampleMask(mask, overlayColours.mask);
  const ignore = useShownIgnore();
  const image = useView((view) => view.image);
  const opacity = useView((view) => (view.contourOnly || view.isLaidOpen ? 0 : view.opacity));
  const paint = { sampleId, image, scale };
  return (
    <>
      {image && (
        <FillLayer
          {...{ ...paint, image }}
          asset={own}
          current={mask?.counts ?? null}
          fillOpacity={opacity}
          colour={overlayColours.mask}
          name="mask-fill"
          isPainted={layer === "mask"}
        />
      )}
      {image && layer === "ignore" && (
        <FillLayer
          {...{ ...paint, image }}
          asset={ignore.asset}
          current={ignore.rle?.counts ?? null}
          fillOpacity={0}
          colour={overlayColours.ignore}
          name="ignore-fill"
          isPainted
        />
      )}
      <Contours own={own} ignore={ignore.asset} opacity={opacity} scale={scale} />
    </>
  );
});

interface ContoursProps {
  readonly own: ShownMask | null;
  readonly ignore: ShownMask | null;
  readonly opacity: number;
  readonly scale: number;
}

function Contours({ own, ignore, opacity, scale }: ContoursProps) {
  const preview = useSessionState((state) => state.preview?.rle ?? null);
  const layer = useSessionState((state) => state.layer);
  const reference = useSessionState((state) => state.sample?.detail.groundTruth ?? null);
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? nothing);
  const hidden = useView((view) => view.hidden);
  const isLaidOpen = useView((view) => view.isLaidOpen);
  const showReference = useView((view) => view.reference);
  const hovered = useView((view) => view.hoveredCandidate);
  const hoveredRle = candidates.find((candidate) => candidate.id === hovered)?.rle ?? null;
  return (
    <Layer listening={false} visible={!hidden}>
      {own && <MaskShape asset={own} colour={overlayColours.mask} line="solid" scale={scale} fillOpacity={0} />}
      {ignore && <HatchShape asset={ignore} colour={overlayColours.ignore} scale={scale} />}
      {showReference && (
        <OneMask rle={reference} colour={overlayColours.reference} line="dotted" scale={scale} fillOpacity={0} />
      )}
      <OneMask rle={hoveredRle} colour={overlayColours.hovered} line="dashed" scale={scale} fillOpacity={0} />
      {!isLaidOpen && (
        <OneMask
          rle={preview}
          colour={layer === "ignore" ? overlayColours.ignore : overlayColours.preview}
          line="dashed"
          scale={scale}
          fillOpacity={opacity * 0.5}
        />
      )}
    </Layer>
  );
}

interface PromptLayerProps {
  readonly scale: number;
  /** What others draw below the prompts on the same canvas: little, and nothing that a stroke changes. */
  readonly marks?: ComponentType<{ readonly scale: number }> | undefined;
}

/** Tests look at what this canvas holds. */
const asMarks = (layer: Konva.Layer | null): void =>
  layer?.getNativeCanvasElement().setAttribute("data-layer", "marks");

/** Marks of others, and above them the attention of the newest run and the prompts. */
export const PromptLayer = memo(function PromptLayer({ scale, marks: Marks }: PromptLayerProps) {
  const run = useSessionState((state) => state.sample?.detail.run ?? null);
  const prompts = useSessionState((state) => state.sample?.draft ?? state.sample?.state.prompts ?? null);
  const { heatmap, isLaidOpen, draftBox, draftOutline, image, hidden } = useView();
  return (
    <Layer ref={asMarks} listening={false}>
      {Marks && <Marks scale={scale} />}
      <Group visible={!hidden}>
        {heatmap && !isLaidOpen && run && image && <HeatmapShape attention={run.attention} image={image} />}
        {prompts?.box && <BoxShape box={prompts.box} />}
        {draftBox && <BoxShape box={draftBox} />}
        {draftOutline && <DraftOutlineShape draft={draftOutline} scale={scale} />}
        {prompts && prompts.points.length > 0 && <PointShapes points={prompts.points} scale={scale} />}
      </Group>
    </Layer>
  );
});
