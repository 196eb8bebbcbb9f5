import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { rleIou } from "#core/masks";
import { bboxSchema, rleSchema } from "#core/samples";
import { ensureBuilt } from "../../../electron/launch/build.mjs";

const COMMAND = resolve("electron/launch/rea2seg.mjs");

export const rankOneSchema = z.object({
  id: z.string(),
  source: z.string(),
  area: z.number(),
  bbox: bboxSchema,
  rle: rleSchema,
  /** Whether it is the ground truth's object. */
  right: z.boolean(),
  /** IoU of the initial prediction with the ground truth. */
  initial: z.number(),
});
export type RankOne = z.infer<typeof rankOneSchema>;

const lineSchema = z.object({
  id: z.string(),
  result: z.object({
    pack: z.string(),
    evaluator: z.string(),
    candidates: z.array(rankOneSchema.omit({ id: true, right: true, initial: true }).extend({ rank: z.number() })),
    trace: z.object({ initial: z.object({ rle: rleSchema }) }),
  }),
});
const sampleSchema = z.object({ id: z.string(), image: z.string(), mask: rleSchema, category: z.string().optional() });

const linesOf = (file: string): unknown[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Runs `rea2seg evaluate` without choosing a pack on the demo's rendered questions; rank 1 of each, in their order. */
export async function rankOnes(dir: string, every: number): Promise<readonly RankOne[]> {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  const dataset = join(dir, "dataset");
  mkdirSync(dataset, { recursive: true });
  cpSync("assets/demo/images", join(dataset, "images"), { recursive: true });
  cpSync("assets/demo/dataset.json", join(dataset, "dataset.json"));
  const rendered = linesOf("assets/demo/samples.jsonl").filter(
    (sample) => sampleSchema.parse(sample).category === "geometric",
  );
  const samples = rendered.filter((_, index) => index % every === 0);
  writeFileSync(join(dataset, "samples.jsonl"), `${samples.map((sample) => JSON.stringify(sample)).join("\n")}\n`);
  const out = join(dir, "run");
  await evaluate(dir, ["evaluate", "--dataset", dataset, "--out", out, "--json"]);
  const truth = new Map(samples.map((sample) => sampleSchema.parse(sample)).map(({ id, mask }) => [id, mask]));
  return linesOf(join(out, "results.jsonl")).map((line) => {
    const { id, result } = lineSchema.parse(line);
    if (!result.pack.startsWith("geo-tiny@")) throw new Error(`${id} was answered by ${result.pack}`);
    const best = result.candidates.find(({ rank }) => rank === 1);
    const mask = truth.get(id);
    if (best === undefined || mask === undefined) throw new Error(`no first candidate for ${id}`);
    const { source, area, bbox, rle } = best;
    const initial = rleIou(result.trace.initial.rle, mask);
    return { id, source, area, bbox, rle, right: rleIou(rle, mask) > 0.5, initial: Number(initial.toFixed(3)) };
  });
}

async function evaluate(dir: string, args: readonly string[]): Promise<void> {
  const places = { CACHE: "cache", CONFIG: "config", DATA: "data" };
  const folders = Object.entries(places).map(([name, folder]) => [`REA2SEG_${name}_DIR`, join(dir, folder)]);
  const env = { ...process.env, ...Object.fromEntries(folders) };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`exit code ${code}: ${said}`);
}
