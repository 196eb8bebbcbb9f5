import { stat } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openPack, type Pack } from "#native-models/packs";
import { createRuntime, type RgbImage, type Runtime } from "#native-models/runtime";
import {
  chooseMaskFor,
  createEmbeddingCache,
  createMaskSampler,
  type DecodedMasks,
  embedPoints,
  type ImageEmbedding,
  loadSam,
  type MaskScan,
  type PromptPoint,
  promptPoints,
  promptTokensOf,
  type Sam,
  type SamFamily,
  samGeometry,
  scanMask,
  singleMask,
} from "#native-models/sam";
import { writeTinySam } from "../../packs/tiny-sam.ts";
import { temporaryFolder } from "../../parity/support.ts";

const WIDTH = 300;
const HEIGHT = 200;

/** A green card, 90 x 100 pixels at (150, 50), on sand. */
function picture(): RgbImage {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const onCard = x >= 150 && x < 240 && y >= 50 && y < 150;
      data.set(onCard ? [20, 160, 90] : [200, 170, 120], (y * WIDTH + x) * 3);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime({ provider: "cpu", threads: 1 });
});

function largestDifference(a: DecodedMasks, b: DecodedMasks, prompt = 0): number {
  let largest = 0;
  for (const mask of [0, 1, 2, 3]) {
    const other = b.logits(0, mask);
    a.logits(prompt, mask).forEach((logit, i) => {
      largest = Math.max(largest, Math.abs(logit - (other[i] as number)));
    });
    largest = Math.max(largest, Math.abs((a.iou(prompt)[mask] as number) - (b.iou(0)[mask] as number)));
  }
  return largest;
}

const families = ["sam1", "sam2"] as const;

describe.each(families)("the tiny pack of the family %s", (family: SamFamily) => {
  const geometry = samGeometry(family, WIDTH, HEIGHT);
  const sampler = createMaskSampler(geometry);
  const click: PromptPoint[] = promptPoints([{ x: 195, y: 100, label: 1 }], null, geometry);
  const padding: PromptPoint = { x: 0, y: 0, label: -1 };
  let pack: Pack;
  let sam: Sam;
  let embedding: ImageEmbedding;

  beforeAll(async () => {
    pack = await openPack(await writeTinySam(family, await temporaryFolder()));
    sam = await loadSam(pack, runtime);
    embedding = await sam.encode(picture());
    return () => sam.release();
  });

  const decode = (points: readonly PromptPoint[], maskPrompt?: Float32Array) =>
    sam.decode(embedding, embedPoints(points, sam.constants), 1, maskPrompt);
  const scan = (decoded: DecodedMasks, mask: number): MaskScan => scanMask(decoded.logits(0, mask), sampler, 1);

  test("is small, and its encoder gives the features of its family", async () => {
    let bytes = 0;
    for (const name of Object.keys(pack.manifest.files)) bytes += (await stat(path.join(pack.dir, name))).size;
    expect(bytes).toBeLessThan(300_000);
    expect(sam.family).toBe(family);
    expect(sam.embeddingVersion.startsWith(`${family}-`)).toBe(true);
    expect(embedding.highRes.map(({ length }) => length)).toEqual(
      family === "sam2" ? [32 * 256 * 256, 64 * 128 * 128] : [],
    );
  });

  test("a click on the card gives masks within it, from small to large", async () => {
    const decoded = await decode(click);
    const [, small, middle, large] = [0, 1, 2, 3].map((mask) => scan(decoded, mask)) as MaskScan[];
    for (const mask of [small, middle, large] as MaskScan[]) {
      const [x, y, width, height] = mask.bbox;
      expect(x).toBeGreaterThanOrEqual(144);
      expect(y).toBeGreaterThanOrEqual(44);
      expect(x + width).toBeLessThanOrEqual(246);
      expect(y + height).toBeLessThanOrEqual(156);
      expect(x < 195 && 195 < x + width && y < 100 && 100 < y + height).toBe(true);
      expect(mask.stability).toBeGreaterThan(0.8);
    }
    expect(small?.area).toBeLessThan(middle?.area as number);
    expect(middle?.area).toBeLessThan(large?.area as number);
    expect(large?.area).toBeGreaterThan(0.6 * 90 * 100);
    expect(chooseMaskFor(family, decoded, 0, click.length)).toBe(family === "sam2" ? 0 : 2);
  });

  test("a box gives what is in it, and a negative click takes away", async () => {
    const box = promptPoints([], { x0: 150, y0: 50, x1: 240, y1: 150 }, geometry);
    const [x, y, width, height] = scan(await decode(box), 0).bbox;
    for (const [edge, expected] of [
      [x, 150],
      [y, 50],
      [x + width, 240],
      [y + height, 150],
    ] as const) {
      expect(Math.abs(edge - expected)).toBeLessThanOrEqual(8);
    }
    const negative = promptPoints([{ x: 195, y: 70, label: 0 }], null, geometry);
    const without = scan(await decode([...click.slice(0, 1), ...negative]), 0);
    expect(without.area).toBeGreaterThan(0);
    expect(without.area).toBeLessThan(scan(await decode(click), 0).area);
    expect(without.bbox[1]).toBeGreaterThan(70);
  });

  test("padding changes nothing, and prompts in a batch get what they get alone", async () => {
    const alone = await decode(click);
    expect(largestDifference(await decode([...click, padding, padding]), alone)).toBeLessThanOrEqual(1e-4);
    const other = promptPoints([{ x: 40, y: 40, label: 1 }], null, geometry);
    const both = await sam.decode(embedding, embedPoints([...other, ...click], sam.constants), 2);
    expect(largestDifference(both, alone, 1)).toBeLessThanOrEqual(1e-3);
    expect(largestDifference(both, alone, 0)).toBeGreaterThan(10);
  });

  test("a language model's token of the same form stands alone and is answered by the single mask", async () => {
    const [point] = click as [PromptPoint];
    const token = embedPoints([point], sam.constants);
    expect(promptTokensOf(token, [], null, geometry, sam.constants)).toBe(token);
    const decoded = await sam.decode(embedding, token, 1);
    expect(singleMask(family, decoded, 0)).toBe(0);
    expect(scan(decoded, 0).rle).toEqual(scan(await decode(click), 0).rle);
    const behind = promptTokensOf(token, [{ x: 40, y: 40, label: 0 }], null, geometry, sam.constants);
    expect(behind.length).toBe(3 * 256);
    expect(behind.subarray(2 * 256)).toEqual(token);
  });

  test("a mask prompt adds a quarter of itself, SAM2's within 32 on either side", async () => {
    const mask = Float32Array.from({ length: 65_536 }, (_, i) => (i % 256 < 128 ? 8 : -100));
    const plain = (await decode(click)).logits(0, 3);
    const prompted = (await decode(click, mask)).logits(0, 3);
    expect((prompted[0] as number) - (plain[0] as number)).toBeCloseTo(2, 3);
    expect((prompted[200] as number) - (plain[200] as number)).toBeCloseTo(family === "sam2" ? -8 : -25, 3);
    expect(mask[200]).toBe(-100);
  });

  test("the encoded image comes back from the cache as it is", async () => {
    const cache = createEmbeddingCache(await temporaryFolder(), 1e8);
    expect(await cache.put("image", embedding)).toBe(true);
    const stored = await cache.get("image");
    expect(stored?.highRes.length).toBe(embedding.highRes.length);
    const arrays = ({ values, highRes }: ImageEmbedding) =>
      [values, ...highRes].map((array) => Buffer.from(array.buffer));
    arrays(stored as ImageEmbedding).forEach((bytes, index) => {
      expect(Buffer.compare(bytes, arrays(embedding)[index] as Buffer)).toBe(0);
    });
  });

  test("some predicted IoUs pass the preset's threshold and some do not", async () => {
    const threshold = pack.manifest.discovery.predIou;
    const predicted: number[] = [];
    for (let x = 15; x < WIDTH; x += 45) {
      for (let y = 15; y < HEIGHT; y += 40) {
        const decoded = await decode(promptPoints([{ x, y, label: 1 }], null, geometry));
        predicted.push(...decoded.iou(0).subarray(1));
      }
    }
    const passed = predicted.filter((iou) => iou > threshold).length;
    expect(passed).toBeGreaterThan(predicted.length / 10);
    expect(passed).toBeLessThan((predicted.length * 9) / 10);
    expect(Math.min(...predicted)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...predicted)).toBeLessThanOrEqual(Math.fround(0.99));
  });
});

