import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type Candidate, emptySampleState, type RunResult, type SampleState } from "#core/samples";
import { createProject, type Identity, type ImageProbe, openProject, type ProjectStore } from "#electron/store";
import { HEIGHT, rowMask, WIDTH } from "./masks.ts";

export { HEIGHT, rowMask, WIDTH };

export const ada: Identity = { author: "ada", device: "laptop" };
export const bob: Identity = { author: "bob", device: "desk" };

const clean: (() => void)[] = [];
afterEach(() => {
  for (const undo of clean.splice(0).reverse()) undo();
});

/** Runs at the end of the test, last given first. */
export function later(undo: () => void): void {
  clean.push(undo);
}

/** Windows keeps a closed database's files in use until the driver's statements are garbage collected. */
function removeFolder(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true });
  } catch (thrown) {
    if (process.platform !== "win32") throw thrown;
  }
}

export function scratchFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "rea2seg-store-"));
  later(() => removeFolder(dir));
  return dir;
}

/** Takes a file's bytes for an image of 16 x 12 pixels; the store never decodes. */
export const probe: ImageProbe = async (path) => {
  const bytes = readFileSync(path);
  const id = createHash("sha256").update(bytes).digest("hex");
  return { id, width: WIDTH, height: HEIGHT, bytes: bytes.length, format: "png", mtimeMs: statSync(path).mtimeMs };
};

export function writeImage(dir: string, name: string, content = name): string {
  const file = join(dir, name);
  writeFileSync(file, `image ${content}`);
  return file;
}

export function stateWith(change: Partial<SampleState>): SampleState {
  return { ...emptySampleState, ...change };
}

export function candidate(id: string, row: number, more: Partial<Candidate> = {}): Candidate {
  return {
    id,
    source: "amg",
    rle: rowMask(row),
    area: WIDTH,
    bbox: [0, row, WIDTH, 1],
    predictedIou: 0.9,
    stability: 0.95,
    score: null,
    rank: 1,
    ...more,
  };
}

export function runResult(candidates: readonly Candidate[], evaluator = "predicted-iou"): RunResult {
  return {
    question: "Which one?",
    image: { path: "a.png", width: WIDTH, height: HEIGHT },
    pack: "mobilesam 1.0.0",
    evaluator,
    attentionSource: "grid",
    candidates: [...candidates],
    seeds: [{ x: 1.5, y: 2, token: 0, attention: 0.25 }],
    attention: { rows: 1, cols: 2, values: [0.5, 0.5] },
    funnel: { seeds: 1, proposed: 3, afterPredictedIou: 2, afterStability: 2, afterNms: 2, kept: 2 },
    timings: { encode: 1, segment: 2, discover: 3, evaluate: 0, total: 6 },
    provider: "cpu",
    embedding: "computed",
    settings: { nmsIou: 0.7 },
  };
}

/** A project with samples s1 .. sN, each on an image of its own; closed after the test. */
export async function projectWith(samples: number): Promise<{ dir: string; store: ProjectStore; images: string[] }> {
  const root = scratchFolder();
  const dir = join(root, "project");
  const store = createProject(dir, "Test", ada);
  later(() => store.close());
  const images = Array.from({ length: samples }, (_, i) => writeImage(root, `${i + 1}.png`));
  await store.addSamples(
    images.map((imagePath, i) => ({ imagePath, question: `Question ${i + 1}?`, id: `s${i + 1}` })),
    { copy: false, probe },
  );
  return { dir, store, images };
}

export function reopen(dir: string, store: ProjectStore, identity = ada): ProjectStore {
  store.close();
  const again = openProject(dir, identity);
  later(() => again.close());
  return again;
}
