import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError, toErrorReport } from "#core/errors";
import { createBitmap } from "#core/masks";
import { endpointSchema } from "#core/samples";
import { describeRunReport, evaluationReportSchema, nothingScored } from "#electron/evaluation";
import {
  type BatchOptions,
  type BatchProgress,
  readRunFile,
  type SampleRunner,
  startBatch,
  writeReports,
} from "#electron/runs";
import {
  batchOptions,
  type FakeSample,
  fakeCandidates,
  fakeResult,
  fakeRunner,
  fakeSamples,
  fakeServices,
  fakeSource,
  HEIGHT,
  rectangle,
  WIDTH,
  writeBarePack,
} from "./fake-run.ts";
import { type PlainSample, plainFigures } from "./plain-figures.ts";

let dir: string;
let packs: string;
let made = 0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-batch-"));
  packs = writeBarePack(join(dir, "packs"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const SAMPLES = fakeSamples(9);

const newFolder = () => join(dir, `run ${made++}`);
const linesOf = (folder: string) => readFileSync(join(folder, "results.jsonl"), "utf8").split("\n").filter(Boolean);
const idsOf = (folder: string) => linesOf(folder).map((line) => JSON.parse(line).id as string);

function options(out: string, changes: Partial<BatchOptions> = {}): BatchOptions {
  return batchOptions(fakeSource(SAMPLES), fakeServices(packs), out, changes);
}

const refusalOf = async (work: Promise<unknown>) => toErrorReport(await work.catch((thrown: unknown) => thrown));

/** What does not depend on the moment or the place. */
async function reportOf(finished: Awaited<ReturnType<typeof startBatch>>) {
  const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: 40 });
  const { timings: _, run, ...rest } = report;
  return { ...rest, usage: run?.usage, versions: run?.versions, settingsHash: run?.settingsHash };
}

/** The fake run's masks as the test sees them. */
function plain({ id, truth, ignore }: FakeSample, failed = false): PlainSample {
  const question = `Where is ${id}?`;
  if (failed) return { truth, ignore, initial: null, candidates: [] };
  return { truth, ignore, initial: rectangle(`${question} initial`), candidates: fakeCandidates(question) };
}

