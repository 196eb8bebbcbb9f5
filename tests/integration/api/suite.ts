import { join } from "node:path";
import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ErrorReport, errorReportSchema } from "#core/errors";
import { discoverResult, segmentResult, type TestServices, testServices } from "../../mocks/services.ts";
import type { Connect, Connection } from "./links.ts";

/** The same behaviour is asked of both hosts' links. */
export function describeApi(name: string, connect: Connect): void {
  describe(`API over ${name}`, () => {
    let test: TestServices;
    let link: Connection;
    beforeEach(async () => {
      test = await testServices();
      link = await connect(test.services, test.root);
    });
    afterEach(async () => {
      await link.close();
      await test.dispose();
    });

    /** A project with one sample. */
    const project = async (question = "What is red?") => {
      const { projectId } = await link.client.projects.create.mutate({ dir: join(test.root, "p"), title: "P" });
      const samples = [{ imagePath: test.image("a.png"), question }];
      const { sampleIds } = await link.client.samples.add.mutate({ projectId, samples, copy: false });
      return { projectId, sampleId: sampleIds[0] as string };
    };

    describe("queries and mutations", () => {
      it("answers a query", async () => {
        const info = await link.client.app.info.query();
        expect(info).toMatchObject({ version: "0.0.0-test", platform: process.platform });
      });

      it("answers a mutation, and a query sees what it changed", async () => {
        const changed = await link.client.settings.set.mutate({ theme: "light" });
        expect(changed.theme).toBe("light");
        expect((await link.client.settings.get.query()).theme).toBe("light");
      });

      it("answers a mutation that has nothing to say", async () => {
        const { projectId } = await project();
        await expect(link.client.projects.close.mutate({ projectId })).resolves.toBeFalsy();
      });

      it("carries every script and sign unchanged", async () => {
        const question = 'Où est la 猫? Покажи 👩🏽‍🚀 \u0000 \u2028 " \\ </script> \ud83e\udd16';
        const { projectId, sampleId } = await project(question.replace("\u0000", ""));
        const sample = await link.client.samples.get.query({ projectId, sampleId });
        expect(sample.question).toBe(question.replace("\u0000", ""));
      });

      it("answers many calls at once, each with its own answer", async () => {
        const { projectId } = await project();
        const dirs = Array.from({ length: 40 }, (_, i) => join(test.root, i % 2 ? "images" : "."));
        const answers = await Promise.all([
          ...dirs.map((dir) => link.client.files.list.query({ dir })),
          link.client.samples.counts.query({ projectId }),
        ]);
        expect(answers.slice(0, 40).map((answer) => (answer as { dir: string }).dir)).toEqual(
          dirs.map((dir) => join(dir)).map((dir) => dir.replace(/[\\/]$/, "")),
        );
        expect(answers[40]).toMatchObject({ todo: 1 });
      });

      it("takes a question of 100,000 signs", async () => {
        const question = "?".repeat(100_000);
        const { projectId, sampleId } = await project(question);
        expect((await link.client.samples.get.query({ projectId, sampleId })).question).toHaveLength(100_000);
      });
    });

    describe("errors", () => {
      it("names the field that is wrong", async () => {
        const report = await reportOf(link.client.samples.page.query({ projectId: "x", offset: 0, limit: 0 }));
        expect(report.code).toBe("bad-input");
        expect(report.message).toContain("limit");
        expect(report.cure).not.toBe("");
      });

      it("refuses a question of 5 MB, and goes on", async () => {
        const { projectId } = await project();
        const samples = [{ imagePath: test.image("a.png"), question: "?".repeat(5 * 1024 * 1024) }];
        const report = await reportOf(link.client.samples.add.mutate({ projectId, samples, copy: false }));
        expect(report.code).toBe("bad-input");
        expect(report.message).toContain("question");
        expect(await link.client.samples.counts.query({ projectId })).toMatchObject({ todo: 1 });
      });

      it("carries code, message and cure of our own errors", async () => {
        const report = await reportOf(link.client.samples.counts.query({ projectId: "0123456789abcdef" }));
        expect(report).toEqual({
          code: "not-found",
          message: "This project is not open any more.",
          cure: "Open it again from the start screen; everything that was saved is there.",
        });
      });

      it("says where", async () => {
        const dir = join(test.root, "nowhere");
        const report = await reportOf(link.client.files.list.query({ dir }));
        expect(report).toMatchObject({ code: "bad-input", where: dir });
      });

      it("says that a procedure is unknown", async () => {
        const client = link.client as unknown as { nope: { at: { all: { query(): Promise<unknown> } } } };
        const report = await reportOf(client.nope.at.all.query());
        expect(report.code).toBe("not-found");
        expect(report.message).toContain("nope.at.all");
      });

      it("reports a failure of our own without its stack, which goes to the log", async () => {
        const log = vi.spyOn(console, "error").mockImplementation(() => {});
        const { projectId, sampleId } = await project();
        const prompts = { points: [{ x: 1, y: 1, label: 1 as const }], box: null };
        const answer = link.client.sam.segment.query({ projectId, sampleId, prompts });
        const failed = failureOf(answer);
        (await test.pipeline.next("segment")).fail(new TypeError("the inner gear broke"));
        const error = await failed;
        expect(reportIn(error)).toMatchObject({ code: "internal", message: "the inner gear broke" });
        const sent = JSON.stringify({ data: error.data, shape: error.shape });
        expect(sent).not.toMatch(/stack|\.ts:\d|node_modules|at /);
        expect(log).toHaveBeenCalledWith("API call sam.segment failed:", expect.any(TypeError));
        log.mockRestore();
      });
    });

    describe("cancellation", () => {
      it("aborts the work behind a query that nobody waits for", async () => {
        const { projectId, sampleId } = await project();
        const prompts = { points: [{ x: 1, y: 1, label: 1 as const }], box: null };
        const abort = new AbortController();
        const answer = failureOf(
          link.client.sam.segment.query({ projectId, sampleId, prompts }, { signal: abort.signal }),
        );
        const call = await test.pipeline.next("segment");
        abort.abort();
        await call.cancelled;
        expect((await answer).cause).toMatchObject({ name: "AbortError" });
        // The link is as good as before.
        const again = link.client.sam.segment.query({ projectId, sampleId, prompts });
        (await test.pipeline.next("segment")).finish(segmentResult());
        expect((await again).predictedIou).toBe(0.93);
      });

      it("cancels a run by its job, and the watcher hears it", async () => {
        const { projectId, sampleId } = await project();
        const updates = collect<{ state: string }>((on) => link.client.runs.watch.subscribe({ projectId }, on));
        await updates.started;
        const request = { attention: "grid" as const, points: [], seed: 0 };
        const job = await link.client.runs.start.mutate({ projectId, sampleId, request });
        const call = await test.pipeline.next("discover");
        await link.client.runs.cancel.mutate({ jobId: job.id });
        await call.cancelled;
        await updates.until((update) => update.state === "cancelled");
        updates.end();
      });
    });

    describe("subscriptions", () => {
      it("streams a run's progress up to its result", async () => {
        const { projectId, sampleId } = await project();
        type Update = { state: string; step: string; done: number; sample: { candidates: unknown[] } | null };
        const updates = collect<Update>((on) => link.client.runs.watch.subscribe({ projectId }, on));
        await updates.started;
        const request = { attention: "grid" as const, points: [], seed: 7, top: 1 };
        await link.client.runs.start.mutate({ projectId, sampleId, request });
        const call = await test.pipeline.next("discover");
        expect(call.input.request).toMatchObject({ question: "What is red?", seed: 7, attention: { source: "grid" } });
        call.options.onProgress?.({ step: "encode", done: 0, total: 3 });
        call.options.onProgress?.({ step: "discover", done: 2, total: 3 });
        call.finish(discoverResult());
        const last = await updates.until((update) => update.state === "done");
        expect(last.sample?.candidates).toHaveLength(1);
        const steps = updates.seen.map((update) => `${update.state} ${update.step} ${update.done}`);
        expect(steps.filter((step, i) => step !== steps[i - 1])).toEqual([
          "queued queued 0",
          "running encode 0",
          "running discover 2",
          "running evaluate 0",
          "running evaluate 1",
          "done done 1",
        ]);
        updates.end();
      });

      it("says the present state first, then every change", async () => {
        const states = collect<{ state: string }>((on) => link.client.app.watchPipeline.subscribe(undefined, on));
        await states.until((status) => status.state === "stopped");
        test.pipeline.setStatus({ state: "starting" });
        test.pipeline.setStatus({ state: "ready", pid: 4711 });
        await states.until((status) => status.state === "ready");
        expect(states.seen.map((status) => status.state)).toEqual(["stopped", "starting", "ready"]);
        states.end();
      });

      it("stops listening when the client unsubscribes", async () => {
        const states = collect<{ state: string }>((on) => link.client.app.watchPipeline.subscribe(undefined, on));
        await test.pipeline.listeners(1);
        states.end();
        await test.pipeline.listeners(0);
      });

      it("stops listening when the host closes", async () => {
        collect<{ state: string }>((on) => link.client.app.watchPipeline.subscribe(undefined, on));
        await test.pipeline.listeners(1);
        await link.close();
        await test.pipeline.listeners(0);
      });

      it("refuses one with a wrong input by a report", async () => {
        const failed = new Promise<unknown>((resolve) => {
          link.client.runs.watch.subscribe({ projectId: "" }, { onError: resolve });
        });
        expect(reportIn(await failed)).toMatchObject({ code: "bad-input" });
      });
    });
  });
}

