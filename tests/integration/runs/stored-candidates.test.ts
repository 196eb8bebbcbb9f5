import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toErrorReport } from "#core/errors";
import type { CandidateSource, RunResult } from "#core/samples";
import {
  type BatchOptions,
  openStoredCandidates,
  runSample,
  type SampleLine,
  type SampleToRun,
  startBatch,
  writeReports,
} from "#electron/runs";
import {
  batchOptions,
  fakeResult,
  fakeRunner,
  fakeSamples,
  fakeServices,
  fakeSource,
  writeBarePack,
} from "./fake-run.ts";

let dir: string;
let packs: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-stored-"));
  packs = writeBarePack(join(dir, "packs"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const SAMPLES = fakeSamples(6);
const SOURCES: readonly CandidateSource[] = ["original", "original", "semantic", "amg", "amg"];

function options(out: string, changes: Partial<BatchOptions> = {}): BatchOptions {
  return batchOptions(fakeSource(SAMPLES), fakeServices(packs), join(dir, out), changes);
}

const linesOf = (folder: string): SampleLine[] =>
  readFileSync(join(dir, folder, "results.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A discovery whose candidates come in the order c0, c1, ..., of all three sources. */
function found({ request, image }: SampleToRun): NonNullable<SampleToRun["found"]> {
  const result: RunResult = fakeResult({ request, image, groundTruth: null });
  const { trace, versions } = result;
  if (trace === undefined || versions === undefined) throw new Error("both are there");
  const candidates = result.candidates.map((candidate, index) => {
    return { ...candidate, source: SOURCES[index] as CandidateSource, predictedIou: (5 - index) / 10, score: null };
  });
  return { ...result, candidates, trace, versions, timings: { encode: 5, segment: 4, discover: 3, steps: {} } };
}

/** A first run: its discovery is made up, its scoring is the app's own. */
const first = (out: string, changes: Partial<BatchOptions> = {}) =>
  startBatch(options(out, changes), {
    runSample: async (services, sample, more) => {
      const discovered = found(sample);
      const result = await runSample(services, { ...sample, found: discovered }, more);
      const { encode, segment, discover } = discovered.timings;
      return { ...result, timings: { ...result.timings, encode, segment, discover } };
    },
  });

async function scoredAnew(of: string, out: string, changes: Partial<BatchOptions> = {}) {
  const candidates = await openStoredCandidates(join(dir, of));
  // The services' pipeline rejects every request: nothing is discovered.
  return startBatch(options(out, { candidates, ...changes }), { runSample });
}

const withRequest = (changes: Partial<BatchOptions["settings"]["request"]>): Partial<BatchOptions> => {
  const { settings } = options("any");
  return { settings: { ...settings, request: { ...settings.request, ...changes } } };
};

const refusalOf = async (work: Promise<unknown>) => toErrorReport(await work.catch((thrown: unknown) => thrown));

describe("candidates of an earlier run", () => {
  it("are those that it found, in their order: the same evaluator gives the same groups, scores and figures", async () => {
    const once = await first("first");
    const again = await scoredAnew("first", "second");
    expect(again.samples).toHaveLength(6);
    const facts = ({ result, figures }: SampleLine) => {
      const groups = result?.scoring?.groups.map(({ candidates, scores }) => ({ candidates, scores }));
      return { groups, candidates: result?.candidates, trace: result?.trace, figures };
    };
    expect(linesOf("second").map(facts)).toEqual(linesOf("first").map(facts));
    expect(again.run.settings.candidates).toMatchObject({ run: once.run.id, folder: join(dir, "first") });
  });

  it("take part in groups of any size", async () => {
    await first("first", withRequest({ groupSize: 2 }));
    await scoredAnew("first", "all in one", withRequest({ groupSize: 15, seed: 9 }));
    await first("straight", withRequest({ groupSize: 15, seed: 9 }));
    const groups = (of: string) =>
      linesOf(of).map(({ result }) => result?.scoring?.groups.map((each) => each.candidates));
    expect(groups("all in one")).toEqual(groups("straight"));
    expect(groups("all in one").every((each) => each?.length === 1)).toBe(true);
  });

  it("leave out the sources that the run is to do without, and times are of scoring alone", async () => {
    await first("first");
    const finished = await scoredAnew("first", "second", withRequest({ evaluator: "predicted-iou", without: ["amg"] }));
    for (const { result } of linesOf("second")) {
      expect(result?.candidates.map(({ id, source }) => `${id} ${source}`)).toEqual([
        "c0 original",
        "c1 original",
        "c2 semantic",
      ]);
      expect(result?.trace?.without).toEqual(["amg"]);
      expect(result?.timings).toMatchObject({ encode: 0, segment: 0, discover: 0 });
    }
    const report = await writeReports(finished, { skipped: 0, notes: [] }, { bootstrap: null });
    expect(report.run?.candidatesOf).toMatchObject({ folder: join(dir, "first") });
    expect(Object.keys(report.timings.steps ?? {})).not.toContain("discover");
    expect(readFileSync(join(dir, "second", "report.md"), "utf8")).toContain("times are of scoring alone");
  });

  it("are of the samples that the run drew, whatever the seed of the groups", async () => {
    const limit = { selection: { limit: 3, ids: null } };
    await first("first", limit);
    await scoredAnew("first", "second", { ...limit, ...withRequest({ seed: 77 }) });
    const ids = (of: string) => linesOf(of).map(({ id }) => id);
    expect(ids("second")).toEqual(ids("first"));
  });

  it("are the last line's where a sample was repeated, and a line that a kill left torn is none", async () => {
    await first("first");
    const [line] = linesOf("first");
    appendFileSync(
      join(dir, "first", "results.jsonl"),
      `${JSON.stringify({ ...line, milliseconds: 1 })}\n{"id": "torn`,
    );
    const finished = await scoredAnew("first", "second");
    expect(finished.samples).toHaveLength(6);
    // The other run's file is left as it is.
    expect(readFileSync(join(dir, "first", "results.jsonl"), "utf8")).toMatch(/"torn$/);
  });

  it("go on after a stop, and not with another run's", async () => {
    await first("first");
    await first("other", withRequest({ seed: 4 }));
    const controller = new AbortController();
    const candidates = await openStoredCandidates(join(dir, "first"));
    let done = 0;
    const stopped = startBatch(options("second", { candidates, signal: controller.signal }), {
      runSample: async (...args) => {
        if (++done === 3) controller.abort();
        return runSample(...args);
      },
    });
    expect(await refusalOf(stopped)).toMatchObject({ code: "cancelled" });
    const refused = await refusalOf(scoredAnew("other", "second", { resume: true }));
    expect(refused).toMatchObject({ code: "conflict", message: expect.stringContaining("candidates.run was") });
    const finished = await scoredAnew("first", "second", { resume: true });
    expect(finished.resumed).toBe(2);
    expect(finished.samples).toHaveLength(6);
  });
});

describe("what is refused by name", () => {
  it("a run over other samples", async () => {
    await first("first");
    const source = fakeSource(fakeSamples(5));
    const refused = await refusalOf(scoredAnew("first", "second", { source }));
    expect(refused).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("fake (own, 6 samples), and this is fake (own, 5 samples)"),
      where: join(dir, "first"),
    });
  });

  it("a run that has not finished these samples", async () => {
    await first("first", { selection: { limit: 3, ids: null } });
    const refused = await refusalOf(scoredAnew("first", "second"));
    expect(refused).toMatchObject({ code: "bad-input", message: expect.stringMatching(/sample \d" and 2 more/) });
  });

  it("a folder without a run, and damaged results", async () => {
    expect(await refusalOf(openStoredCandidates(join(dir, "nothing")))).toMatchObject({ code: "not-found" });
    await first("first");
    const file = join(dir, "first", "results.jsonl");
    writeFileSync(file, `not json\n${readFileSync(file, "utf8")}`);
    const refused = await refusalOf(openStoredCandidates(join(dir, "first")));
    expect(refused).toMatchObject({ code: "bad-input", where: `${file}:1` });
  });

  it("a sample whose picture has changed, or that failed then; the others go on", async () => {
    await startBatch(options("first"), {
      runSample: fakeRunner((sample) => {
        if (sample.request.question.includes("sample 2")) throw new Error("The worker stumbled.");
        return fakeResult(sample);
      }).runSample,
    });
    const source = fakeSource(SAMPLES);
    const changed: typeof source = {
      ...source,
      async *samples(places, signal) {
        for await (const sample of source.samples(places, signal)) {
          const image = async () => ({ ...(await sample.image()), hash: "f".repeat(64) });
          yield sample.id === "sample 1" ? { ...sample, image } : sample;
        }
      },
    };
    const { samples } = await scoredAnew("first", "second", { source: changed });
    const failures = samples.flatMap(({ id, failure }) =>
      failure === null ? [] : [[id, failure.code, failure.message]],
    );
    expect(failures).toEqual([
      ["sample 1", "image-changed", expect.stringContaining("another one")],
      ["sample 2", "internal", expect.stringContaining("stumbled")],
    ]);
  });
});
