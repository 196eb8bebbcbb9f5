import { encodePng } from "#electron/datasets/mask-review";

/** Rows of signs as samples; digits stand for themselves unless `values` says something else. */
export function rows(text: string, values: Readonly<Record<string, number>> = { ".": 0 }) {
  const lines = text.split("\n");
  const samples = lines.flatMap((line) => [...line].map((sign) => values[sign] ?? Number(sign)));
  return { width: (lines[0] ?? "").length, height: lines.length, samples };
}

/** A PNG of one channel of 8 bits. */
export function greyPng(text: string, values: Readonly<Record<string, number>> = { ".": 0, "#": 255 }): Buffer {
  const { width, height, samples } = rows(text, values);
  const picture = { width, height, bitDepth: 8, colourType: 0, channels: 1, before: [], after: [] };
  return encodePng({ ...picture, samples: Uint8Array.from(samples) });
}

/** A PNG of a palette of 4 bits, with a text chunk where one is given. */
export function palettePng(text: string, palette: readonly number[], more: { readonly text?: string } = {}): Buffer {
  const { width, height, samples } = rows(text);
  const before = [{ type: "PLTE", data: Buffer.from(palette) }];
  if (more.text !== undefined) before.push({ type: "tEXt", data: Buffer.from(more.text) });
  const picture = { width, height, bitDepth: 4, colourType: 3, channels: 1, before, after: [] };
  return encodePng({ ...picture, samples: Uint8Array.from(samples) });
}
