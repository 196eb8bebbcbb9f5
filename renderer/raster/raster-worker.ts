import "#renderer/no-eval";
import { assertNever, toErrorReport } from "#core/errors";
import { encodeRle } from "#core/masks";
import { effectOf, floodFill, rleWithOp } from "#renderer/editing";
import { contourOf } from "./contour.ts";
import { coverageOf, displayFactor } from "./coverage.ts";
import type { MaskAsset, RasterAnswer, RasterRequest, RasterRequests } from "./messages.ts";
import { decodeAhead, decodedPicture, loadPicture, pixelsOf } from "./pictures.ts";
import { regionAround } from "./thumbnail-region.ts";

/** A bitmap of 2 Mpx redraws in a few ms; the contour beside it stays exact at any zoom. */
const MASK_PIXELS = 2_000_000;
const DIMMED = 150;
const scope = self as unknown as { postMessage(answer: RasterAnswer, transfer: Transferable[]): void };

self.addEventListener("message", (event: MessageEvent<RasterRequest>) => void answer(event.data));

async function answer(request: RasterRequest): Promise<void> {
  try {
    const [output, transfer] = await work(request);
    scope.postMessage({ id: request.id, ok: true, output }, transfer);
  } catch (thrown) {
    scope.postMessage({ id: request.id, ok: false, report: toErrorReport(thrown) }, []);
  }
}

type Output = RasterRequests[keyof RasterRequests]["output"];

async function work(request: RasterRequest): Promise<[Output, Transferable[]]> {
  switch (request.kind) {
    case "picture": {
      const picture = await loadPicture(request.input.url);
      return [picture, [...picture.levels]];
    }
    case "ahead":
      await decodeAhead(request.input.url);
      return [null, []];
    case "mask": {
      const asset = await maskAsset(request.input);
      return [asset, [asset.fill, asset.points.buffer, asset.starts.buffer]];
    }
    case "thumbnail": {
      const bitmap = await thumbnail(request.input);
      return [bitmap, [bitmap]];
    }
    case "edit":
      return [rleWithOp(request.input.mask, request.input.op), []];
    case "flood": {
      const { url, place, options } = request.input;
      return [encodeRle(floodFill(await pixelsOf(url), place, options)), []];
    }
    case "effect": {
      const { mask, reference, ignore } = request.input;
      return [effectOf(mask, reference, ignore), []];
    }
    default:
      return assertNever(request);
  }
}

async function maskAsset({ rle, colour }: RasterRequests["mask"]["input"]): Promise<MaskAsset> {
  const [height, width] = rle.size;
  const factor = displayFactor(width, height, MASK_PIXELS);
  const coverage = coverageOf(rle, factor);
  const fill = await createImageBitmap(tinted(coverage.alpha, coverage.width, coverage.height, colour));
  const { points, starts } = contourOf(rle);
  return { fill, factor, width, height, points, starts };
}

function tinted(alpha: Uint8Array, width: number, height: number, colour: readonly number[]): ImageData {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const [red = 0, green = 0, blue = 0] = colour;
  const rgb = (blue << 16) | (green << 8) | red;
  for (let i = 0; i < alpha.length; i++) if (alpha[i] !== 0) pixels[i] = (((alpha[i] as number) << 24) | rgb) >>> 0;
  return image;
}

async function thumbnail(input: RasterRequests["thumbnail"]["input"]): Promise<ImageBitmap> {
  const { url, rle, bbox, width, height } = input;
  const picture = await decodedPicture(url);
  const region = input.region ?? regionAround(bbox, width / height, picture);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("No 2D canvas in this worker.");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, region.x, region.y, region.width, region.height, 0, 0, width, height);
  const factor = Math.max(1, Math.floor(region.width / width));
  const coverage = coverageOf(rle, factor, region);
  const outside = coverage.alpha.map((share) => Math.round((DIMMED * (255 - share)) / 255));
  const veil = await createImageBitmap(tinted(outside, coverage.width, coverage.height, [8, 10, 13]));
  context.drawImage(veil, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}
