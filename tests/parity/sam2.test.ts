import { expect, test } from "vitest";
import { createMaskSampler, preprocessImage, samGeometry, scanMask } from "#native-models/sam";
import { picture } from "./picture.ts";
import vectors from "./vectors/sam2.json" with { type: "json" };

/** SAM2's geometry against torch; scripts/make_sam2_vectors.py. */
test.each(vectors.images)("the encoder's input for $source is torch's", ({ source, at, values }) => {
  const [width, height] = source as [number, number];
  const pixels = preprocessImage("sam2", picture(width, height));
  expect(pixels.length).toBe(3 * 1024 * 1024);
  const differences = at.map((index, i) => Math.abs((pixels[index] as number) - (values[i] as number)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5);
});

test.each(vectors.masks)("a mask at $size has torch's pixels", ({ size, area, above, aboveNegative }) => {
  const [width, height] = size as [number, number];
  const logits = Float32Array.from({ length: 65_536 }, (_, i) => ((i * 7919 + (i >> 8) * 104_729) % 257) - 128);
  const mask = scanMask(logits, createMaskSampler(samGeometry("sam2", width, height)), 1);
  // These logits jump from cell to cell: 32-bit rounding turns a pixel at a threshold now and then.
  const slack = Math.ceil(width * height * 1e-4);
  expect(Math.abs(mask.area - area)).toBeLessThanOrEqual(slack);
  expect(Math.abs((mask.stability ?? 0) - above / Math.max(1, aboveNegative))).toBeLessThanOrEqual(1e-3);
});
