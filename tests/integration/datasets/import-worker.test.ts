import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { TransferProgress } from "#core/samples";
import { datasetsWorkerBeside, importDataset, previewDataset } from "#electron/datasets/transfer";
import { createProject, type ProjectStore } from "#electron/store";
import { ensureBuilt } from "../../../electron/launch/build.mjs";
import { ada, later, scratchFolder } from "../store/fixtures.ts";

const BUILT = resolve(import.meta.dirname, "../../../.vite/build/rea2seg.cjs");
let workerFile: string;
beforeAll(async () => {
  await ensureBuilt({ targets: ["node"], log: () => {} });
  workerFile = datasetsWorkerBeside(BUILT) as string;
  expect(workerFile).not.toBeNull();
});

function project(): ProjectStore {
  const store = createProject(join(scratchFolder(), "project"), "T", ada);
  later(() => store.close());
  return store;
}

/** Our own format, with as many samples of one picture; every tenth line is broken. */
async function dataset(samples: number): Promise<string> {
  const folder = scratchFolder();
  mkdirSync(join(folder, "images"));
  await sharp({ create: { width: 8, height: 6, channels: 3, background: "#345" } })
    .png()
    .toFile(join(folder, "images", "a.png"));
  const line = (n: number) =>
    n % 10 === 9 ? "{" : JSON.stringify({ id: `s${n}`, image: "images/a.png", question: `Q\u2028${n}` });
  writeFileSync(join(folder, "samples.jsonl"), Array.from({ length: samples }, (_, n) => line(n)).join("\n"));
  return folder;
}

describe("the built worker", () => {
  it("reads into a project as this thread would, with notes and progress", async () => {
    const source = await dataset(3000);
    const progress: TransferProgress[] = [];
    const [store, other] = [project(), project()];
    const request = { format: "own", source, copy: false };
    const report = await importDataset({ ...request, store, workerFile, onProgress: (now) => progress.push(now) });
    const here = await importDataset({ ...request, store: other, workerFile: null });
    expect(report).toMatchObject({ taken: 2700, skipped: 300, cancelled: false });
    expect({ ...report, notesFile: "" }).toEqual({ ...here, notesFile: "" });
    expect(progress.at(-1)).toMatchObject({ unit: "bytes" });
    const query = { offset: 0, limit: 3000 };
    expect(store.samples(query).items.map(({ id, question }) => [id, question])).toEqual(
      other.samples(query).items.map(({ id, question }) => [id, question]),
    );
  });

  it("sends no second batch before the first has been taken", async () => {
    const task = {
      format: "own",
      source: await dataset(3000),
      options: {},
      mapping: {},
      strict: false,
      limit: null,
      staging: null,
      checkImages: false,
    };
    const worker = fork(workerFile, [], { serialization: "advanced", execArgv: [] });
    worker.send({ type: "order", order: { kind: "read", task } });
    let batches = 0;
    const end = await new Promise<{ type: string; error?: { code: string } }>((done) => {
      worker.on("message", (message: { type: string; error?: { code: string } }) => {
        if (message.type === "batch") {
          batches++;
          worker.send({ type: "cancel" });
        } else if (message.type === "failed" || message.type === "done") done(message);
      });
    });
    worker.kill();
    expect([batches, end.type, end.error?.code]).toEqual([1, "failed", "cancelled"]);
  });

  it("gives a preview, and a reader's refusal as it was thrown", async () => {
    const source = await dataset(30);
    const preview = await previewDataset({ format: "own", source, limit: 3, workerFile });
    expect(preview.samples.map(({ id, width }) => [id, width])).toEqual([
      ["s0", 8],
      ["s1", 8],
      ["s2", 8],
    ]);
    const nothing = scratchFolder();
    await expect(previewDataset({ format: "own", source: nothing, workerFile })).rejects.toMatchObject({
      code: "not-found",
      where: join(nothing, "samples.jsonl"),
    });
    const unknown = importDataset({ store: project(), format: "nope", source, copy: false, workerFile });
    await expect(unknown).rejects.toMatchObject({ code: "usage", cure: expect.stringContaining("reasonseg") });
  });

  it("cancelled in the middle keeps what was taken", async () => {
    const source = await dataset(3000);
    const store = project();
    const abort = new AbortController();
    const target = {
      dir: store.dir,
      beginImport: (options: Parameters<ProjectStore["beginImport"]>[0]) => {
        const inner = store.beginImport(options);
        return {
          add: async (samples: Parameters<typeof inner.add>[0]) => {
            const report = await inner.add(samples);
            abort.abort();
            return report;
          },
        };
      },
    };
    const report = await importDataset({
      store: target,
      format: "own",
      source,
      copy: false,
      workerFile,
      signal: abort.signal,
    });
    expect(report).toMatchObject({ cancelled: true, taken: 1000 });
    expect(store.samples({ offset: 0, limit: 1 }).total).toBe(1000);
  });

  it("ends with a typed error when a file takes more memory than it may", async () => {
    const folder = scratchFolder();
    // One small file whose value takes far more memory than its text: a list of empty lists in one element.
    const file = join(folder, "bomb.json");
    writeFileSync(file, `{"annotations":[{"x":[${"[],".repeat(3_900_000)}[]]}],"images":[],"categories":[]}`);
    const reading = importDataset({
      store: null,
      format: "coco",
      source: file,
      copy: false,
      workerFile,
      limits: { memoryMb: 64 },
    });
    await expect(reading).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringContaining("64 MiB"),
      where: file,
    });
  });
});

describe("a worker that misbehaves", () => {
  const made = (code: string) => {
    const file = join(scratchFolder(), "worker.cjs");
    writeFileSync(file, code);
    return file;
  };
  const reading = (code: string, more: object = {}) =>
    importDataset({ store: null, format: "own", source: "/s", copy: false, workerFile: made(code), ...more });

  it("is ended when it hangs, also in a loop that nothing interrupts", async () => {
    const limits = { stallMs: 300 };
    const stalled = { code: "worker-failed", message: expect.stringContaining("came no further") };
    await expect(reading("while (true);", { limits })).rejects.toMatchObject(stalled);
    await expect(reading("process.on('message', () => {});", { limits })).rejects.toMatchObject(stalled);
  });

  it("is ended when it does not heed a cancellation", async () => {
    const abort = new AbortController();
    const work = reading("while (true);", { signal: abort.signal });
    abort.abort();
    await expect(work).resolves.toMatchObject({ cancelled: true, taken: 0 });
  });

  it("is reported when it dies or throws", async () => {
    await expect(reading("process.once('message', () => process.exit(3));")).rejects.toMatchObject({
      code: "worker-failed",
      message: expect.stringContaining("exit code 3"),
    });
    await expect(reading("process.once('message', () => { throw new Error('broken'); });")).rejects.toMatchObject({
      code: "worker-failed",
      message: expect.stringContaining("broken"),
    });
    await expect(
      reading("const a = []; while (true) a.push(new Array(1000).fill(a));", { limits: { memoryMb: 32 } }),
    ).rejects.toMatchObject({ code: "too-large" });
  });
});