describe("the figures of a run", () => {
  it.each(["lisa", "lens"] as const)("are those that plain loops over pixels give (%s)", async (convention) => {
    const base = options(newFolder());
    const finished = await startBatch({ ...base, settings: { ...base.settings, convention } }, fakeRunner());
    const report = await writeReports(finished, { skipped: 2, notes: [] }, { bootstrap: 50 });
    const expected = plainFigures(
      SAMPLES.map((sample) => plain(sample)),
      convention,
    );
    for (const row of ["initial", "top1", "top3Oracle", "candidateOracle"] as const) {
      expect(report.average[row]?.gIoU).toBeCloseTo(expected[row].gIoU, 12);
      expect(report.average[row]?.cIoU).toBeCloseTo(expected[row].cIoU, 12);
      expect(report.intervals?.average[row]?.gIoU[0]).toBeLessThanOrEqual(expected[row].gIoU);
      expect(report.intervals?.average[row]?.gIoU[1]).toBeGreaterThanOrEqual(expected[row].gIoU);
    }
    for (const figure of ["spearmanPooled", "spearmanPerQuestion", "top1Regret", "mae"] as const) {
      expect(report.evaluator[figure]).toBeCloseTo(expected.evaluator[figure] as number, 12);
    }
    const parts = ["stuff", "thing"].map((name) => {
      const of = SAMPLES.filter(({ category }) => category === name).map((sample) => plain(sample));
      return [name, plainFigures(of, convention)] as const;
    });
    for (const [name, figures] of parts) {
      expect(report.categories[name]?.top3Oracle?.gIoU).toBeCloseTo(figures.top3Oracle.gIoU, 12);
    }
    const macro = parts.reduce((sum, [, { top1 }]) => sum + top1.cIoU, 0) / parts.length;
    expect(report.macro.top1?.cIoU).toBeCloseTo(macro, 12);
    expect(Object.keys(report.kinds)).toEqual(["a", "b"]);
    expect(report).toMatchObject({ samples: 9, failed: 0, skipped: 2, missing: [], unknown: [] });
    expect(report.run?.usage).toEqual({ requests: 18, cached: 9, inputTokens: 900, outputTokens: 90, cost: 2.25 });
  });

  it("count a failed sample as empty masks, and go on", async () => {
    const runner = fakeRunner((sample) => {
      if (sample.request.question.includes("sample 3")) {
        throw new AppError({ code: "image-damaged", message: "It is cut off.", where: "x.png", cure: "Mend it." });
      }
      return fakeResult(sample);
    });
    const finished = await startBatch(options(newFolder()), runner);
    const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    const expected = plainFigures(
      SAMPLES.map((sample) => plain(sample, sample.id === "sample 3")),
      "lisa",
    );
    expect(report.failed).toBe(1);
    expect(report.failures).toMatchObject([{ id: "sample 3", code: "image-damaged", where: "x.png" }]);
    expect(report.average.top1?.gIoU).toBeCloseTo(expected.top1.gIoU, 12);
    expect(report.average.candidateOracle?.cIoU).toBeCloseTo(expected.candidateOracle.cIoU, 12);
    expect(report.evaluator.mae).toBeCloseTo(expected.evaluator.mae, 12);
    expect(report.evaluator.questions).toBe(8);
  });

  it("take the best of those that have a score where groups failed, and an empty mask where all did", async () => {
    // The first of one sample is unscored, and everything of another.
    const runner = fakeRunner((sample) => {
      const { question } = sample.request;
      const hides = (rank: number) => (question.includes("sample 1") && rank > 3) || question.includes("sample 2");
      return fakeResult(sample, (score, rank) => (hides(rank) ? null : score));
    });
    const finished = await startBatch(options(newFolder()), runner);
    const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    const expected = plainFigures(
      SAMPLES.map((sample) => {
        const masks = plain(sample);
        const hides = (index: number) => (sample.id === "sample 1" && index >= 3) || sample.id === "sample 2";
        const candidates = masks.candidates.map((each, i) => (hides(i) ? { ...each, score: null } : each));
        return { ...masks, candidates };
      }),
      "lisa",
    );
    expect(report.failed).toBe(1);
    expect(report.failures).toMatchObject([
      { id: "sample 1", partly: true, message: expect.stringContaining("2 of 5 candidates") },
      { id: "sample 2", message: expect.stringContaining("The server was asleep.") },
    ]);
    expect(report.run).toMatchObject({ partlyFailed: 1, unscored: 7 });
    for (const row of ["top1", "top3Oracle", "candidateOracle", "initial"] as const) {
      expect(report.average[row]?.gIoU).toBeCloseTo(expected[row].gIoU, 12);
    }
    expect(report.evaluator.top1Regret).toBeCloseTo(expected.evaluator.top1Regret, 12);
    expect(report.evaluator.spearmanPooled).toBeCloseTo(expected.evaluator.spearmanPooled as number, 12);
  });

  it("count questions apart whose scores are all equal", async () => {
    const runner = fakeRunner((sample) => fakeResult(sample, () => 0.5));
    const finished = await startBatch(options(newFolder()), runner);
    const { evaluator } = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    expect(evaluator).toMatchObject({ spearmanPooled: null, spearmanPerQuestion: null, constantQuestions: 9 });
    expect(evaluator).toMatchObject({ rankedQuestions: 0, questions: 9, candidates: 45 });
  });
});

