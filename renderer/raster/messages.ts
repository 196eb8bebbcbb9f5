import type { ErrorReport } from "#core/errors";
import type { BBox, Rle } from "#core/masks";
import type { Effect, FloodOptions, MaskOp, Place } from "#renderer/editing";
import type { Region } from "./coverage.ts";

type Rgb = readonly [red: number, green: number, blue: number];

/** What the raster worker can be asked; every request gets one answer with its id. */
export interface RasterRequests {
  /** Fetches and decodes a picture; the worker keeps it for thumbnails. */
  picture: { input: { readonly url: string }; output: Picture };
  /** Fetches and decodes a picture that will soon be asked for. */
  ahead: { input: { readonly url: string }; output: null };
  mask: { input: { readonly rle: Rle; readonly colour: Rgb }; output: MaskAsset };
  /** The picture around a mask's box, what is not mask dimmed. */
  thumbnail: {
    input: {
      readonly url: string;
      readonly rle: Rle;
      readonly bbox: BBox;
      /** The part of the picture to show in the place of the mask's surroundings, in whole pixels. */
      readonly region?: Region | undefined;
      readonly width: number;
      readonly height: number;
    };
    output: ImageBitmap;
  };
  /** An operation on a whole mask. */
  edit: { input: { readonly mask: Rle; readonly op: MaskOp }; output: Rle };
  /** What is coloured like the pixel at a place of the picture. */
  flood: { input: { readonly url: string; readonly place: Place; readonly options: FloodOptions }; output: Rle };
  effect: {
    input: { readonly mask: Rle; readonly reference: Rle; readonly ignore: Rle | null };
    output: Effect;
  };
}
export type RasterKind = keyof RasterRequests;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Largest first: the picture itself and, where it is big, smaller copies for zooming out. */
  readonly levels: readonly ImageBitmap[];
}

export interface MaskAsset {
  /** Tinted, opaque where the mask is; `factor` image pixels a bitmap pixel. */
  readonly fill: ImageBitmap;
  readonly factor: number;
  readonly width: number;
  readonly height: number;
  readonly points: Float32Array;
  readonly starts: Uint32Array;
}

export type RasterRequest = {
  [K in RasterKind]: { readonly id: number; readonly kind: K; readonly input: RasterRequests[K]["input"] };
}[RasterKind];

export type RasterAnswer =
  | { readonly id: number; readonly ok: true; readonly output: RasterRequests[RasterKind]["output"] }
  | { readonly id: number; readonly ok: false; readonly report: ErrorReport };
