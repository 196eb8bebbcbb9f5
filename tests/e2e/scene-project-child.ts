import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Bitmap, createBitmap, encodeRle } from "#core/masks";
import { type Candidate, datasetSampleSchema, type RunResult, runResultSchema } from "#core/samples";
import { createProject, type NewSample } from "#electron/store";

/** Makes the project of scene-project.ts in a process of its own: folder, title, the demo's folder, a run's file. */
const [dir, title, demo, runFile] = process.argv.slice(2) as [string, string, string, string];
const [WIDTH, HEIGHT] = [480, 320];

async function probe(path: string) {
  const { size, mtimeMs } = statSync(path);
  const id = createHash("sha256").update(readFileSync(path)).digest("hex");
  return { id, width: WIDTH, height: HEIGHT, bytes: size, format: "jpeg", mtimeMs };
}

function sampleOf(line: string): NewSample {
  const { id, image, question, category, kind, mask, split, ...details } = datasetSampleSchema.parse(JSON.parse(line));
  const kinds = kind === undefined ? [] : [kind].flat();
  const facts = {
    category,
    kind: kinds,
    split,
    details: { own: details },
    ...(mask === undefined ? {} : { groundTruth: mask }),
  };
  return { id, imagePath: join(demo, image), question, ...facts };
}

/** A run with a thousand candidates: boxes in rows of forty. */
function manyCandidates(run: RunResult): RunResult {
  const candidates = Array.from({ length: 1000 }, (_, index): Candidate => {
    const bitmap: Bitmap = createBitmap(WIDTH, HEIGHT);
    const [x, y] = [(index % 40) * 11, Math.floor(index / 40) * 12];
    for (let row = y; row < y + 10; row++) bitmap.data.fill(1, row * WIDTH + x, row * WIDTH + x + 20);
    const facts = { area: 200, predictedIou: 1 - index / 1000, stability: 0.95, score: null, rank: index + 1 };
    return { id: `box-${index}`, source: "amg", rle: encodeRle(bitmap), bbox: [x, y, 20, 10], ...facts };
  });
  const { scoring: _, ...rest } = run;
  return { ...rest, evaluator: "predicted-iou", candidates };
}

const lines = readFileSync(join(demo, "samples.jsonl"), "utf8").trim().split("\n");
const wanted = ["demo-000001-1", "demo-000002-1", "demo-000001-2"].map((id) => {
  const line = lines.find((one) => one.startsWith(`{"id":"${id}"`));
  if (line === undefined) throw new Error(`The demo has no sample ${id}.`);
  return sampleOf(line);
});
const store = createProject(dir, title, { author: "test", device: "test" });
const report = await store.beginImport({ copy: false, probe }).add(wanted);
if (report.added !== wanted.length)
  throw new Error(`Only ${report.added} samples were added: ${JSON.stringify(report)}`);
const run = runResultSchema.parse(JSON.parse(readFileSync(runFile, "utf8")));
store.recordRun("demo-000001-1", run);
store.recordRun("demo-000001-2", manyCandidates(run));
store.close();