describe("a run folder", () => {
  it("holds settings, versions, seeds and hashes, and no key", async () => {
    const endpoint = {
      ...{ url: "http://127.0.0.1:9/v1", model: "m", maskStyle: "binary" as const, maxSide: 1024, concurrency: 2 },
      ...{ timeoutSeconds: 9, retries: 0, maxTokens: 99, temperature: 0, price: null },
    };
    const services = fakeServices(packs, { endpoint: { endpoint, key: "sk-secret" } });
    const base = options(newFolder(), { services });
    const request = { ...base.settings.request, evaluator: "chat" as const };
    const finished = await startBatch({ ...base, settings: { ...base.settings, request, endpoint } }, fakeRunner());
    const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    const run = await readRunFile(finished.folder);
    expect(run).toMatchObject({
      ...{ format: 1, state: "finished", selected: 9, packs: [{ id: "bare", version: "1.0.0" }] },
      versions: { app: "9.9.9", onnxruntime: "1.30.0" },
      settings: { request: { seed: 3, evaluator: "chat" }, endpoint, discovery: { topTokens: 32, amgBudget: 9 } },
      source: { samples: 9, format: "own" },
    });
    expect(run.packs[0]?.manifest).toMatch(/^[0-9a-f]{64}$/);
    expect(report.settings).toMatchObject({ seed: 3, "endpoint.model": "m", "discovery.predIou": 0.88, limit: null });
    for (const name of ["run.json", "results.jsonl", "report.json", "report.md", "report.csv", "samples.csv"]) {
      expect(readFileSync(join(finished.folder, name), "utf8")).not.toContain("sk-secret");
    }
    evaluationReportSchema.strict().parse(JSON.parse(readFileSync(join(finished.folder, "report.json"), "utf8")));
  });

  it("is named by time, dataset and id below the usual place", async () => {
    const root = join(dir, "runs");
    const now = () => new Date("2026-05-06T07:08:09Z");
    const { folder } = await startBatch(options("unused", { out: null, root }), { ...fakeRunner(), now });
    expect(folder).toMatch(/runs[\\/]2026-05-06T07-08-09-fake-[0-9a-f]{6}$/);
  });

  it("is not taken twice, nor where something else lies", async () => {
    const folder = newFolder();
    let inner: Promise<unknown> | null = null;
    const runner = fakeRunner((sample) => {
      inner ??= refusalOf(startBatch(options(folder, { resume: true }), fakeRunner()));
      return fakeResult(sample);
    });
    await startBatch(options(folder), runner);
    expect(await inner).toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await refusalOf(startBatch(options(folder), fakeRunner()))).toMatchObject({
      code: "conflict",
      cure: expect.stringContaining("--resume"),
    });
    expect(await refusalOf(startBatch(options(packs), fakeRunner()))).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("other files"),
    });
  });

  it("takes a seeded subset, smaller ones inside of greater ones", async () => {
    const ran = async (limit: number, seed: number) => {
      const base = options(newFolder());
      const request = { ...base.settings.request, seed };
      const settings = { ...base.settings, request };
      const finished = await startBatch({ ...base, settings, selection: { limit, ids: null } }, fakeRunner());
      return finished.samples.map(({ id }) => id);
    };
    const [three, again, five, other] = [await ran(3, 1), await ran(3, 1), await ran(5, 1), await ran(5, 2)];
    expect(three).toEqual(again);
    expect(five).toEqual(expect.arrayContaining(three));
    expect(five).toHaveLength(5);
    expect(other).not.toEqual(five);
    expect([...five].sort()).toEqual(five);
  });
});

/** Stops at the given call, as a kill would: whatever was written stays, nothing is said. */
function stoppingRunner(at: number, abort: AbortController) {
  let calls = 0;
  return fakeRunner((sample) => {
    if (calls++ === at) abort.abort();
    return fakeResult(sample);
  });
}

