import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { createBitmap } from "#core/masks";
import { endpointSchema } from "#core/samples";
import { evaluationReportSchema } from "#electron/evaluation";
import { type BatchProgress, readRunFile, type SampleRunner, startBatch, writeReports } from "#electron/runs";
import {
  dir,
  idsOf,
  linesOf,
  newFolder,
  options,
  ownFolders,
  packs,
  plain,
  refusalOf,
  reportOf,
  SAMPLES,
} from "./batch-setup.ts";
import { fakeResult, fakeRunner, fakeServices, fakeSource, HEIGHT, WIDTH } from "./fake-run.ts";
import { plainFigures } from "./plain-figures.ts";

ownFolders();

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
