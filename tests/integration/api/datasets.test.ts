import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toErrorReport } from "#core/errors";
import { encodeRle } from "#core/masks";
import { apiRouter, type TransferJob } from "#electron/api";
import { IMAGE_HEIGHT, IMAGE_WIDTH, plainPicture, type TestServices, testServices } from "../../mocks/services.ts";

let test: TestServices;
let api: ReturnType<typeof apiRouter.createCaller>;
beforeEach(async () => {
  test = await testServices();
  api = apiRouter.createCaller({ services: test.services });
});
afterEach(() => test.dispose());

const reportOf = async (call: Promise<unknown>) => {
  const thrown = await call.then(
    () => new Error("The call should have failed."),
    (error: unknown) => error,
  );
  return toErrorReport((thrown as Error).cause ?? thrown);
};

/** A ReasonSeg folder: `count` good samples and, where asked for, a broken one. */
async function reasonsegFolder(count: number, broken = false): Promise<string> {
  const dir = join(test.root, "reasonseg");
  mkdirSync(dir);
  for (let i = 0; i < count; i++) {
    await plainPicture(`rgb(${i},40,90)`)
      .jpeg()
      .toFile(join(dir, `s${i}.jpg`));
    const points = [
      [2, 2],
      [9, 2],
      [9, 8],
      [2, 8],
    ];
    const content = { text: [`Where is number ${i}?`], is_sentence: true, shapes: [{ label: "target", points }] };
    writeFileSync(join(dir, `s${i}.json`), JSON.stringify(content));
  }
  if (broken) writeFileSync(join(dir, "broken.json"), "{");
  return dir;
}

const newProject = () => api.projects.create({ dir: join(test.root, "p"), title: "P" });

/** The job as it ended. */
async function ended(job: TransferJob): Promise<TransferJob> {
  const { transfers } = test.services;
  const state = () => transfers.list(job.projectId).find(({ id }) => id === job.id) as TransferJob;
  if (state().state !== "running") return state();
  return new Promise((done) => {
    const stop = transfers.onUpdate((update) => {
      if (update.id !== job.id || update.state === "running") return;
      stop();
      done(update);
    });
  });
}

const plain = { options: {}, mapping: {}, strict: false, copy: false };