describe("resuming", () => {
  it("gives the same wherever the run was stopped, and does nothing twice", async () => {
    const whole = await reportOf(await startBatch(options(newFolder()), fakeRunner()));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (stops, tear) => {
          const folder = newFolder();
          const asked: string[] = [];
          for (const [round, at] of stops.entries()) {
            const abort = new AbortController();
            const runner = stoppingRunner(at, abort);
            const start = startBatch(options(folder, { resume: round > 0, signal: abort.signal }), runner);
            const { code } = await refusalOf(start.then(() => null));
            if (code === "cancelled") expect(await readRunFile(folder)).toMatchObject({ state: "stopped" });
            // The one under way when it was stopped does not count as done.
            asked.push(...runner.asked.slice(0, code === "cancelled" ? -1 : undefined).map((s) => s.request.question));
            if (tear) appendFileSync(join(folder, "results.jsonl"), '{"id":"sample 0","ind');
          }
          const runner = fakeRunner();
          const finished = await startBatch(options(folder, { resume: true }), runner);
          asked.push(...runner.asked.map((sample) => sample.request.question));
          expect(asked.sort()).toEqual(SAMPLES.map(({ id }) => `Where is ${id}?`));
          expect(idsOf(folder).sort()).toEqual(SAMPLES.map(({ id }) => id));
          expect(await reportOf(finished)).toEqual(whole);
        },
      ),
      { numRuns: 12, seed: 5 },
    );
  });

  it("says that it was, and what its usage lacks", async () => {
    const folder = newFolder();
    const lacks = "earlier starts whose samples were not finished are not counted";
    const report = async (resume: boolean) => {
      const finished = await startBatch(options(folder, { resume }), fakeRunner());
      return await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    };
    expect((await report(false)).run?.resumed).toBeUndefined();
    expect(readFileSync(join(folder, "report.md"), "utf8")).not.toContain(lacks);
    const again = await report(true);
    expect(again.run?.resumed).toBe(true);
    expect(readFileSync(join(folder, "report.md"), "utf8")).toContain(lacks);
    expect(describeRunReport(again, folder)).toContain(lacks);
  });

  it("repeats failed samples, and only those", async () => {
    const folder = newFolder();
    const failing = fakeRunner((sample) => {
      if (/sample [25]/.test(sample.request.question)) throw new Error("The worker stumbled.");
      return fakeResult(sample);
    });
    expect((await startBatch(options(folder), failing)).samples).toHaveLength(9);
    const runner = fakeRunner();
    const finished = await startBatch(options(folder, { resume: true }), runner);
    expect(runner.asked.map(({ request }) => request.question)).toEqual(["Where is sample 2?", "Where is sample 5?"]);
    expect(finished.resumed).toBe(7);
    expect(await reportOf(finished)).toEqual(await reportOf(await startBatch(options(newFolder()), fakeRunner())));
  });

  it("refuses other settings, versions and samples, each by name", async () => {
    const folder = newFolder();
    await startBatch(options(folder), fakeRunner());
    const before = linesOf(folder);
    const base = options(folder, { resume: true });
    const request = { ...base.settings.request, groupSize: 3, without: ["amg" as const] };
    const cases: [Partial<BatchOptions>, RegExp][] = [
      [{ settings: { ...base.settings, request } }, /groupSize was 5, now is 3; without was none, now is amg/],
      [{ settings: { ...base.settings, convention: "lens" } }, /convention was lisa, now is lens/],
      [{ selection: { limit: 4, ids: null } }, /limit was none, now is 4/],
      [{ services: fakeServices(packs, { version: "10.0.0" }) }, /app version was 9.9.9, now is 10.0.0/],
      [{ source: fakeSource(SAMPLES.slice(1)) }, /dataset samples was 9, now is 8/],
      [{ services: fakeServices(writeBarePack(join(dir, "newer"), "1.1.0")) }, /pack bare was 1.0.0 .*now is 1.1.0/],
    ];
    for (const [changes, pattern] of cases) {
      const runner = fakeRunner();
      const error = await refusalOf(startBatch({ ...base, ...changes }, runner));
      expect(error).toMatchObject({ code: "conflict", message: expect.stringMatching(pattern), where: folder });
      expect(runner.asked).toEqual([]);
    }
    expect(linesOf(folder)).toEqual(before);
  });

  it("refuses results of another onnxruntime", async () => {
    const folder = newFolder();
    const abort = new AbortController();
    await startBatch(options(folder, { signal: abort.signal }), stoppingRunner(2, abort)).catch(() => null);
    const other = fakeRunner((sample) => ({ ...fakeResult(sample), versions: { app: "9.9.9", onnxruntime: "2.0.0" } }));
    expect(await refusalOf(startBatch(options(folder, { resume: true }), other))).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("onnxruntime 1.30.0, and now it is 2.0.0"),
    });
    expect(linesOf(folder)).toHaveLength(2);
  });

  it("finds the newest unfinished run of these settings in the usual place, else starts anew and says so", async () => {
    const root = join(dir, "runs");
    const at = (minute: number) => () => new Date(Date.UTC(2026, 0, 1, 0, minute));
    const stopped = async (minute: number, seed: number) => {
      const abort = new AbortController();
      const base = options("unused", { out: null, root, signal: abort.signal });
      const settings = { ...base.settings, request: { ...base.settings.request, seed } };
      const error = await refusalOf(
        startBatch({ ...base, settings }, { ...stoppingRunner(3, abort), now: at(minute) }).then(() => null),
      );
      return error.where as string;
    };
    const [, second] = [await stopped(1, 3), await stopped(2, 3)];
    await stopped(3, 4);
    const notices: string[] = [];
    const again = () =>
      startBatch(options("unused", { out: null, root, resume: true, onNotice: (text) => notices.push(text) }), {
        ...fakeRunner(),
        now: at(9),
      });
    const finished = await again();
    expect(finished.folder).toBe(second);
    expect(notices.join()).toContain("3 of 9 samples are finished");
    // A kill before the report was written leaves something to do.
    expect(await again()).toMatchObject({ folder: second, resumed: 9 });
    await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    await reportOf(await again());
    notices.length = 0;
    expect((await again()).resumed).toBe(0);
    expect(notices.join()).toContain("nothing to resume");
  });

  it("does not go on behind a damaged line", async () => {
    const folder = newFolder();
    await startBatch(options(folder), fakeRunner());
    const lines = linesOf(folder);
    writeFileSync(join(folder, "results.jsonl"), `${[lines[0], "{", ...lines.slice(2)].join("\n")}\n`);
    expect(await refusalOf(startBatch(options(folder, { resume: true }), fakeRunner()))).toMatchObject({
      code: "bad-input",
      where: expect.stringMatching(/results\.jsonl:2$/),
    });
  });
});

