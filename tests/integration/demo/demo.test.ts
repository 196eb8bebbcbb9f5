import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Rle, rleArea, rleBBox, rleIou } from "#core/masks";
import type { Prompts } from "#core/samples";
import { HELD_OUT_PAIRS, type Scene, sceneSeed } from "#core/scenes";
import { execute, type Program, QUESTION_KINDS } from "#core/scenes/programs";
import { lookAt } from "#native-models/domain";
import { createEngine, type Engine } from "#native-models/engine";

interface DemoSample {
  readonly id: string;
  readonly image: string;
  readonly question: string;
  readonly mask: Rle;
  readonly prompts: Prompts;
}

interface RenderedSample extends DemoSample {
  readonly kind: readonly string[];
  readonly program: Program;
  readonly target: number;
  readonly scene: Scene;
}

const all = readFileSync("assets/demo/samples.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as DemoSample & Partial<RenderedSample>);
const samples = all.filter(({ scene }) => scene === undefined);
const rendered = all.filter((sample): sample is RenderedSample => sample.scene !== undefined);
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

  it("has two questions of every kind alike for each of twenty rendered scenes of its own split", () => {
    const images = [...new Set(rendered.map(({ image }) => image))];
    const perImage = images.map((image) => rendered.filter((sample) => sample.image === image).length);
    expect(perImage).toEqual(images.map(() => 2));
    expect(images).toHaveLength(20);
    for (const kind of QUESTION_KINDS) {
      expect(rendered.filter((sample) => sample.kind.includes(kind)).length).toBeGreaterThanOrEqual(3);
    }
    const seeds = new Set(Array.from({ length: 64 }, (_, index) => sceneSeed("demo", index)));
    expect(rendered.every(({ scene }) => scene.seed !== null && seeds.has(scene.seed))).toBe(true);
    const pairs = rendered.flatMap(({ scene }) => scene.objects.map(({ color, shape }) => `${color} ${shape}`));
    expect(HELD_OUT_PAIRS.filter((pair) => pairs.includes(pair.join(" ")))).toEqual([]);
  });

  it.each(rendered)("$id: the program leads to the object that the mask shows", ({ scene, program, target, mask }) => {
    const executed = execute(program, scene);
    expect(executed.ok && executed.values.at(-1)).toEqual([target]);
    expect(mask.size).toEqual([scene.height, scene.width]);
    expect(rleArea(mask)).toBeGreaterThan(100);
    const [x, y] = scene.objects[target]?.pixel ?? [-1, -1];
    const [left, top, width, height] = rleBBox(mask);
    expect(x >= left - 12 && x <= left + width + 12 && y >= top - 12 && y <= top + height + 12).toBe(true);
  });

  it("has rendered scenes that look like ones, and photographs that do not", async () => {
    for (const image of new Set(all.map((sample) => sample.image))) {
      const isScene = rendered.some((sample) => sample.image === image);
      expect({ image, fits: (await lookAt("clevr-like", join("assets", "demo", image))).fits }).toEqual({
        image,
        fits: isScene,
      });
    }
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
