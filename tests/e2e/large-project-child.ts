import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { type Rle, runsToCounts } from "#core/masks";
import { emptySampleState } from "#core/samples";
import { createProject, type NewSample } from "#electron/store";
import { LARGE, largeQuestion } from "./large-project-words.ts";

/** Makes the project of large-list.spec.ts in a process of its own: folder, title, then the pictures (PNG). */
const [dir, title, ...pictures] = process.argv.slice(2) as [string, string, ...string[]];

const sizes = new Map(pictures.map((path) => [path, pngSize(path)]));

/** Width and height stand at bytes 16 and 20 of every PNG (PNG 1.2, 11.2.2 IHDR). */
function pngSize(path: string): { readonly width: number; readonly height: number } {
  const bytes = readFileSync(path);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

async function probe(path: string) {
  const { size, mtimeMs } = statSync(path);
  const id = createHash("sha256").update(readFileSync(path)).digest("hex");
  return { id, ...(sizes.get(path) as { width: number; height: number }), bytes: size, format: "png", mtimeMs };
}

/** A box of 8 x 8 pixels; some hundred different ones. */
function boxMask(n: number, { width, height }: { width: number; height: number }): Rle {
  const [left, top] = [n % 97, n % 101];
  const runs = [left * height + top];
  for (let column = 1; column < 8; column++) runs.push(8, height - 8);
  runs.push(8, width * height - (left + 7) * height - top - 8);
  return { size: [height, width], counts: runsToCounts(runs) };
}

function sampleNumber(n: number): NewSample {
  const imagePath = pictures[n % pictures.length] as string;
  return {
    id: `s${n}`,
    imagePath,
    question: largeQuestion(n),
    category: `category ${n % 80}`,
    split: n % 10 === 0 ? "val" : "train",
    groundTruth: boxMask(n, sizes.get(imagePath) as { width: number; height: number }),
  };
}

const store = createProject(dir, title, { author: "test", device: "test" });
const importing = store.beginImport({ copy: false, probe });
for (let start = 0; start < LARGE.samples; start += LARGE.batch) {
  const report = await importing.add(Array.from({ length: LARGE.batch }, (_, i) => sampleNumber(start + i)));
  if (report.added !== LARGE.batch) throw new Error(`Only ${report.added} of ${LARGE.batch} were added: ${start}`);
}
for (const n of LARGE.rejected) {
  store.commit(`s${n}`, { ...emptySampleState, verdict: { decision: "rejected", comment: "" } }, "reject");
}
store.close();