test("SAM2's masks are made of the high-resolution features too", async () => {
  const sam = await loadSam(await openPack(await writeTinySam("sam2", await temporaryFolder())), runtime);
  const embedding = await sam.encode(picture());
  const geometry = samGeometry("sam2", WIDTH, HEIGHT);
  const tokens = embedPoints(promptPoints([{ x: 195, y: 100, label: 1 }], null, geometry), sam.constants);
  const whole = await sam.decode(embedding, tokens, 1);
  for (const blank of [0, 1]) {
    const highRes = embedding.highRes.map((array, level) => (level === blank ? new Float32Array(array.length) : array));
    expect(largestDifference(await sam.decode({ ...embedding, highRes }, tokens, 1), whole)).toBeGreaterThan(5);
  }
  await sam.release();
});

test("a pack without a SAM, or with one of another family, is refused by name", async () => {
  const pack = await openPack(await writeTinySam("sam1", await temporaryFolder()));
  const withSam = (sam: unknown) => ({ ...pack, manifest: { ...pack.manifest, sam } }) as unknown as Pack;
  await expect(loadSam(withSam("mobilesam"), runtime)).rejects.toMatchObject({
    code: "unsupported",
    message: "The pack tiny-sam1 carries no SAM of its own.",
  });
  await expect(loadSam(withSam({ ...(pack.manifest.sam as object), family: "sam3" }), runtime)).rejects.toThrow(
    "a SAM of the family sam3",
  );
});

test("a SAM1 that says it is a SAM2 is refused: its graphs lack the high-resolution features", async () => {
  const pack = await openPack(await writeTinySam("sam1", await temporaryFolder()));
  const sam = { ...(pack.manifest.sam as object), family: "sam2" };
  const wrong = { ...pack, manifest: { ...pack.manifest, sam } } as unknown as Pack;
  await expect(loadSam(wrong, runtime)).rejects.toMatchObject({
    code: "model-broken",
    message: expect.stringContaining("no output high_res_feats_0"),
  });
});
