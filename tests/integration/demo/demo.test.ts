import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Rle, rleArea, rleIou } from "#core/masks";
import type { Prompts } from "#core/samples";
import { createEngine, type Engine } from "#native-models/engine";

interface DemoSample {
  readonly id: string;
  readonly image: string;
  readonly question: string;
  readonly mask: Rle;
  readonly prompts: Prompts;
}

const samples = readFileSync("assets/demo/samples.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as DemoSample);
const cacheDir = mkdtempSync(join(tmpdir(), "rea2seg-demo-"));
let engine: Engine;

beforeAll(async () => {
  engine = await createEngine({ cacheDir, packDirs: [], provider: "cpu", threads: 0, embeddingCacheBytes: 1e9 });
});

afterAll(async () => {
  await engine.dispose();
  rmSync(cacheDir, { recursive: true, force: true, maxRetries: 5 });
});

describe("the demo", () => {
  it("has two questions for each of four photographs", () => {
    const images = [...new Set(samples.map(({ image }) => image))];
    const perImage = images.map((image) => samples.filter((sample) => sample.image === image).length);
    expect(perImage).toEqual([2, 2, 2, 2]);
    expect(new Set(samples.map(({ question }) => question)).size).toBe(8);
  });

  it.each(samples)("$id: the mask is what MobileSAM answers to the prompts kept beside it", async (sample) => {
    const path = join("assets", "demo", sample.image);
    const { rle } = await engine.segment({ image: { path, hash: null }, ...sample.prompts });
    expect(rleArea(sample.mask)).toBeGreaterThan(500);
    // Not equality: kernels round differently from one processor to the next.
    expect(rleIou(rle, sample.mask)).toBeGreaterThan(0.98);
  });

  it("is found from one click: the target of most questions is among the candidates", {
    timeout: 300_000,
  }, async () => {
    const best: number[] = [];
    for (const { prompts, image, question, mask } of samples) {
      const { box } = prompts;
      const centre = box && { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2, label: 1 as const };
      const point = prompts.points[0] ?? centre;
      if (!point) throw new Error("a demo mask without prompts");
      const path = join("assets", "demo", image);
      const run = await engine.discover(
        { path, hash: null },
        {
          pack: null,
          question,
          attention: { source: "clicks", points: [point], scribbles: [] },
          without: [],
          seed: 0,
          overrides: {},
        },
      );
      best.push(Math.max(0, ...run.candidates.map(({ rle }) => rleIou(rle, mask))));
    }
    console.log("candidate oracle IoU of the demo from one click:", best.map((iou) => iou.toFixed(2)).join(" "));
    expect(best.filter((iou) => iou > 0.7).length).toBeGreaterThanOrEqual(6);
  });
});
