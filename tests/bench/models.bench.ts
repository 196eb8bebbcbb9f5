import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import * as ort from "onnxruntime-node";
import sharp from "sharp";
import { createEngine, type DiscoverRequest } from "#native-models/engine";
import { findMinisam, installMobileSam, type SamPart } from "#native-models/packs";
import { boundedThreads, createRuntime, decodeImage, readImageBytes } from "#native-models/runtime";
import {
  createMaskSampler,
  embedPoints,
  loadSam,
  type MaskSampler,
  type PromptPoint,
  preprocessImage,
  promptPoints,
  type Sam,
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

const GRID: DiscoverRequest = {
  pack: null,
  question: "bench",
  attention: { source: "grid" },
  without: [],
  seed: 0,
  overrides: {},
};

/** Measures the engine as the worker uses it: encode, clicks and the 64-point run. */
async function benchEngine(dir: string, file: string): Promise<ModelFigure[]> {
  const settings = {
    cacheDir: path.join(dir, "cache"),
    packDirs: [],
    provider: "cpu",
    threads: 0,
    embeddingCacheBytes: 256e6,
  };
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
    if (round < 2) amg.push(await timed(() => cold.discover(image, GRID)));
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
    figure("64-point AMG", amg, "a grid on a prepared image, seeds to candidates, the semantic ones among them"),
  ];
}

/** A session's threads spin for some milliseconds after a run and would slow down whichever session comes next. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 25));

/** A photograph straight from a camera: the untouched graph upsamples to this, ours scans to it. */
const LARGE = { width: 4000, height: 3000 };

/** The untouched graph and the derived ones in turns, on the same embedding, prompts and threads. */
async function benchDecoders(dir: string, file: string): Promise<ModelFigure[]> {
  const threads = boundedThreads(0);
  const source = findMinisam();
  const untouched = await ort.InferenceSession.create(path.join(source, "dist", "sam.onnx"), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { pack } = await installMobileSam(path.join(dir, "cache"), { source });
  const runtime = await createRuntime({ provider: "cpu", threads: 0 });
  const split = await loadSam(pack, runtime);
  const part = pack.manifest.sam as SamPart;
  const whole = await loadSam({ ...pack, manifest: { ...pack.manifest, sam: { ...part, split: undefined } } }, runtime);
  const { bytes } = await readImageBytes(file);
  const embedding = await split.encode(await decodeImage(bytes, file));

  const runUntouched = (tokens: readonly PromptPoint[], size: { width: number; height: number }) =>
    untouched.run({
      image_embeddings: new ort.Tensor("float32", embedding.values, [1, 256, 64, 64]),
      mask_input: new ort.Tensor("float32", new Float32Array(65_536), [1, 1, 256, 256]),
      has_mask_input: new ort.Tensor("float32", new Float32Array(1), [1]),
      orig_im_size: new ort.Tensor("float32", Float32Array.of(size.height, size.width), [2]),
      point_coords: new ort.Tensor("float32", Float32Array.from(tokens.flatMap(({ x, y }) => [x, y])), [
        1,
        tokens.length,
        2,
      ]),
      point_labels: new ort.Tensor("float32", Float32Array.from(tokens.map(({ label }) => label)), [1, tokens.length]),
    });
  const decode = (sam: Sam, tokens: readonly PromptPoint[]) =>
    sam.decode(embedding, embedPoints(tokens, sam.constants), 1);
  const decodeAndScan = async (tokens: readonly PromptPoint[], sampler: MaskSampler) =>
    scanMask((await decode(split, tokens)).logits(0, 1), sampler, 1);

  const square = samGeometry("sam1", SIDE, SIDE);
  const squareSampler = createMaskSampler(square);
  const largeSampler = createMaskSampler(samGeometry("sam1", LARGE.width, LARGE.height));
  const series = {
    untouched: [] as number[],
    whole: [] as number[],
    split: [] as number[],
    scanned: [] as number[],
    untouchedLarge: [] as number[],
    scannedLarge: [] as number[],
  };
  for (const [round, place] of CLICK_PLACES.entries()) {
    const tokens = promptPoints([place], null, square);
    const turns: [keyof typeof series, () => Promise<unknown>][] = [
      ["untouched", () => runUntouched(tokens, { width: SIDE, height: SIDE })],
      ["whole", () => decode(whole, tokens)],
      ["split", () => decode(split, tokens)],
      ["scanned", () => decodeAndScan(tokens, squareSampler)],
      ["untouchedLarge", () => runUntouched(tokens, LARGE)],
      ["scannedLarge", () => decodeAndScan(tokens, largeSampler)],
    ];
    for (const [name, work] of [...turns.slice(round % turns.length), ...turns.slice(0, round % turns.length)]) {
      await settle();
      // Once untimed: in a row of clicks a decoder finds its own weights in the processor's cache, not another's.
      await work();
      series[name].push(await timed(work));
    }
  }
  await untouched.release();
  await split.release();
  await whole.release();

  const measured = (name: string, values: readonly number[]) => figure(name, values);
  const against = (base: ModelFigure, entry: ModelFigure, note: string): ModelFigure => {
    return { ...entry, note: `${note}; ${(base.p50 / entry.p50).toFixed(2)} times as fast as untouched at p50` };
  };
  const base = measured("decoder, untouched, to 1024 x 1024", series.untouched);
  const baseLarge = measured("decoder, untouched, to 4000 x 3000", series.untouchedLarge);
  return [
    {
      ...base,
      note: `one mask, upsampled by the graph; ${threads} threads; all decoders in turns, the order rotating`,
    },
    against(
      base,
      measured("decoder, derived", series.split),
      "four low-resolution masks; the part that follows the prompt, as the engine runs it",
    ),
    against(
      base,
      measured("decoder, derived, unsplit", series.whole),
      "four low-resolution masks; everything for each prompt",
    ),
    against(base, measured("decoder, derived, to 1024 x 1024", series.scanned), "upsampled and encoded to one RLE"),
    { ...baseLarge, note: "one mask, upsampled by the graph" },
    against(
      baseLarge,
      measured("decoder, derived, to 4000 x 3000", series.scannedLarge),
      "upsampled and encoded to one RLE",
    ),
  ];
}

/** A 12-megapixel image through our resize, the part of encoding that is TypeScript. */
async function benchPreprocess(): Promise<ModelFigure> {
  const width = 4000;
  const height = 3000;
  const data = new Uint8Array(width * height * 3).map((_, i) => (i * 2_654_435_761) >>> 24);
  const series: number[] = [];
  for (let i = 0; i < 4; i++) series.push(await timed(() => preprocessImage("sam1", { width, height, data })));
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
    return figures.map((entry, index) => (index === 0 ? { ...entry, note: `${entry.note}; ${where}` } : entry));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
