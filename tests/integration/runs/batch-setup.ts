import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { toErrorReport } from "#core/errors";
import { type BatchOptions, type startBatch, writeReports } from "#electron/runs";
import {
  batchOptions,
  type FakeSample,
  fakeCandidates,
  fakeSamples,
  fakeServices,
  fakeSource,
  rectangle,
  writeBarePack,
} from "./fake-run.ts";
import type { PlainSample } from "./plain-figures.ts";

export let dir: string;
export let packs: string;
export let made = 0;

export const SAMPLES = fakeSamples(9);

export const newFolder = () => join(dir, `run ${made++}`);
export const linesOf = (folder: string) =>
  readFileSync(join(folder, "results.jsonl"), "utf8").split("\n").filter(Boolean);
export const idsOf = (folder: string) => linesOf(folder).map((line) => JSON.parse(line).id as string);

export function options(out: string, changes: Partial<BatchOptions> = {}): BatchOptions {
  return batchOptions(fakeSource(SAMPLES), fakeServices(packs), out, changes);
}

export const refusalOf = async (work: Promise<unknown>) => toErrorReport(await work.catch((thrown: unknown) => thrown));

/** What does not depend on the moment or the place. */
export async function reportOf(finished: Awaited<ReturnType<typeof startBatch>>) {
  const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: 40 });
  const { timings: _, run, ...rest } = report;
  return { ...rest, usage: run?.usage, versions: run?.versions, settingsHash: run?.settingsHash };
}

/** The fake run's masks as the test sees them. */
export function plain({ id, truth, ignore }: FakeSample, failed = false): PlainSample {
  const question = `Where is ${id}?`;
  if (failed) return { truth, ignore, initial: null, candidates: [] };
  return { truth, ignore, initial: rectangle(`${question} initial`), candidates: fakeCandidates(question) };
}

/** A folder and a pack for each test. */
export function ownFolders(): void {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "rea2seg-batch-"));
    packs = writeBarePack(join(dir, "packs"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
}
