import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import * as ort from "onnxruntime-node";
import sharp from "sharp";
import { createEngine } from "#native-models/engine";
import { findMinisam, installMobileSam } from "#native-models/packs";
import { boundedThreads, createRuntime, decodeImage, readImageBytes } from "#native-models/runtime";
import {
  createMaskSampler,
  embedPoints,
  loadSam,
  preprocessImage,
  promptPoints,
  samGeometry,
  scanMask,
} from "#native-models/sam";

export interface ModelFigure {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly unit: "ms";
  readonly note?: string;
}

const CLICKS = 40;
const SIDE = 1024;

/** Nearest-rank percentiles of a series. */
function figure(name: string, series: readonly number[], note?: string): ModelFigure {
  const sorted = [...series].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  const round = (value: number) => Math.round(value * 10) / 10;
  return { name, p50: round(at(0.5)), p95: round(at(0.95)), unit: "ms", ...(note === undefined ? {} : { note }) };
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A photograph at 1024 x 1024: the demo's astronaut where it is there, else noise with shapes. */
async function benchImage(dir: string): Promise<{ file: string; source: string }> {
  const file = path.join(dir, "bench.png");
  const photo = path.join(process.cwd(), "assets", "demo", "images", "astronaut.png");
  if (existsSync(photo)) {
    await sharp(photo).resize(SIDE, SIDE, { fit: "fill" }).png().toFile(file);
    return { file, source: "assets/demo/images/astronaut.png" };
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="100%" height="100%" fill="#9bc"/><circle cx="400" cy="500" r="220" fill="#c33"/><rect x="660" y="300" width="250" height="420" fill="#2a6"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
  return { file, source: "drawn shapes" };
}

/** Places to click at, spread over the image; the same in every run. */
const CLICK_PLACES = Array.from({ length: CLICKS }, (_, i) => ({
  x: ((i * 397) % 900) + 60,
  y: ((i * 211) % 900) + 60,
  label: 1 as const,
}));

/** Measures the engine as the worker uses it: encode, clicks and the 64-point run. */
async function benchEngine(dir: string, file: string): Promise<ModelFigure[]> {
  const settings = { cacheDir: path.join(dir, "cache"), provider: "cpu", threads: 0, embeddingCacheBytes: 256e6 };
  const image = { path: file, hash: null };
  const click = (index: number) => ({
    image,
    points: [CLICK_PLACES[index % CLICKS] as (typeof CLICK_PLACES)[number]],
    box: null,
  });
  const encode: number[] = [];
  const firstUncached: number[] = [];
  const firstCached: number[] = [];
  const nextClick: number[] = [];
  const amg: number[] = [];

  for (let round = 0; round < 3; round++) {
    // A new engine each time: what is measured is a first click, not a warm memory. Models are loaded beforehand.
    await rm(path.join(settings.cacheDir, "embeddings"), { recursive: true, force: true });
    const cold = await createEngine(settings);
    await cold.describe();
    firstUncached.push(await timed(() => cold.segment(click(0))));
    if (round === 0) for (let i = 0; i < CLICKS; i++) nextClick.push(await timed(() => cold.segment(click(i))));
    const question = { question: "bench", attention: "grid", points: [], seed: 0 } as const;
    if (round < 2) amg.push(await timed(() => cold.run(image, { ...question, points: [] })));
    await cold.dispose();

    const warm = await createEngine(settings);
    await warm.describe();
    firstCached.push(await timed(() => warm.segment(click(0))));
    await rm(path.join(settings.cacheDir, "embeddings"), { recursive: true, force: true });
    await warm.dispose();

    const encoder = await createEngine({ ...settings, embeddingCacheBytes: 0 });
    await encoder.describe();
    encode.push(await timed(() => encoder.encode(image)));
    await encoder.dispose();
  }
  return [
    figure("encode", encode, "decode the file, resize, run the encoder; first run of its session"),
    figure("first click, embedding not cached", firstUncached, "models loaded"),
    figure("first click, embedding cached on disk", firstCached, "models loaded"),
    figure("next click", nextClick, `${CLICKS} clicks, from prompt to RLE; aim: 60 ms at p50`),
    figure("64-point AMG", amg, "a grid run on a prepared image, seeds to ranked candidates"),
  ];
}

/** The untouched graph and the derived one in turns, on the same image, prompts and threads. */
async function benchDecoders(dir: string, file: string): Promise<ModelFigure[]> {
  const threads = boundedThreads(0);
  const source = findMinisam();
  const options = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  } as const;
  const untouched = await ort.InferenceSession.create(path.join(source, "dist", "sam.onnx"), options);
  const { pack } = await installMobileSam(path.join(dir, "cache"), { source });
  const sam = await loadSam(pack, await createRuntime({ provider: "cpu", threads: 0 }));
  const { bytes } = await readImageBytes(file);
  const embedding = await sam.encode(await decodeImage(bytes, file));
  const geometry = samGeometry(embedding.width, embedding.height);
  const sampler = createMaskSampler(geometry);

  const feeds = {
    image_embeddings: new ort.Tensor("float32", embedding.values, [1, 256, 64, 64]),
    mask_input: new ort.Tensor("float32", new Float32Array(65_536), [1, 1, 256, 256]),
    has_mask_input: new ort.Tensor("float32", new Float32Array(1), [1]),
    orig_im_size: new ort.Tensor("float32", Float32Array.of(embedding.height, embedding.width), [2]),
  };
  const full: number[] = [];
  const derived: number[] = [];
  const derivedToRle: number[] = [];
  for (const place of [...CLICK_PLACES.slice(0, 3), ...CLICK_PLACES]) {
    const tokens = promptPoints([place], null, geometry);
    const coords = Float32Array.from(tokens.flatMap(({ x, y }) => [x, y]));
    const labels = Float32Array.from(tokens.map(({ label }) => label));
    full.push(
      await timed(() =>
        untouched.run({
          ...feeds,
          point_coords: new ort.Tensor("float32", coords, [1, tokens.length, 2]),
          point_labels: new ort.Tensor("float32", labels, [1, tokens.length]),
        }),
      ),
    );
    derived.push(await timed(() => sam.decode(embedding, embedPoints(tokens, sam.constants), 1)));
    derivedToRle.push(
      await timed(async () => {
        const decoded = await sam.decode(embedding, embedPoints(tokens, sam.constants), 1);
        scanMask(decoded.logits(0, 1), sampler, 1);
      }),
    );
  }
  await untouched.release();
  await sam.release();
  // The first three warm both up.
  const [untouchedFigure, derivedFigure, rleFigure] = [
    figure("decoder, untouched graph", full.slice(3), `one mask upsampled to ${SIDE} x ${SIDE}, ${threads} threads`),
    figure("decoder, derived graph", derived.slice(3), "four low-resolution masks"),
    figure("decoder, derived graph and mask scan", derivedToRle.slice(3), "to one RLE at the original size"),
  ];
  const ratio = (untouchedFigure.p50 / derivedFigure.p50).toFixed(2);
  const withScan = (untouchedFigure.p50 / rleFigure.p50).toFixed(2);
  return [
    untouchedFigure,
    { ...derivedFigure, note: `${derivedFigure.note}; ${ratio} times as fast as untouched at p50` },
    { ...rleFigure, note: `${rleFigure.note}; ${withScan} times as fast as untouched at p50` },
  ];
}

/** A 12-megapixel image through our resize, the part of encoding that is TypeScript. */
async function benchPreprocess(): Promise<ModelFigure> {
  const width = 4000;
  const height = 3000;
  const data = new Uint8Array(width * height * 3).map((_, i) => (i * 2_654_435_761) >>> 24);
  const series: number[] = [];
  for (let i = 0; i < 4; i++) series.push(await timed(() => preprocessImage({ width, height, data })));
  return figure("preprocess 12 megapixels", series.slice(1), "resize as Pillow, normalise, pad");
}

/** Every figure of the models, measured side by side in one run. Takes about half a minute on two cores. */
export async function benchModels(): Promise<readonly ModelFigure[]> {
  const dir = await mkdtemp(path.join(tmpdir(), "rea2seg-bench-"));
  try {
    const { file, source } = await benchImage(dir);
    const where = `${source}, ${availableParallelism()} cores`;
    const decoders = await benchDecoders(dir, file);
    const engine = await benchEngine(dir, file);
    const figures = [...engine, ...decoders, await benchPreprocess()];
    return figures.map((entry, index) => (index === 0 ? { ...entry, note: `${entry.note}; image: ${where}` } : entry));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
