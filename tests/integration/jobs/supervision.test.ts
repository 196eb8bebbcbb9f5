import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPipeline, type Pipeline, type PipelineOptions, type PipelineStatus } from "#electron/jobs";

const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);

const settings = {
  cacheDir: "/nowhere",
  packDirs: [],
  provider: "cpu",
  threads: 1,
  embeddingCacheBytes: 0,
  memoryCeilingBytes: 0,
};

let dir: string;
let pipeline: Pipeline;
let log: string[];

function open(options: Partial<PipelineOptions> = {}): Pipeline {
  log = [];
  pipeline = createPipeline({
    workerFile: fixture("obedient-worker.mjs"),
    settings,
    log: (line) => log.push(line),
    times: { backoffMs: 10, stopGraceMs: 2000 },
    ...options,
  });
  return pipeline;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rea2seg-jobs-"));
  open();
});
afterEach(async () => {
  await pipeline.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** The fixture answers with its pid and the input; the contract's type is of no use here. */
async function ask(path: string, options: Parameters<Pipeline["request"]>[2] = {}): Promise<{ pid: number }> {
  return (await pipeline.request("encode", { path, hash: null }, options)) as unknown as { pid: number };
}

/** Starts a job that holds, and resolves when the worker has it in hand. */
async function hold(
  path: string,
  options: Parameters<Pipeline["request"]>[2] = {},
): Promise<{ job: Promise<unknown> }> {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const job = ask(path, { ...options, onProgress: () => resolve() });
  job.catch(() => {});
  await promise;
  return { job };
}

function killWorker(signal: NodeJS.Signals): number {
  const { pid } = pipeline.status();
  if (pid === null) throw new Error("there is no worker to kill");
  process.kill(pid, signal);
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves at the first status that satisfies the test, the present one included. */
function statusWhere(test: (status: PipelineStatus) => boolean): Promise<PipelineStatus> {
  if (test(pipeline.status())) return Promise.resolve(pipeline.status());
  return new Promise((resolve) => {
    const end = pipeline.onStatus((status) => {
      if (!test(status)) return;
      end();
      resolve(status);
    });
  });
}

describe("a worker that dies", () => {
  it("by SIGKILL in the middle of a job: the job is done by a new worker", async () => {
    const { job } = await hold(`hold-once ${join(dir, "mark")}`);
    const dead = killWorker("SIGKILL");
    await expect(job).resolves.toMatchObject({ pid: expect.not.toSatisfy((pid: number) => pid === dead) });
    expect(pipeline.status()).toMatchObject({ restarts: 1, lastProblem: expect.stringContaining("signal SIGKILL") });
  });

  it("by process.abort() in the middle of a job: the job is done by a new worker", async () => {
    await expect(ask(`abort-once ${join(dir, "mark")}`)).resolves.toMatchObject({ pid: expect.any(Number) });
    expect(pipeline.status().restarts).toBe(1);
  });

  it("twice under one job: that job fails with the last log lines, those behind it are done", async () => {
    const [broken, behind] = await Promise.allSettled([ask("abort"), ask("echo")]);
    expect(broken).toMatchObject({
      status: "rejected",
      reason: {
        code: "worker-failed",
        message: expect.stringMatching(/SIGABRT[\s\S]*the graph broke the runtime/),
        cure: expect.stringMatching(/\S/),
      },
    });
    expect(behind.status).toBe("fulfilled");
  });

  it("while it is idle: says so, and the next job gets a new one", async () => {
    const { pid } = await ask("echo");
    killWorker("SIGKILL");
    expect((await statusWhere((status) => status.state === "stopped")).lastProblem).toContain("idle");
    expect((await ask("echo")).pid).not.toBe(pid);
  });

  it("under a cancelled job: the job is not done again", async () => {
    const abort = new AbortController();
    const mark = join(dir, "mark");
    const { job } = await hold(`hold-once ${mark}`, { signal: abort.signal });
    const pid = pipeline.status().pid;
    process.kill(pid as number, "SIGSTOP");
    abort.abort();
    await expect(job).rejects.toMatchObject({ code: "cancelled" });
    killWorker("SIGKILL");
    await statusWhere((status) => status.state === "stopped");
    expect(pipeline.status().restarts).toBe(0);
  });
});

describe("a worker that can't start", () => {
  it("is tried a few times, then refused with its last lines; asking again tries again", async () => {
    open({ workerFile: fixture("broken-worker.mjs") });
    const refusal = {
      code: "worker-failed",
      message: expect.stringMatching(/exit code 7[\s\S]*libfoo\.so is missing/),
      cure: expect.stringContaining("doctor"),
    };
    await expect(ask("echo")).rejects.toMatchObject(refusal);
    expect(pipeline.status()).toMatchObject({ state: "failed", restarts: 2 });
    await expect(ask("echo")).rejects.toMatchObject(refusal);
    expect(pipeline.status().restarts).toBe(5);
  });

  it("because its file is missing: says which file, at once", async () => {
    open({ workerFile: join(dir, "worker.cjs") });
    await expect(ask("echo")).rejects.toMatchObject({ code: "worker-failed", where: join(dir, "worker.cjs") });
    expect(pipeline.status()).toMatchObject({ state: "failed", pid: null });
  });

  it("because it never answers: is ended after the time that it has", async () => {
    open({ workerFile: fixture("silent-worker.mjs"), times: { handshakeMs: 300, maxStarts: 1 } });
    await expect(ask("echo")).rejects.toMatchObject({
      message: expect.stringContaining("did not answer within 0.3 s"),
    });
  });
});

describe("the queue", () => {
  it("lets clicks overtake runs and runs overtake prefetches", async () => {
    const abort = new AbortController();
    await hold("hold", { signal: abort.signal });
    const order: string[] = [];
    const jobs = (["prefetch", "run", "click"] as const).map((name, i) =>
      ask("echo", { priority: i - 1 }).then(() => order.push(name)),
    );
    abort.abort();
    await Promise.all(jobs);
    expect(order).toEqual(["click", "run", "prefetch"]);
  });

  it("answers a click beside the run that is under way, on the same worker", async () => {
    const abort = new AbortController();
    const { job } = await hold("hold", { signal: abort.signal });
    const { pid } = pipeline.status();
    expect((await ask("echo", { priority: 1 })).pid).toBe(pid);
    expect(pipeline.status().state).toBe("busy");
    abort.abort();
    await expect(job).rejects.toMatchObject({ code: "cancelled" });
  });

  it("does both again when the worker dies under a run and a click", async () => {
    const { job: run } = await hold(`hold-once ${join(dir, "run")}`);
    const { job: click } = await hold(`hold-once ${join(dir, "click")}`, { priority: 1 });
    killWorker("SIGKILL");
    const answers = await Promise.all([run, click]);
    expect(new Set(answers.map((answer) => (answer as { pid: number }).pid))).toEqual(new Set([pipeline.status().pid]));
    expect(pipeline.status()).toMatchObject({ state: "ready", restarts: 1 });
  });

  it("ends what both lanes do before a changed setting replaces the worker", async () => {
    const abort = new AbortController();
    await hold("hold", { signal: abort.signal });
    const before = pipeline.status().pid;
    pipeline.configure({ ...settings, threads: 2 });
    const click = ask("echo", { priority: 1 });
    expect(pipeline.status().pid).toBe(before);
    abort.abort();
    expect((await click).pid).not.toBe(before);
  });

  it("drops a waiting job that is cancelled, and the worker never sees it", async () => {
    const abort = new AbortController();
    const { job } = await hold(`hold-once ${join(dir, "first")}`);
    const waiting = ask(`hold-once ${join(dir, "second")}`, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    killWorker("SIGKILL");
    await job;
    expect(existsSync(join(dir, "second"))).toBe(false);
  });

  it("refuses a job whose signal was aborted before", async () => {
    await expect(ask("echo", { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
    expect(pipeline.status().pid).toBeNull();
  });

  it("passes on a job's own failure with code, place and cure, and keeps the worker", async () => {
    await expect(ask("refuse")).rejects.toMatchObject({ code: "image-missing", where: "refuse", cure: "put it back" });
    expect(pipeline.status()).toMatchObject({ state: "ready", restarts: 0 });
  });

  it("cancels a running job and goes on with the same worker", async () => {
    const abort = new AbortController();
    const { job } = await hold("hold", { signal: abort.signal });
    const { pid } = pipeline.status();
    abort.abort();
    await expect(job).rejects.toMatchObject({ code: "cancelled" });
    expect((await ask("echo")).pid).toBe(pid);
  });
});

describe("replacing the worker", () => {
  it("between jobs when it holds more than its ceiling", async () => {
    const fat = await ask("fat");
    expect(pipeline.status().lastProblem).toContain("ceiling");
    expect((await ask("echo")).pid).not.toBe(fat.pid);
    expect(isRunning(fat.pid)).toBe(false);
  });

  it("when the settings change: an idle one at once, a busy one after its job", async () => {
    const first = await ask("echo");
    pipeline.configure({ ...settings, threads: 2 });
    expect(pipeline.status().pid).toBeNull();
    const abort = new AbortController();
    await hold("hold", { signal: abort.signal });
    const second = pipeline.status().pid;
    pipeline.configure({ ...settings, threads: 3 });
    expect(pipeline.status().pid).toBe(second);
    abort.abort();
    const third = await ask("echo");
    expect(new Set([first.pid, second, third.pid]).size).toBe(3);
  });
});

describe("stop", () => {
  it("ends the worker, refuses what waits and what runs, and takes nothing more", async () => {
    const { job } = await hold("hold");
    const waiting = ask("echo");
    const { pid } = pipeline.status();
    const stopped = pipeline.stop();
    await expect(job).rejects.toMatchObject({ code: "cancelled" });
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await stopped;
    expect(isRunning(pid as number)).toBe(false);
    await expect(ask("echo")).rejects.toMatchObject({ code: "cancelled" });
  });

  it("ends a worker that does not listen", async () => {
    open({ workerFile: fixture("silent-worker.mjs"), times: { handshakeMs: 60_000, stopGraceMs: 100 } });
    const job = ask("echo");
    await statusWhere((status) => status.pid !== null);
    const { pid } = pipeline.status();
    const refused = expect(job).rejects.toMatchObject({ code: "cancelled" });
    await pipeline.stop();
    await refused;
    expect(isRunning(pid as number)).toBe(false);
  });
});
