import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors";
import { describeRunReport, nothingScored } from "#electron/evaluation";
import { type BatchOptions, readRunFile, startBatch, writeReports } from "#electron/runs";
import {
  dir,
  idsOf,
  linesOf,
  newFolder,
  options,
  ownFolders,
  packs,
  refusalOf,
  reportOf,
  SAMPLES,
} from "./batch-setup.ts";
import { fakeResult, fakeRunner, fakeSamples, fakeServices, fakeSource, writeBarePack } from "./fake-run.ts";

ownFolders();

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