describe("what ends a run", () => {
  it.each(["unauthorised", "model-broken", "model-missing"] as const)("%s, at once", async (code) => {
    const folder = newFolder();
    const runner = fakeRunner((sample) => {
      if (sample.request.question.includes("sample 2")) throw new AppError({ code, message: "No.", cure: "Mend it." });
      return fakeResult(sample);
    });
    const error = await refusalOf(startBatch(options(folder), runner));
    expect(error).toMatchObject({ code, message: "No.", cure: expect.stringContaining("--resume --out") });
    expect(runner.asked).toHaveLength(3);
    expect(linesOf(folder)).toHaveLength(2);
    expect(await readRunFile(folder)).toMatchObject({ state: "stopped", problem: { code } });
  });

  it("five failures of the endpoint in a row", async () => {
    const source = fakeSource(fakeSamples(30));
    const runner = fakeRunner(() => {
      throw new AppError({ code: "endpoint-failed", message: "Nobody answers.", cure: "Start it." });
    });
    const error = await refusalOf(startBatch(options(newFolder(), { source }), runner));
    expect(error).toMatchObject({ code: "endpoint-failed", message: expect.stringContaining("Nobody answers.") });
    expect(runner.asked).toHaveLength(5);
  });

  it("but not four: those are reported, and nothing was scored", async () => {
    const source = fakeSource(fakeSamples(4));
    const runner = fakeRunner((sample) => fakeResult(sample, () => null));
    const finished = await startBatch(options(newFolder(), { source }), runner);
    const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    expect(report).toMatchObject({ samples: 4, failed: 4, evaluator: { candidates: 0 } });
    expect(nothingScored(report)).toBe(true);
    const one = fakeRunner((s) => fakeResult(s, (score) => (s.request.question.includes("sample 2") ? score : null)));
    const scored = await startBatch(options(newFolder(), { source }), one);
    expect(nothingScored(await writeReports(scored, { skipped: 0, notes: [] }, { bootstrap: null }))).toBe(false);
  });

  it("or keeps its report from being written, which resuming does then", async () => {
    const finished = await startBatch(options(newFolder()), fakeRunner());
    const abort = new AbortController();
    abort.abort();
    const write = writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: 10, signal: abort.signal });
    expect(await refusalOf(write)).toMatchObject({
      code: "cancelled",
      cure: expect.stringContaining(`--resume --out ${finished.folder}`),
    });
  });

  it("a signal, with a word on how to go on", async () => {
    const folder = newFolder();
    const abort = new AbortController();
    const start = startBatch(options(folder, { signal: abort.signal }), stoppingRunner(4, abort));
    const error = await refusalOf(start);
    expect(error).toMatchObject({ code: "cancelled", where: folder, cure: expect.stringContaining("4 of 9 samples") });
  });
});

