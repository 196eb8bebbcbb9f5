import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { decodeRle } from "#core/masks";
import { type EvaluationReport, evaluationReportSchema } from "#electron/evaluation";
import { type SampleLine, sampleLineSchema } from "#electron/runs";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinySam1 } from "../../packs/tiny-packs.ts";
import { type PlainSample, plainFigures } from "../runs/plain-figures.ts";
import { type ColourSample, colourSamples, paintRect, writeColours, writeColoursReasonSeg } from "./run-dataset.ts";

export const COMMAND = resolve(import.meta.dirname, "../../../electron/launch/rea2seg.mjs");
export const KEY = "sk-a-key-that-nobody-may-see";
export const SAMPLES = colourSamples(12);

export let dir: string;
export let dataset: string;
export let reasonseg: string;

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly answer: Promise<Answer>;
  /** Resolves once stderr has it. */
  said(pattern: RegExp): Promise<void>;
}

export function start(args: readonly string[], more: NodeJS.ProcessEnv = {}): Started {
  const places = { CACHE: "cache", CONFIG: "config", DATA: "data" };
  const folders = Object.entries(places).map(([name, folder]) => [`REA2SEG_${name}_DIR`, join(dir, folder)]);
  const env = { ...process.env, ...Object.fromEntries(folders), ...more };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  let waits: { pattern: RegExp; go: () => void }[] = [];
  const look = () => {
    waits = waits.filter(({ pattern, go }) => !pattern.test(texts.stderr) || go());
  };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (text) => {
      texts[name] += text;
      look();
    });
  }
  const answer = new Promise<Answer>((done) => child.once("close", (code) => done({ code, ...texts })));
  const said = (pattern: RegExp) =>
    new Promise<void>((go, fail) => {
      waits.push({ pattern, go });
      look();
      void answer.then(() => fail(new Error(`It ended without saying ${pattern}: ${texts.stderr}`)));
    });
  return { child, answer, said };
}

export const TINY = ["--pack", "tiny-sam1"] as const;

export const evaluate = (...args: string[]) => start(["evaluate", "--dataset", dataset, ...TINY, ...args]).answer;

export async function report(out: string, ...args: string[]): Promise<EvaluationReport> {
  const { code, stdout, stderr } = await evaluate("--out", out, "--json", ...args);
  expect(stderr.includes("internal") ? stderr : "").toBe("");
  expect(code, stderr).toBe(0);
  return evaluationReportSchema.strict().parse(JSON.parse(stdout));
}

export function linesOf(out: string): SampleLine[] {
  const text = readFileSync(join(out, "results.jsonl"), "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => sampleLineSchema.parse(JSON.parse(line)));
}

/** What a stored sample holds, as bitmaps, beside what the fixture drew. */
export function plainOf({ id, result }: SampleLine, samples: readonly ColourSample[] = SAMPLES): PlainSample {
  const sample = samples.find((each) => each.id === id) as ColourSample;
  const candidates = [...(result?.candidates ?? [])].sort((a, b) => a.rank - b.rank);
  return {
    truth: paintRect(sample.target),
    ignore: sample.ignore === null ? null : paintRect(sample.ignore),
    initial: result?.trace ? decodeRle(result.trace.initial.rle) : null,
    candidates: candidates.map(({ rle, score }) => ({ mask: decodeRle(rle), score })),
  };
}

export function expectFigures(found: EvaluationReport, out: string): void {
  const convention = found.convention;
  const lines = linesOf(out);
  const expected = plainFigures(
    lines.map((line) => plainOf(line)),
    convention,
  );
  for (const row of ["initial", "top1", "top3Oracle", "candidateOracle"] as const) {
    expect(found.average[row]?.gIoU).toBeCloseTo(expected[row].gIoU, 12);
    expect(found.average[row]?.cIoU).toBeCloseTo(expected[row].cIoU, 12);
  }
  for (const figure of ["spearmanPooled", "spearmanPerQuestion", "top1Regret", "mae"] as const) {
    const value = expected.evaluator[figure];
    if (value === null) expect(found.evaluator[figure]).toBeNull();
    else expect(found.evaluator[figure]).toBeCloseTo(value, 10);
  }
  const categories = Object.entries(found.categories).map(([name, row]) => {
    const of = lines.filter(({ category }) => category === name).map((line) => plainOf(line));
    const figures = plainFigures(of, convention);
    expect(row.top1?.gIoU).toBeCloseTo(figures.top1.gIoU, 12);
    return figures.candidateOracle.cIoU;
  });
  if (categories.length > 0) {
    const mean = categories.reduce((a, b) => a + b, 0) / categories.length;
    expect(found.macro.candidateOracle?.cIoU).toBeCloseTo(mean, 12);
  }
}

/** A folder with the datasets of the tests and the tiny pack, and the command built. */
export function colourDatasets(): void {
  beforeAll(async () => {
    await ensureBuilt({ targets: ["node"], log: () => {} });
    dir = mkdtempSync(join(tmpdir(), "rea2seg-evaluate-run-"));
    await writeTinyPack(tinySam1(), join(dir, "data", "packs", "tiny-sam1"));
    dataset = await writeColours(join(dir, "colours"), SAMPLES);
    reasonseg = await writeColoursReasonSeg(join(dir, "reasonseg"), SAMPLES.slice(0, 4));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
}
