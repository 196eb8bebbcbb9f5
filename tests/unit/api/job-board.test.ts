import { describe, expect, it, vi } from "vitest";
import { AppError } from "#core/errors";
import { runRequestSchema } from "#core/samples";
import type { Pipeline, RequestOptions } from "#electron/jobs";
import type { RunServices } from "#electron/runs";
import type { JobRecord, ProjectStore } from "#electron/store";
import type { DiscoverResult } from "#native-models/engine";
import { JobBoard, type JobUpdate } from "../../../electron/api/job-board.ts";
import { FakePipeline } from "../../mocks/pipeline.ts";
import { discoverResult } from "../../mocks/services.ts";

const request = runRequestSchema.parse({ question: "Which one?", attention: "grid" });
const result = discoverResult();

function pipelineThat(answer: (options: RequestOptions) => Promise<DiscoverResult>): () => RunServices {
  const ask = (_kind: string, _input: unknown, options: RequestOptions = {}) => answer(options);
  const pipeline = { request: vi.fn(ask) } as unknown as Pipeline;
  return () => ({ pipeline, version: "test", packDirs: [], cacheDir: "/nowhere", endpoint: null });
}

/** A pipeline whose answer comes although it was told to stop. */
function deaf(pipeline: FakePipeline): Pipeline {
  return { request: (kind: "discover", input: never) => pipeline.request(kind, input) } as unknown as Pipeline;
}

function fakeStore() {
  const jobs: JobRecord[] = [];
  const runs: string[] = [];
  const store = {
    sample: (id: string) => ({ id, imageId: "i", image: { width: 32, height: 24 }, groundTruth: null }),
    imageStatus: () => "ok",
    imageFile: () => ({ file: "/photo.png" }),
    recordJob: (job: JobRecord) => jobs.push(job),
    recordRun: (sampleId: string) => {
      runs.push(sampleId);
      return { runId: "r" };
    },
  };
  return { store: store as unknown as ProjectStore, jobs, runs };
}

/** Resolves with all updates of a job once it has ended. */
function untilEnd(board: JobBoard): Promise<readonly JobUpdate[]> {
  const seen: JobUpdate[] = [];
  return new Promise((resolve) => {
    board.onUpdate((update) => {
      seen.push(update);
      if (update.state !== "queued" && update.state !== "running") resolve(seen);
    });
  });
}

describe("JobBoard", () => {
  it("tells the steps, stores the result and ends with the sample as it is now", async () => {
    const { store, jobs, runs } = fakeStore();
    const board = new JobBoard(
      pipelineThat(async ({ onProgress }) => {
        onProgress?.({ step: "encode", done: 0, total: 1 });
        onProgress?.({ step: "discover", done: 3, total: 8 });
        return result;
      }),
    );
    const end = untilEnd(board);
    board.startRun("p", store, "s", request);
    const updates = await end;
    expect(updates.map(({ state, step }) => `${state} ${step}`)).toEqual([
      "queued queued",
      "running encode",
      "running discover",
      "running evaluate",
      "running evaluate",
      "done done",
    ]);
    expect(runs).toEqual(["s"]);
    expect(updates.at(-1)?.sample?.id).toBe("s");
    // A run's trace is large: it travels once, not with every list.
    expect(board.list("p")).toMatchObject([{ state: "done", sample: null }]);
    expect(jobs.map((job) => job.state)).toEqual(["queued", "running", "done"]);
  });

  it("answers the running job instead of starting a second one for the same sample", () => {
    const { store } = fakeStore();
    const board = new JobBoard(pipelineThat(() => new Promise(() => undefined)));
    const first = board.startRun("p", store, "s", request);
    expect(board.startRun("p", store, "s", request).id).toBe(first.id);
    expect(board.startRun("p", store, "other", request).id).not.toBe(first.id);
  });

  it("reports a failure with its cure and stores no result", async () => {
    const { store, runs } = fakeStore();
    const failure = new AppError({ code: "worker-failed", message: "It died.", cure: "Try again." });
    const board = new JobBoard(pipelineThat(() => Promise.reject(failure)));
    const end = untilEnd(board);
    board.startRun("p", store, "s", request);
    expect((await end).at(-1)).toMatchObject({ state: "failed", error: { code: "worker-failed", cure: "Try again." } });
    expect(runs).toEqual([]);
  });

  it("stores nothing of a run that was cancelled, even if its answer was on its way", async () => {
    const { store, runs } = fakeStore();
    const pipeline = new FakePipeline();
    const board = new JobBoard(() => ({ ...pipelineThat(async () => result)(), pipeline: deaf(pipeline) }));
    const end = untilEnd(board);
    const job = board.startRun("p", store, "s", request);
    const call = await pipeline.next("discover");
    board.cancel(job.id);
    call.finish(result);
    expect((await end).at(-1)?.state).toBe("cancelled");
    expect(runs).toEqual([]);
  });

  it("lists only the project's own jobs", () => {
    const { store } = fakeStore();
    const board = new JobBoard(pipelineThat(() => new Promise(() => undefined)));
    board.startRun("p", store, "s", request);
    expect(board.list("q")).toEqual([]);
    expect(board.list("p")).toHaveLength(1);
  });
});
