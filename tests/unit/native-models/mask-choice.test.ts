import { describe, expect, test } from "vitest";
import { chooseMaskFor, type DecodedMasks, singleMask } from "#native-models/sam";

/** Answers to one prompt whose mask 0 has the given numbers of logits above 0.05, around 0, and far below. */
function answer(iou: readonly number[], inner: number, between: number): DecodedMasks {
  const logits = new Float32Array(65_536).fill(-9);
  logits.fill(3, 0, inner);
  logits.fill(0.01, inner, inner + between);
  return { batch: 1, iou: () => Float32Array.from(iou), logits: () => logits };
}

const IOU = [0.1, 0.5, 0.8, 0.7];

describe("the single mask", () => {
  test("SAM1: mask 0 of prompt tokens, whatever it looks like; of points by their number", () => {
    expect(singleMask("sam1", answer(IOU, 0, 900), 0)).toBe(0);
    expect(chooseMaskFor("sam1", answer(IOU, 900, 0), 0, 2)).toBe(2);
    expect(chooseMaskFor("sam1", answer(IOU, 0, 900), 0, 3)).toBe(0);
  });

  test.each([
    ["stable as can be", 1000, 0, 0],
    ["exactly as stable as wanted", 980, 20, 0],
    ["a little less", 979, 21, 2],
    ["nothing sure of itself", 0, 10, 2],
    ["empty, which counts as stable", 0, 0, 0],
  ] as const)("SAM2: mask 0 if it is stable, else the best multi-mask: %s", (_, inner, between, expected) => {
    const decoded = answer(IOU, inner, between);
    expect(singleMask("sam2", decoded, 0)).toBe(expected);
    // The number of tokens plays no part.
    for (const tokens of [2, 3, 9]) expect(chooseMaskFor("sam2", decoded, 0, tokens)).toBe(expected);
  });

  test("SAM2: a 32-bit logit of 0.05 is not above it, one of -0.05 not above that", () => {
    const logits = new Float32Array(65_536).fill(-0.05);
    logits.fill(1, 0, 98);
    const decoded: DecodedMasks = { batch: 1, iou: () => Float32Array.from(IOU), logits: () => logits };
    logits.fill(0.05, 98, 100);
    expect(singleMask("sam2", decoded, 0)).toBe(0);
    logits.fill(0.05, 98, 101);
    expect(singleMask("sam2", decoded, 0)).toBe(2);
  });
});