describe("while it runs", () => {
  it("tells how far it is, how fast, and how long it takes", async () => {
    const told: BatchProgress[] = [];
    let time = 0;
    const clock = () => time;
    const runner = fakeRunner((sample) => {
      time += 2000;
      return fakeResult(sample);
    });
    await startBatch(options(newFolder(), { onProgress: (progress) => told.push(progress) }), { ...runner, clock });
    expect(told[0]).toEqual({ done: 0, total: 9, failed: 0, perSecond: null, secondsLeft: null });
    expect(told[3]).toEqual({ done: 3, total: 9, failed: 0, perSecond: 0.5, secondsLeft: 12 });
    expect(told.at(-1)).toMatchObject({ done: 9, secondsLeft: 0 });
  });

  it("goes on to the next samples while an endpoint's answers are awaited, a bounded number of them", async () => {
    const folder = newFolder();
    const endpoint = endpointSchema.parse({ url: "http://127.0.0.1:9/v1", model: "m", concurrency: 6 });
    const services = fakeServices(packs, { endpoint: { endpoint, key: null } });
    const base = options(folder, { services });
    const request = { ...base.settings.request, evaluator: "chat" as const };
    const waiting: (() => void)[] = [];
    let [calls, under, most] = [0, 0, 0];
    const runSample: SampleRunner = async (_, sample) => {
      most = Math.max(most, ++under);
      // The first three wait for the fourth, which lets the last of them go first.
      if (++calls < 4) await new Promise<void>((go) => waiting.unshift(go));
      for (const go of waiting.splice(0)) go();
      under--;
      return fakeResult(sample);
    };
    const finished = await startBatch({ ...base, settings: { ...base.settings, request, endpoint } }, { runSample });
    expect(most).toBe(4);
    expect(idsOf(folder)).not.toEqual(SAMPLES.map(({ id }) => id));
    const report = await reportOf(finished);
    const alone = await reportOf(await startBatch(options(newFolder()), fakeRunner()));
    expect([report.average, report.intervals, report.categories]).toEqual([
      ...[alone.average, alone.intervals, alone.categories],
    ]);
  });

  it("hands the ground truth to the oracle alone", async () => {
    for (const evaluator of ["oracle", "random"] as const) {
      const base = options(newFolder());
      const runner = fakeRunner();
      const request = { ...base.settings.request, evaluator };
      await startBatch({ ...base, settings: { ...base.settings, request } }, runner);
      expect(runner.asked.length).toBeGreaterThan(0);
      expect(runner.asked.every(({ groundTruth }) => (groundTruth !== null) === (evaluator === "oracle"))).toBe(true);
    }
  });

  it("keeps results with the samples once, also where a kill came between", async () => {
    const kept = new Map<string, string[]>();
    let failAt = 3;
    const record = (id: string, batch: string) => kept.set(id, [...(kept.get(id) ?? []), batch]);
    const keeper = {
      record: (id: string, { batch = "" }: { batch?: string | undefined }) => {
        if (failAt-- === 0) throw new AppError({ code: "disk-full", message: "Full.", cure: "Free some." });
        record(id, batch);
      },
      recordOnce: (id: string, { batch = "" }: { batch?: string | undefined }) => {
        if (!kept.get(id)?.includes(batch)) record(id, batch);
      },
    };
    const folder = newFolder();
    const source = fakeSource(SAMPLES, { keeper });
    expect((await refusalOf(startBatch(options(folder, { source }), fakeRunner()))).code).toBe("disk-full");
    expect(kept.size).toBe(3);
    expect(linesOf(folder)).toHaveLength(4);
    const runner = fakeRunner();
    const { run } = await startBatch(options(folder, { source, resume: true }), runner);
    expect(runner.asked).toHaveLength(5);
    expect([...kept.values()]).toEqual(SAMPLES.map(() => [run.id]));
  });

  it("says so where there is nothing to run", async () => {
    const error = await refusalOf(startBatch(options(newFolder(), { source: fakeSource([]) }), fakeRunner()));
    expect(error).toMatchObject({ code: "bad-input", message: expect.stringContaining("No sample") });
  });
});

it("the fixture's fifth sample means nothing, so that empty targets are counted too", () => {
  expect(SAMPLES[4]?.truth).toEqual(createBitmap(WIDTH, HEIGHT));
});
