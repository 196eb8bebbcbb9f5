import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Bitmap, createBitmap, encodeRle } from "#core/masks";
import { type Candidate, type RunResult, runResultSchema } from "#core/samples";
import { createProject } from "#electron/store";

/** Makes the project of painting.bench.ts in a process of its own: its folder, a picture of 4096 x 4096, a stored run, the demo. */
const [dir, wide, runFile, demo] = process.argv.slice(2) as [string, string, string, string];
const SIDE = 4096;
const WALKED = 600;

/** Discs of many sizes that overlap: 15 outlines over the whole picture. */
function fifteen(run: RunResult): RunResult {
  const candidates = Array.from({ length: 15 }, (_, index): Candidate => {
    const bitmap: Bitmap = createBitmap(SIDE, SIDE);
    const [cx, cy, r] = [600 + 720 * (index % 5), 800 + 1200 * Math.floor(index / 5), 300 + 60 * index];
    for (let y = Math.max(0, cy - r); y < Math.min(SIDE, cy + r); y++) {
      // An uneven edge, as masks have.
      const half = Math.floor(Math.sqrt(r * r - (y - cy) ** 2) + 6 * Math.sin(y / 3));
      bitmap.data.fill(1, y * SIDE + Math.max(0, cx - half), y * SIDE + Math.min(SIDE, cx + half));
    }
    const facts = { predictedIou: 0.9, stability: 0.95, score: null, rank: index + 1 };
    const bbox: Candidate["bbox"] = [0, 0, SIDE, SIDE];
    const area = bitmap.data.reduce((sum, value) => sum + value, 0);
    return { id: `disc-${index}`, source: "amg", rle: encodeRle(bitmap), area, bbox, ...facts };
  });
  const { scoring: _, ...rest } = run;
  return { ...rest, evaluator: "predicted-iou", candidates };
}

async function probe(path: string) {
  const { size, mtimeMs } = statSync(path);
  const id = createHash("sha256").update(readFileSync(path)).digest("hex");
  const [width, height] = path === wide ? [SIDE, SIDE] : [480, 320];
  return { id, width, height, bytes: size, format: "jpeg", mtimeMs };
}

const store = createProject(dir, "Painting", { author: "bench", device: "bench" });
const scenes = Array.from({ length: 20 }, (_, n) =>
  join(demo, "images", `scene-demo-${String(n).padStart(6, "0")}.jpg`),
);
const samples = [
  { id: "wide", imagePath: wide, question: "what is painted" },
  ...Array.from({ length: WALKED }, (_, n) => ({
    id: `walk-${n}`,
    imagePath: scenes[n % scenes.length] ?? wide,
    question: `question number ${n}`,
  })),
];
const report = await store.beginImport({ copy: false, probe }).add(samples);
if (report.added !== samples.length) throw new Error(`Only ${report.added} samples were added.`);
const run = runResultSchema.parse(JSON.parse(readFileSync(runFile, "utf8")));
store.recordRun("wide", fifteen(run));
store.close();
