import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Rle, runsToCounts } from "#core/masks";
import { createProject, type NewSample, openProject, type ProjectStore } from "#electron/store";

/**
 * A project of many samples on a thousand images, each with a small mask: how long its import takes, how much memory
 * it needs, and how long the queue then waits for its answers. It is a process of its own (`npm run bench store`), so that the memory is the store's alone; prints one JSON document, an array of figures.
 */
const SIDE = 1024;
const IMAGES = 1000;
const BATCH = 1000;
const BOX = 8;
const REPEATS = 20;

interface Figure {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly unit: string;
  readonly note?: string;
}

/** A box of 8 x 8 pixels, at another place for every sample up to a million; its runs are written directly. */
function boxMask(n: number): Rle {
  const room = SIDE - BOX;
  const left = n % room;
  const top = Math.floor(n / room) % room;
  const runs = [left * SIDE + top];
  for (let column = 1; column < BOX; column++) runs.push(BOX, SIDE - BOX);
  runs.push(BOX, SIDE * SIDE - (left + BOX - 1) * SIDE - top - BOX);
  return { size: [SIDE, SIDE], counts: runsToCounts(runs) };
}

function sampleNumber(n: number): NewSample {
  return {
    imagePath: join(tmpdir(), `image-${n % IMAGES}.png`),
    question: `Which of the things in this picture would one reach for first in case ${n}?`,
    category: `category ${n % 80}`,
    id: `annotation-${n}`,
    split: "train",
    kind: ["instance"],
    groundTruth: boxMask(n),
  };
}

/** The store trusts the probe: no image file is needed to measure it. */
async function probe(path: string) {
  const id = createHash("sha256").update(path).digest("hex");
  return { id, width: SIDE, height: SIDE, bytes: 1, format: "png", mtimeMs: 0 };
}

function once(name: string, value: number, unit: string, note?: string): Figure {
  return { name, p50: value, p95: value, unit, ...(note === undefined ? {} : { note }) };
}

function timed(name: string, work: () => unknown): Figure {
  const times: number[] = [];
  for (let n = 0; n < REPEATS; n++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(part * times.length))] as number;
  return { name, p50: at(0.5), p95: at(0.95), unit: "ms" };
}

async function fill(store: ProjectStore, count: number): Promise<Figure[]> {
  const importing = store.beginImport({ copy: false, probe });
  let peak = 0;
  let longest = 0;
  const start = performance.now();
  for (let first = 0; first < count; first += BATCH) {
    const samples = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => sampleNumber(first + i));
    const began = performance.now();
    const { added } = await importing.add(samples);
    if (added !== samples.length) throw new Error(`only ${added} of ${samples.length} samples were added`);
    longest = Math.max(longest, performance.now() - began);
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - start) / 1000;
  return [
    once(`import ${count} samples`, seconds, "s", `${Math.round(count / seconds)} samples/s`),
    once("import, longest batch", longest, "ms", `batches of ${BATCH}`),
    once("import, peak memory", peak / 2 ** 20, "MB"),
  ];
}

function ask(store: ProjectStore, count: number): Figure[] {
  const middle = Math.floor(count / 2);
  return [
    timed("queue, first page", () => store.samples({ offset: 0, limit: 100 })),
    timed(`queue, page at ${middle}`, () => store.samples({ offset: middle, limit: 100 })),
    timed(`queue, todo at ${middle}`, () => store.samples({ offset: middle, limit: 100, status: ["todo"] })),
    timed("queue, open at the start", () => store.samples({ offset: 0, limit: 100, status: ["todo", "started"] })),
    timed("counts", () => store.counts()),
    timed("next open sample", () => store.nextOpen(middle)),
    timed("one sample", () => store.sample(`annotation-${middle}`)),
    timed(`text search in ${count}`, () => store.samples({ offset: 0, limit: 100, search: "case 777" })),
  ];
}

/** The same samples again, as after an import that was cut off at its end. */
async function importAgain(store: ProjectStore, count: number): Promise<Figure> {
  const importing = store.beginImport({ copy: false, probe });
  const start = performance.now();
  for (let first = 0; first < count; first += BATCH) {
    const samples = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => sampleNumber(first + i));
    const { present } = await importing.add(samples);
    if (present !== samples.length) throw new Error(`only ${present} of ${samples.length} samples were found`);
  }
  return once(`import of ${count} again`, (performance.now() - start) / 1000, "s", "all present");
}

/** Another model's masks for a tenth of the samples. */
function foreign(store: ProjectStore, count: number): Figure {
  const start = performance.now();
  let added = 0;
  for (let first = 0; first < count / 10; first += BATCH) {
    const masks = Array.from({ length: BATCH }, (_, i) => ({
      sampleId: `annotation-${first + i}`,
      rle: boxMask(first + i + 1),
    }));
    added += store.addForeignMasks("another model", masks).added;
  }
  return once(`${added} masks of a model`, (performance.now() - start) / 1000, "s");
}

function verified(store: ProjectStore): Figure[] {
  const start = performance.now();
  if (!store.verify().ok) throw new Error("the project does not verify");
  return [
    once("verify", (performance.now() - start) / 1000, "s"),
    once("verify, memory at its end", process.memoryUsage.rss() / 2 ** 20, "MB"),
  ];
}

function exported(store: ProjectStore): Figure[] {
  const start = performance.now();
  let count = 0;
  let peak = 0;
  for (const sample of store.exportSamples()) {
    if (sample.groundTruth === null) throw new Error(`${sample.id} has lost its mask`);
    if (++count % BATCH === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - start) / 1000;
  return [
    once(`export ${count} samples`, seconds, "s", `${Math.round(count / seconds)} samples/s`),
    once("export, peak memory", peak / 2 ** 20, "MB"),
  ];
}

async function main(count: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "rea2seg-scale-"));
  const dir = join(root, "project");
  const identity = { author: "bench", device: "bench" };
  try {
    const store = createProject(dir, "Scale", identity);
    const figures = await fill(store, count);
    figures.push(...ask(store, count), ...exported(store), await importAgain(store, count), foreign(store, count));
    figures.push(...verified(store));
    const closing = performance.now();
    store.close();
    figures.push(once("closing, with its backup", (performance.now() - closing) / 1000, "s"));
    figures.push(once("database", statSync(join(dir, "project.sqlite")).size / 2 ** 20, "MB"));
    const opening = performance.now();
    const again = openProject(dir, identity);
    figures.push(once("opening", (performance.now() - opening) / 1000, "s"));
    again.close();
    console.log(JSON.stringify(figures));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

void main(Number(process.argv[2] ?? 1_000_000));
