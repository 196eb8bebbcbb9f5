import * as ort from "onnxruntime-node";
import { type PixelsPart, type StageInputs, stagesOf } from "#native-models/packs";
import type { RgbImage } from "#native-models/runtime";
import type { ImageEmbedding } from "#native-models/sam";
import { brokenGraph, idsTensor } from "./graph-run.ts";
import { makePixels } from "./pixels.ts";

/** The part of a manifest that says what a graph looks at. */
export interface MllmPart {
  readonly inputs: StageInputs & { readonly inputIds: string };
  readonly pixels?: PixelsPart | undefined;
}

/** An image as graphs may want it. */
export interface MllmImage {
  readonly embedding: ImageEmbedding;
  /** Decoded when a graph asks for pixels, and only then. */
  readonly image: () => Promise<RgbImage>;
}

const EMBEDDING_DIMS = [1, 256, 64, 64];

/** What a graph sees of the image, by the roles that its manifest names. */
export async function imageFeeds(
  { imageEmbeddings, pixels }: StageInputs,
  part: Pick<MllmPart, "pixels">,
  image: MllmImage,
): Promise<ort.InferenceSession.FeedsType> {
  const feeds: Record<string, ort.Tensor> = {};
  if (imageEmbeddings !== undefined) {
    feeds[imageEmbeddings] = new ort.Tensor("float32", image.embedding.values, EMBEDDING_DIMS);
  }
  if (pixels !== undefined && part.pixels !== undefined) {
    const { width, height } = part.pixels;
    feeds[pixels] = new ort.Tensor("float32", makePixels(await image.image(), part.pixels), [1, 3, height, width]);
  }
  return feeds;
}

/** The token ids, by their role. */
export function idsFeed(part: MllmPart, ids: readonly number[]): ort.InferenceSession.FeedsType {
  return { [part.inputs.inputIds]: idsTensor(ids) };
}

/** Throws `model-broken` for a graph that wants pixels of which its manifest does not say how they are made. */
export function checkPixels(part: MllmPart & Parameters<typeof stagesOf>[0], where: string, file: string): void {
  if (part.pixels !== undefined) return;
  const wanting = [{ name: null, inputs: part.inputs }, ...stagesOf(part)].find(({ inputs }) => inputs.pixels);
  if (wanting === undefined) return;
  const place = wanting.name === null ? where : `${where}.${wanting.name}`;
  throw brokenGraph(`The manifest names ${place}.inputs.pixels and leaves out ${where}.pixels.`, file);
}
