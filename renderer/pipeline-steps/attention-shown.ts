import type { Attention } from "#core/samples";
import type { Run } from "./types.ts";

/** The attention map that is drawn. */
export interface ShownAttention {
  readonly attention: Attention;
  /** Null is the aggregate over the layers that the pack names. */
  readonly layer: number | null;
  readonly largest: number;
}

/** A layer that this run does not have gives way to the aggregate, so that the choice can stay from sample to sample. */
export function shownAttention(run: Run, layer: number | null): ShownAttention {
  const found = layer === null ? undefined : run.trace?.layers.find((one) => one.layer === layer);
  const values = found?.values ?? run.attention.values;
  return {
    attention: { ...run.attention, values },
    layer: found?.layer ?? null,
    largest: values.reduce((most, value) => Math.max(most, value), 0),
  };
}

export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a token's cell lies, in pixels of the picture; it may reach beyond it. */
export function cellOf(
  { rows, cols, frame }: Attention,
  token: number,
  image: { width: number; height: number },
): Cell {
  const { x, y, width, height } = frame ?? { x: 0, y: 0, ...image };
  const [cellWidth, cellHeight] = [width / cols, height / rows];
  const row = Math.floor(token / cols);
  return { x: x + (token % cols) * cellWidth, y: y + row * cellHeight, width: cellWidth, height: cellHeight };
}

/** The token whose cell a place of the picture lies in; null outside the grid. */
export function tokenAt(
  { rows, cols, frame }: Attention,
  place: { readonly x: number; readonly y: number },
  image: { readonly width: number; readonly height: number },
): number | null {
  const { x, y, width, height } = frame ?? { x: 0, y: 0, ...image };
  const col = Math.floor(((place.x - x) / width) * cols);
  const row = Math.floor(((place.y - y) / height) * rows);
  const isInside = place.x >= 0 && place.y >= 0 && place.x < image.width && place.y < image.height;
  return isInside && row >= 0 && row < rows && col >= 0 && col < cols ? row * cols + col : null;
}
