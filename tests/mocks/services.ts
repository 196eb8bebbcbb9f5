import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { encodeRle, rleArea, rleBBox } from "#core/masks";
import type { SegmentResult } from "#core/samples";
import { createServices, type HostKind, type Services } from "#electron/api";
import type { DiscoverResult } from "#native-models/engine";
import { FakePipeline } from "./pipeline.ts";

export interface TestServices {
  readonly services: Services;
  readonly pipeline: FakePipeline;
  /** Everything of this test lies below; images/ holds a.png and b.png. */
  readonly root: string;
  readonly image: (name: string) => string;
  dispose(): Promise<void>;
}

export const IMAGE_WIDTH = 32;
export const IMAGE_HEIGHT = 24;

/** The real store and the real API in a folder of their own, over a pipeline without models. */
export async function testServices(host: HostKind = "web"): Promise<TestServices> {
  const root = mkdtempSync(join(tmpdir(), "rea2seg-api-"));
  const image = (name: string) => join(root, "images", name);
  mkdirSync(join(root, "images"));
  await plainPicture("#c03030").toFile(image("a.png"));
  await plainPicture("#3030c0").toFile(image("b.png"));
  await writeDemo(join(root, "assets", "demo"), image("a.png"));
  const pipeline = new FakePipeline();
  const services = createServices({
    host,
    version: "0.0.0-test",
    workerFile: join(root, "no-worker.cjs"),
    assetsDir: join(root, "assets"),
    dirs: {
      configDir: join(root, "config"),
      cacheDir: join(root, "cache"),
      dataDir: join(root, "data"),
      projectsDir: join(root, "projects"),
    },
    pipeline,
  });
  const dispose = async () => {
    await services.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { services, pipeline, root, image, dispose };
}

export function plainPicture(background: string, width = IMAGE_WIDTH, height = IMAGE_HEIGHT): Sharp {
  return sharp({ create: { width, height, channels: 3, background } }).png();
}

/** A demo of two samples on one image, in our dataset format. */
async function writeDemo(dir: string, picture: string): Promise<void> {
  mkdirSync(join(dir, "images"), { recursive: true });
  cpSync(picture, join(dir, "images", "one.png"));
  const mask = squareMask(4);
  const sample = (id: string, question: string) => ({ id, image: "images/one.png", question, category: "test", mask });
  const lines = [sample("one-1", "What is red?"), sample("one-2", "What would a bull look at?")];
  writeFileSync(
    join(dir, "dataset.json"),
    JSON.stringify({ name: "demo", version: 1, licence: "CC0-1.0", samples: 2 }),
  );
  writeFileSync(join(dir, "samples.jsonl"), `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
}

/** A square in the upper left corner of a test image. */
export function squareMask(side: number) {
  const data = new Uint8Array(IMAGE_WIDTH * IMAGE_HEIGHT);
  for (let y = 0; y < side; y++) data.fill(1, y * IMAGE_WIDTH, y * IMAGE_WIDTH + side);
  return encodeRle({ width: IMAGE_WIDTH, height: IMAGE_HEIGHT, data });
}

export function segmentResult(side = 5): SegmentResult {
  const rle = squareMask(side);
  return {
    rle,
    area: rleArea(rle),
    bbox: rleBBox(rle),
    predictedIou: 0.93,
    stability: 0.97,
    maskIndex: 1,
    pack: "fake 1.0.0",
    provider: "none",
    embedding: "memory",
    timings: { encode: 0, decode: 1, total: 1 },
  };
}

/** What a fake pipeline finds: two AMG masks of one seed. */
export function discoverResult(change: Partial<DiscoverResult> = {}): DiscoverResult {
  const candidates = [6, 3].map((side, i) => {
    const { rle, area, bbox, predictedIou, stability } = segmentResult(side);
    const origin = { step: "amg" as const, mask: i + 1, seed: 0 };
    const facts = { rle, area, bbox, predictedIou, stability, score: null, rank: i + 1, origin };
    return { id: `c${i}`, source: "amg" as const, ...facts };
  });
  return {
    image: { path: "a.png", width: IMAGE_WIDTH, height: IMAGE_HEIGHT },
    pack: "fake@1.0.0",
    attentionSource: "grid",
    candidates,
    seeds: [{ x: 1, y: 1, token: 0, attention: 1 }],
    attention: { rows: 1, cols: 1, values: [1] },
    funnel: { seeds: 1, proposed: 3, afterPredictedIou: 2, afterStability: 2, afterNms: 2, kept: 2 },
    trace: emptyTrace(),
    timings: { encode: 1, segment: 1, discover: 1, steps: {} },
    provider: "none",
    embedding: "computed",
    settings: { nmsIou: 0.7 },
    versions: { onnxruntime: "0", sam: "fake@1.0.0" },
    ...change,
  };
}

function emptyTrace(): DiscoverResult["trace"] {
  const { rle, area, bbox, predictedIou, stability } = segmentResult(6);
  const token = { token: 0, region: { x0: 0, y0: 0, x1: IMAGE_WIDTH, y1: IMAGE_HEIGHT }, attention: 1 };
  const mask = { maskIndex: 1, rle, area, bbox, predictedIou, stability };
  return {
    tokens: [{ ...token, meanLogit: null, kept: true }],
    initial: { prompt: "most-attended-point", point: { x: 16, y: 12 }, ...mask },
    logits: { rows: 1, cols: 1, min: 0, max: 0, data: "AA==" },
    graph: null,
    background: null,
    casualties: [],
    dropped: [],
    without: [],
    layers: [],
    notes: [],
  };
}
