import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { preprocessImage, resizeLikePillow, samGeometry } from "#native-models/sam";
import { picture } from "./picture.ts";
import vectors from "./vectors/resize.json" with { type: "json" };

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test.each(vectors.images)("$source is resized to $target bit for bit as Pillow does", (vector) => {
  const [width, height] = vector.source as [number, number];
  const geometry = samGeometry("sam1", width, height);
  expect([geometry.scaledWidth, geometry.scaledHeight]).toEqual(vector.target);
  const scaled = resizeLikePillow(picture(width, height), geometry.scaledWidth, geometry.scaledHeight);
  expect(Array.from(scaled.data.subarray(0, vector.firstRow.length))).toEqual(vector.firstRow);
  expect(sha256(scaled.data)).toBe(vector.sha256);
});

test.each(vectors.images)("the encoder's input for $source is the reference's, bit for bit", (vector) => {
  const [width, height] = vector.source as [number, number];
  const pixels = preprocessImage("sam1", picture(width, height));
  expect(pixels.length).toBe(3 * 1024 * 1024);
  expect(sha256(new Uint8Array(pixels.buffer))).toBe(vector.preprocessedSha256);
});
