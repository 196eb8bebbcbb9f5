import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bitmapArea, decodeRle, encodeRle, type Rle, rleBBox, rleIou } from "#core/masks";
import { createEngine, type Engine } from "#native-models/engine";
import { withPoint } from "../../../renderer/session/prompts.ts";
import { correction, wrongs } from "./wrongs.ts";

/** Of the demo's samples every so many are looked at: all for the figures in the docs. */
const EVERY = Number(process.env.REA2SEG_REFINEMENT_EVERY ?? 16);
/** A hair's breadth: of two masks that both are right one is a pixel wider here and there. */
const KEPT = 0.01;

interface Line {
  readonly id: string;
  readonly image: string;
  readonly mask?: Rle;
}

let engine: Engine;
const cacheDir = mkdtempSync(path.join(tmpdir(), "rea2seg-refinement-"));

beforeAll(async () => {
  const settings = { cacheDir, packDirs: [], provider: "cpu", threads: 0, embeddingCacheBytes: 2 ** 30 };
  engine = await createEngine(settings);
});

afterAll(async () => {
  await engine.dispose();
  rmSync(cacheDir, { recursive: true, force: true });
});

const samples = readFileSync("assets/demo/samples.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line)
  .flatMap(({ id, image, mask }) => (mask === undefined ? [] : { id, image, truth: mask }))
  .filter((_, index) => index % EVERY === 0);

/** As the studio asks: the mask as mask prompt, its box, and the point that a person would click. */
async function refined(image: string, mask: Rle, truth: Rle): Promise<number | null> {
  const point = correction(decodeRle(mask), decodeRle(truth));
  if (point === null) return null;
  const { points, box } = withPoint({ points: [], box: null }, point, { bbox: rleBBox(mask) });
  const request = { image: { path: path.join("assets/demo", image), hash: null }, points, box, refine: { mask } };
  return rleIou((await engine.segment(request)).rle, truth);
}

test("one correcting point raises the IoU of a wrong mask or keeps it", { timeout: 1_800_000 }, async () => {
  const all: { how: string; before: number; after: number; id: string }[] = [];
  for (const { id, image, truth } of samples) {
    const right = decodeRle(truth);
    for (const { how, make } of wrongs) {
      const made = make(right);
      if (made === null || bitmapArea(made) < 30) continue;
      const mask = encodeRle(made);
      const before = rleIou(mask, truth);
      const after = await refined(image, mask, truth);
      if (after !== null) all.push({ how, before, after, id });
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const { how } of wrongs) {
    const those = all.filter((one) => one.how === how);
    const [before, after] = [mean(those.map((one) => one.before)), mean(those.map((one) => one.after))];
    const worse = those.filter((one) => one.after < one.before - KEPT).length;
    console.log(`${how}: ${those.length} masks, IoU ${before.toFixed(3)} -> ${after.toFixed(3)}, ${worse} worse`);
    expect(after, how).toBeGreaterThan(before);
  }
  expect(mean(all.map((one) => one.after - one.before))).toBeGreaterThan(0.1);
  const worse = all.filter((one) => one.after < one.before - KEPT);
  expect(worse.length, JSON.stringify(worse)).toBeLessThanOrEqual(all.length / 20);
});

test("a mask of another picture's size is refused", async () => {
  const [first] = samples;
  const mask = encodeRle({ width: 4, height: 4, data: new Uint8Array(16).fill(1) });
  const image = { path: path.join("assets/demo", first?.image ?? ""), hash: null };
  const request = { image, points: [{ x: 1, y: 1, label: 1 as const }], box: null, refine: { mask } };
  await expect(engine.segment(request)).rejects.toMatchObject({ code: "bad-input" });
});

test("a candidate's own logits are taken where SAM gives that candidate again", async () => {
  const [first] = samples;
  if (first === undefined) throw new Error("The demo has no masks.");
  const image = { path: path.join("assets/demo", first.image), hash: null };
  const point = correction(
    { ...decodeRle(first.truth), data: decodeRle(first.truth).data.map(() => 0) },
    decodeRle(first.truth),
  );
  if (point === null) throw new Error("The mask has no inside.");
  const proposed = await engine.segment({ image, points: [point], box: null, mask: 2 });
  const ask = async (answerTo: { point: typeof point; mask: 1 | 2 } | undefined) =>
    (await engine.segment({ image, points: [point], box: null, refine: { mask: proposed.rle, answerTo } }))
      .predictedIou;
  const [plain, own, others] = [await ask(undefined), await ask({ point, mask: 2 }), await ask({ point, mask: 1 })];
  expect(own).not.toBe(plain);
  expect(others).toBe(plain);
});