async function failureOf(call: Promise<unknown>): Promise<TRPCClientError<never>> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof TRPCClientError) return thrown;
    throw thrown;
  }
  throw new Error("The call should have failed.");
}

function reportIn(error: unknown): ErrorReport {
  return errorReportSchema.parse((error as { data?: { report?: unknown } }).data?.report);
}

const reportOf = async (call: Promise<unknown>): Promise<ErrorReport> => reportIn(await failureOf(call));

interface Handlers<T> {
  onStarted(): void;
  onData(value: unknown): void;
  onError(error: unknown): void;
  readonly type?: T;
}

/** Gathers what a subscription says, so that a test can await what it expects. */
function collect<T>(subscribe: (handlers: Handlers<T>) => { unsubscribe(): void }) {
  const seen: T[] = [];
  const waits: { test: (value: T) => boolean; resolve: (value: T) => void; reject: (error: unknown) => void }[] = [];
  let start: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const { unsubscribe } = subscribe({
    onStarted: () => start(),
    onData: (value) => {
      seen.push(value as T);
      for (const wait of waits) if (wait.test(value as T)) wait.resolve(value as T);
    },
    onError: (error) => {
      for (const wait of waits) wait.reject(error);
    },
  });
  return {
    seen,
    started,
    until: (test: (value: T) => boolean): Promise<T> => {
      const found = seen.find(test);
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve, reject) => waits.push({ test, resolve, reject }));
    },
    end: unsubscribe,
  };
}