describe("datasets", () => {
  it("name the formats both ways, each with what its source has to look like", async () => {
    const { importers, exporters } = await api.datasets.formats();
    expect(importers.map(({ id }) => id)).toEqual(expect.arrayContaining(["reasonseg", "coco", "own", "refcoco"]));
    expect(exporters.map(({ id }) => id)).toEqual(expect.arrayContaining(["reasonseg", "coco-rle", "png", "yolo"]));
    expect([...importers, ...exporters].filter(({ summary }) => summary === "")).toEqual([]);
  });

  it("are recognised, shown before anything is written, imported, exported and recognised again", async () => {
    const source = await reasonsegFolder(3, true);
    expect((await api.datasets.detect({ source }))[0]?.id).toBe("reasonseg");
    const preview = await api.datasets.preview({ format: "reasonseg", source, limit: 2 });
    expect(preview.samples).toHaveLength(2);
    expect(preview.samples[0]).toMatchObject({ question: "Where is number 0?", maskArea: 56, width: IMAGE_WIDTH });
    expect(
      Buffer.from(preview.samples[0]?.thumbnail ?? "", "base64")
        .subarray(8, 12)
        .toString(),
    ).toBe("WEBP");

    const { projectId } = await newProject();
    const job = await api.datasets.startImport({ projectId, format: "reasonseg", source, ...plain });
    const done = await ended(job);
    expect(done).toMatchObject({ state: "done", report: { taken: 3, skipped: 1, present: 0 }, error: null });
    expect(done.report?.notes[0]?.file).toBe(join(source, "broken.json"));
    expect(await api.samples.counts({ projectId })).toMatchObject({ todo: 3 });
    expect(test.services.projects.get(projectId).jobs()).toMatchObject([{ kind: "import", state: "done" }]);

    const out = join(test.root, "out");
    const exported = await ended(await api.datasets.startExport({ projectId, format: "reasonseg", out }));
    expect(exported).toMatchObject({ state: "done", report: { taken: 3, path: out } });
    expect(readdirSync(out).sort()).toEqual(["s0.jpg", "s0.json", "s1.jpg", "s1.json", "s2.jpg", "s2.json"]);
    expect((await api.datasets.preview({ format: "reasonseg", source: out })).samples).toHaveLength(3);
  });

  it("are watched from the job's start to its report", async () => {
    const source = await reasonsegFolder(2);
    const { projectId } = await newProject();
    const abort = new AbortController();
    const watcher = apiRouter.createCaller({ services: test.services }, { signal: abort.signal });
    const updates = await watcher.datasets.watch({ projectId });
    await api.datasets.startImport({ projectId, format: "reasonseg", source, ...plain });
    const seen: TransferJob["state"][] = [];
    for await (const job of updates) {
      seen.push(job.state);
      if (job.state !== "running") abort.abort();
    }
    expect(seen[0]).toBe("running");
    expect(seen.at(-1)).toBe("done");
  });

  it("refuse a second transfer of a project that is busy, and a cancelled one says what was taken", async () => {
    const source = await reasonsegFolder(2);
    const { projectId } = await newProject();
    const job = await api.datasets.startImport({ projectId, format: "reasonseg", source, ...plain });
    const second = api.datasets.startExport({ projectId, format: "own", out: join(test.root, "o") });
    expect((await reportOf(second)).code).toBe("conflict");
    await api.datasets.cancel({ jobId: job.id });
    const cancelled = await ended(job);
    expect(cancelled).toMatchObject({ state: "cancelled", report: { cancelled: true } });
    expect((await api.samples.counts({ projectId })).todo).toBe(cancelled.report?.taken);
    const again = await ended(await api.datasets.startImport({ projectId, format: "reasonseg", source, ...plain }));
    expect(again).toMatchObject({ state: "done", report: { cancelled: false } });
    expect((again.report?.taken ?? 0) + (again.report?.present ?? 0)).toBe(2);
  });

  it("end with their project when it is closed", async () => {
    const source = await reasonsegFolder(2);
    const { projectId, dir } = await newProject();
    const job = await api.datasets.startImport({ projectId, format: "reasonseg", source, ...plain });
    await api.projects.close({ projectId });
    expect((await ended(job)).state).toBe("cancelled");
    expect(await api.projects.verify({ dir })).toMatchObject({ ok: true });
  });

  it("fail with a report where the source is none, and refuse options that the format has not", async () => {
    const { projectId } = await newProject();
    const nowhere = join(test.root, "nowhere");
    const job = await api.datasets.startImport({ projectId, format: "coco", source: nowhere, ...plain });
    expect(await ended(job)).toMatchObject({ state: "failed", error: { code: "not-found" } });
    const odd = api.datasets.startImport({ projectId, format: "coco", source: nowhere, ...plain, options: { x: "1" } });
    expect((await reportOf(odd)).code).not.toBe("internal");
    expect((await reportOf(api.datasets.preview({ format: "none", source: nowhere }))).code).not.toBe("internal");
  });

  it("take another model's masks as candidates that can be chosen", async () => {
    const source = await reasonsegFolder(1);
    const { projectId } = await newProject();
    await ended(await api.datasets.startImport({ projectId, format: "reasonseg", source, ...plain }));
    const data = new Uint8Array(IMAGE_WIDTH * IMAGE_HEIGHT).fill(1, 0, 40);
    const mask = encodeRle({ width: IMAGE_WIDTH, height: IMAGE_HEIGHT, data });
    const path = join(test.root, "masks.jsonl");
    writeFileSync(path, `${JSON.stringify({ id: "s0", mask })}\n`);
    const start = { projectId, path, name: "LISA-7B", strict: false };
    expect(await ended(await api.datasets.startPredictions(start))).toMatchObject({ report: { taken: 1 } });
    const sample = await api.samples.get({ projectId, sampleId: "s0" });
    expect(sample.candidates).toMatchObject([{ source: "imported", model: "LISA-7B", area: 40, score: null }]);
  });
});

describe("samples without a question", () => {
  it("wait for one, and get one once", async () => {
    const { projectId } = await newProject();
    const store = test.services.projects.get(projectId);
    const facts = { id: "b".repeat(64), width: 4, height: 4, bytes: 1, format: "png", mtimeMs: 1 };
    const samples = [{ id: "q", imagePath: test.image("a.png"), question: "" }];
    await store.beginImport({ copy: false, probe: async () => facts }).add(samples);
    expect(await api.samples.counts({ projectId })).toMatchObject({ "needs-question": 1, todo: 0 });
    const written = await api.samples.writeQuestion({ projectId, sampleId: "q", question: " Which? " });
    expect(written).toMatchObject({ question: " Which? ", status: "todo" });
    const second = api.samples.writeQuestion({ projectId, sampleId: "q", question: "Other?" });
    expect((await reportOf(second)).code).toBe("conflict");
  });
});

describe("folders", () => {
  it("list plain files only where they are asked for", async () => {
    writeFileSync(join(test.root, "instances.json"), "{}");
    const names = async (files: boolean) =>
      (await api.files.list({ dir: test.root, files })).entries.map(({ name, kind }) => `${kind} ${name}`);
    expect(await names(false)).not.toContain("file instances.json");
    expect(await names(true)).toContain("file instances.json");
  });

  it("are told from a file, which is offered where files are, and from a place with nothing at it", async () => {
    const file = join(test.root, "instances.json");
    writeFileSync(file, "{}");
    const parent = test.root;
    expect(await api.files.list({ dir: file, files: true })).toMatchObject({
      dir: file,
      parent,
      isFile: true,
      entries: [],
    });
    expect(await api.files.list({ dir: test.root, files: true })).toMatchObject({ isFile: false });
    const told = async (dir: string, files: boolean) => (await reportOf(api.files.list({ dir, files }))).message;
    expect(await told(file, false)).toBe("This is a file, not a folder.");
    for (const dir of [join(test.root, "no", "such"), join(file, "inside")])
      expect(await told(dir, true)).toBe("There is nothing at this place.");
  });
});
