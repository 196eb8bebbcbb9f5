import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createPipeline, type Pipeline } from "#electron/jobs";
import type { DiscoverRequest } from "#native-models/engine";
import { ensureBuilt, PROJECT_ROOT } from "../../../electron/launch/build.mjs";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinySam1 } from "../../packs/tiny-packs.ts";

const workerFile = join(PROJECT_ROOT, ".vite/build/worker.cjs");

let dir: string;
let path: string;
let pipeline: Pipeline;

beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  dir = mkdtempSync(join(tmpdir(), "rea2seg-worker-"));
  path = join(dir, "scene.png");
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#345"/>
    <circle cx="110" cy="120" r="60" fill="#e52"/></svg>`;
  await sharp(Buffer.from(scene)).png().toFile(path);
});
afterEach(() => pipeline?.stop());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function open(packDirs: readonly string[] = []): Pipeline {
  const settings = {
    cacheDir: join(dir, "cache"),
    packDirs,
    provider: "cpu",
    threads: 1,
    embeddingCacheBytes: 1e8,
  };
  pipeline = createPipeline({ workerFile, settings: { ...settings, memoryCeilingBytes: 0 } });
  return pipeline;
}

const request: DiscoverRequest = {
  pack: null,
  question: "the disc",
  attention: { source: "grid" },
  without: [],
  seed: 0,
  overrides: {},
};

describe("the real worker with the real model", () => {
  it("killed in the middle of a run: the run is done again and succeeds", async () => {
    open();
    const killed: number[] = [];
    const run = pipeline.request(
      "discover",
      { image: { path, hash: null }, request },
      {
        onProgress: ({ step, done }) => {
          const { pid } = pipeline.status();
          if (step !== "discover" || done === 0 || pid === null || killed.length > 0) return;
          killed.push(pid);
          process.kill(pid, "SIGKILL");
        },
      },
    );
    expect((await run).candidates.length).toBeGreaterThan(0);
    expect(killed).toHaveLength(1);
    expect(pipeline.status()).toMatchObject({ restarts: 1, lastProblem: expect.stringContaining("SIGKILL") });
    expect(pipeline.status().pid).not.toBe(killed[0]);
  });

  it("answers a click before the run that was there first has ended", async () => {
    open();
    const image = { path, hash: null };
    const order: string[] = [];
    let click: Promise<unknown> | null = null;
    const run = pipeline.request(
      "discover",
      { image, request },
      {
        onProgress: ({ step }) => {
          if (step !== "discover" || click !== null) return;
          const points = [{ x: 110, y: 120, label: 1 as const }];
          click = pipeline.request("segment", { image, points, box: null }, { priority: 1 }).then((answer) => {
            order.push("click");
            return answer;
          });
        },
      },
    );
    const { candidates } = await run.finally(() => order.push("run"));
    expect(candidates.length).toBeGreaterThan(0);
    expect(await click).toMatchObject({ embedding: "memory" });
    expect(order).toEqual(["click", "run"]);
  });

  it("cancelled between two steps: the job is refused and the same worker does the next one", async () => {
    open();
    const abort = new AbortController();
    const image = { path, hash: null };
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    await expect(pipeline.request("discover", { image, request }, options)).rejects.toMatchObject({
      code: "cancelled",
    });
    const { pid } = pipeline.status();
    const points = [{ x: 110, y: 120, label: 1 as const }];
    const answer = await pipeline.request("segment", { image, points, box: null }, { priority: 1 });
    expect(answer.predictedIou).toBeGreaterThan(0.9);
    expect(pipeline.status()).toMatchObject({ pid, restarts: 0 });
  });

  it("passes on what is wrong with an image as the person needs it", async () => {
    open();
    const image = { path: join(dir, "none.png"), hash: null };
    await expect(pipeline.request("encode", image)).rejects.toMatchObject({
      code: "image-missing",
      where: image.path,
      cure: expect.stringMatching(/\S/),
    });
  });

  it("scores a group by a pack, and passes on what a malformed answer was", async () => {
    const whole = tinySam1();
    const { evaluator } = whole.parts ?? {};
    if (evaluator === undefined) throw new Error("the test pack has no evaluator");
    const cutOff = { ...whole.parts, evaluator: { ...evaluator, maxNewTokens: 1 } };
    await writeTinyPack(whole, join(dir, "packs", "tiny-sam1"));
    await writeTinyPack({ ...whole, id: "tiny-cut-off", parts: cutOff }, join(dir, "packs", "tiny-cut-off"));
    open([join(dir, "packs")]);
    const image = { path, hash: null };
    const found = await pipeline.request("discover", { image, request: { ...request, pack: "tiny-sam1" } });
    const group = found.candidates.slice(0, 2).map(({ id, rle, predictedIou }) => ({ id, rle, predictedIou }));
    const score = (pack: string) =>
      pipeline.request("score", { image, request: { pack, question: "the red disc", group, cot: false } });
    expect(await score("tiny-sam1")).toMatchObject({ scores: [expect.any(Number), expect.any(Number)] });
    expect(await score("tiny-cut-off")).toMatchObject({
      malformed: {
        message: expect.stringMatching(/\S/),
        exchange: { prompt: expect.stringContaining("the red disc"), answers: [expect.any(String)] },
      },
    });
  });

  it("ends by itself when its parent is gone", async () => {
    const child = fork(workerFile, [], { serialization: "advanced", execArgv: [] });
    const settings = { cacheDir: dir, packDirs: [], provider: "cpu", threads: 1, embeddingCacheBytes: 0 };
    child.send({ type: "start", settings });
    expect((await once(child, "message"))[0]).toEqual({ type: "ready" });
    const exited = once(child, "exit");
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  it("ends loudly on a message that it does not understand", async () => {
    const child = fork(workerFile, [], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"], env: {} });
    child.send({ nonsense: true });
    let stderr = "";
    child.stderr?.on("data", (text) => {
      stderr += text;
    });
    expect((await once(child, "close"))[0]).toBe(1);
    expect(stderr).toMatch(/ZodError|invalid/i);
  });
});
