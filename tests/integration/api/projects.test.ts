import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toErrorReport } from "#core/errors";
import { emptySampleState, type SampleState } from "#core/samples";
import { apiRouter } from "#electron/api";
import { discoverResult, segmentResult, squareMask, type TestServices, testServices } from "../../mocks/services.ts";
import { tinyMllmParts } from "../../packs/mllm-parts.ts";
import { writeTinyPack } from "../../packs/tiny-pack.ts";
import { tinyPromptConstants } from "../../packs/tiny-sam-constants.ts";

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

const create = () => api.projects.create({ dir: join(test.root, "p"), title: "Cats" });
const add = (projectId: string, ...paths: string[]) =>
  api.samples.add({
    projectId,
    samples: paths.map((imagePath) => ({ imagePath, question: "What is red?" })),
    copy: false,
  });

describe("projects", () => {
  it("say when their log was changed from outside, with the way back", async () => {
    const { projectId, dir } = await create();
    expect(await api.projects.check({ projectId })).toBeNull();
    const database = new DatabaseSync(join(dir, "project.sqlite"));
    database.exec("DROP TRIGGER event_is_never_changed; UPDATE event SET at = '1999-01-01T00:00:00.000Z'");
    database.close();
    expect(await api.projects.check({ projectId })).toMatchObject({
      code: "project-damaged",
      where: dir,
      cure: expect.stringContaining("project restore"),
    });
  });

  it("are known as such when their own folder is listed, and the projects' folder is listed first", async () => {
    const { dir } = await create();
    expect(await api.files.list({ dir })).toMatchObject({ isProject: true });
    expect(await api.files.list({ dir: test.root })).toMatchObject({ isProject: false });
    mkdirSync(test.services.dirs.projectsDir, { recursive: true });
    expect((await api.files.list({})).dir).toBe(test.services.dirs.projectsDir);
  });

  it("are created, listed, closed and opened again with what they hold", async () => {
    const { projectId, dir, title } = await create();
    expect(title).toBe("Cats");
    await add(projectId, test.image("a.png"));
    expect(await api.projects.recent()).toMatchObject([{ dir, title: "Cats" }]);
    await api.projects.close({ projectId });
    expect((await reportOf(api.samples.counts({ projectId }))).code).toBe("not-found");
    expect(await api.projects.open({ dir })).toEqual({ projectId, dir, title: "Cats" });
    expect(await api.samples.counts({ projectId })).toMatchObject({ todo: 1 });
  });

  it("are one and the same for every window that opens them", async () => {
    const { projectId, dir } = await create();
    await add(projectId, test.image("a.png"));
    expect((await api.projects.open({ dir })).projectId).toBe(projectId);
    expect((await api.projects.open({ dir: join(dir, "..", "p", ".") })).projectId).toBe(projectId);
  });

  it("are refused where there is one, and where there is none", async () => {
    const { dir } = await create();
    expect((await reportOf(api.projects.create({ dir, title: "Again" }))).code).toBe("conflict");
    const nowhere = join(test.root, "nowhere");
    const report = await reportOf(api.projects.open({ dir: nowhere }));
    expect(report.where).toContain(nowhere);
    expect(report.cure).not.toBe("");
    expect(report.code).not.toBe("internal");
  });

  it("are not opened twice by two programs", async () => {
    const { dir } = await create();
    const other = await testServices();
    const second = apiRouter.createCaller({ services: other.services });
    const report = await reportOf(second.projects.open({ dir }));
    expect(report.code).toBe("project-locked");
    await other.dispose();
  });

  it("leave the list when they are forgotten, and stay on the disk", async () => {
    const { dir, projectId } = await create();
    await api.projects.close({ projectId });
    await api.projects.forget({ dir });
    expect(await api.projects.recent()).toEqual([]);
    expect((await api.projects.open({ dir })).title).toBe("Cats");
  });

  it("can be verified while they are open", async () => {
    const { dir, projectId } = await create();
    await add(projectId, test.image("a.png"));
    expect(await api.projects.verify({ dir })).toMatchObject({ ok: true, database: "ok", projection: [] });
  });
});

describe("samples", () => {
  it("refuses a text file named .png and takes the rest", async () => {
    const { projectId } = await create();
    writeFileSync(test.image("text.png"), "not a picture");
    const report = await add(projectId, test.image("a.png"), test.image("text.png"), test.image("b.png"));
    expect(report.added).toBe(2);
    expect(report.refused).toMatchObject([{ imagePath: test.image("text.png") }]);
    expect(report.refused[0]?.message).toContain("not a JPEG, PNG, WebP or TIFF");
    expect(report.refused[0]?.cure).not.toBe("");
    expect(await api.samples.counts({ projectId })).toMatchObject({ todo: 2 });
  });

  it("refuses files that are empty, cut off or not there, each by itself", async () => {
    const { projectId } = await create();
    writeFileSync(test.image("empty.png"), "");
    writeFileSync(test.image("cut.png"), readFileSync(test.image("a.png")).subarray(0, 60));
    const report = await add(projectId, test.image("empty.png"), test.image("cut.png"), test.image("none.png"));
    expect(report.added).toBe(0);
    expect(report.refused.map((refusal) => refusal.imagePath)).toEqual(
      ["empty.png", "cut.png", "none.png"].map(test.image),
    );
    for (const { cure } of report.refused) expect(cure).not.toBe("");
  });

  it("adds a folder's images in the natural order of their names", async () => {
    const { projectId } = await create();
    const dir = join(test.root, "many");
    mkdirSync(dir);
    for (const name of ["img10.png", "img2.png", "IMG1.PNG"]) cpSync(test.image("a.png"), join(dir, name));
    writeFileSync(join(dir, "notes.txt"), "no image");
    const { added } = await api.samples.addFolder({ projectId, dir, question: "Which one?", copy: false });
    expect(added).toBe(3);
    const page = await api.samples.page({ projectId, offset: 0, limit: 10 });
    expect(page.items.map((item) => item.question)).toEqual(["Which one?", "Which one?", "Which one?"]);
    expect(page.total).toBe(3);
  });

  it("says that a folder has no images, or is none", async () => {
    const { projectId } = await create();
    const dir = join(test.root, "empty");
    mkdirSync(dir);
    const ask = (dir: string) => reportOf(api.samples.addFolder({ projectId, dir, question: "?", copy: false }));
    expect(await ask(dir)).toMatchObject({ code: "bad-input", where: dir });
    expect(await ask(join(dir, "none"))).toMatchObject({ code: "bad-input", where: join(dir, "none") });
  });

  it("finds the next open one, wrapping round", async () => {
    const { projectId } = await create();
    const { sampleIds } = await add(projectId, test.image("a.png"), test.image("b.png"));
    const state = { ...emptySampleState, verdict: { decision: "skipped" as const, comment: "" } };
    await api.review.commit({ projectId, sampleId: sampleIds[0] as string, state, action: "skip" });
    expect((await api.samples.nextOpen({ projectId, afterOrdinal: -1 }))?.id).toBe(sampleIds[1]);
    expect((await api.samples.nextOpen({ projectId, afterOrdinal: 1 }))?.id).toBe(sampleIds[1]);
    await api.review.commit({ projectId, sampleId: sampleIds[1] as string, state, action: "skip" });
    expect(await api.samples.nextOpen({ projectId, afterOrdinal: 0 })).toBeNull();
  });
});

describe("the demo", () => {
  it("is made once, and opened as it is from then on", async () => {
    const { projectId, dir } = await api.projects.openDemo();
    const ids = (page: { items: readonly { id: string }[] }) => page.items.map((item) => item.id);
    const page = await api.samples.page({ projectId, offset: 0, limit: 10 });
    expect(ids(page)).toEqual(["one-1", "one-2"]);
    const sample = await api.samples.get({ projectId, sampleId: "one-1" });
    expect(sample.groundTruth).toEqual(squareMask(4));
    expect(sample.image.stored).toBe("copied");
    expect(dir.startsWith(join(test.root, "projects"))).toBe(true);
    const state = { ...emptySampleState, verdict: { decision: "rejected" as const, comment: "no bull" } };
    await api.review.commit({ projectId, sampleId: "one-2", state, action: "reject" });
    expect(await api.projects.openDemo()).toMatchObject({ projectId, dir });
    await api.projects.close({ projectId });
    expect(await api.projects.openDemo()).toMatchObject({ projectId, dir });
    expect(ids(await api.samples.page({ projectId, offset: 0, limit: 10 }))).toEqual(["one-1", "one-2"]);
    expect((await api.samples.get({ projectId, sampleId: "one-2" })).status).toBe("rejected");
  });

  it("is completed when its making was interrupted", async () => {
    const demo = join(test.root, "assets", "demo");
    const lines = readFileSync(join(demo, "samples.jsonl"), "utf8");
    writeFileSync(join(demo, "samples.jsonl"), lines.split("\n")[0] as string);
    const { projectId } = await api.projects.openDemo();
    writeFileSync(join(demo, "samples.jsonl"), lines);
    await api.projects.openDemo();
    expect(await api.samples.counts({ projectId })).toMatchObject({ todo: 2 });
  });
});

describe("review", () => {
  const accepted: SampleState = {
    chosenCandidateId: null,
    mask: squareMask(5),
    prompts: { points: [{ x: 2.5, y: 3, label: 1 }], box: null },
    verdict: { decision: "accepted", comment: "good" },
  };

  it("answers with the state only where another one was stored than was sent", async () => {
    const { projectId } = await create();
    const sampleId = (await add(projectId, test.image("a.png"))).sampleIds[0] as string;
    const commit = (state: SampleState) => api.review.commit({ projectId, sampleId, state, action: "fix" });
    expect(await commit({ ...accepted, ignore: squareMask(2) })).not.toHaveProperty("state");
    const { ignore: _, ...rest } = { ignore: null, ...accepted };
    expect(await commit(rest)).not.toHaveProperty("state");
    // Reasons rest in one order.
    const verdict = { ...accepted.verdict, reasons: ["other", "rough-boundary"] } as SampleState["verdict"];
    const changed = await commit({ ...accepted, verdict });
    expect(changed.state).toMatchObject({ mask: accepted.mask, verdict: { comment: "good" } });
    expect(changed.state?.verdict?.reasons).toEqual(["rough-boundary", "other"]);
  });

  it("goes back and forth, over a restart too", async () => {
    const { projectId, dir } = await create();
    const sampleId = (await add(projectId, test.image("a.png"))).sampleIds[0] as string;
    const refined = { ...accepted, verdict: null };
    expect(await api.review.commit({ projectId, sampleId, state: refined, action: "refine" })).toMatchObject({
      status: "started",
      undoDepth: 1,
      redoDepth: 0,
    });
    const committed = await api.review.commit({ projectId, sampleId, state: accepted, action: "accept" });
    // What was sent does not come back.
    expect(committed).toEqual({
      status: "accepted",
      stale: false,
      undoDepth: 2,
      redoDepth: 0,
      mark: committed.mark,
    });
    expect(await api.review.undo({ projectId, sampleId })).toMatchObject({
      state: refined,
      undoDepth: 1,
      redoDepth: 1,
    });
    await api.projects.close({ projectId });
    await api.projects.open({ dir });
    expect(await api.review.undo({ projectId, sampleId })).toMatchObject({ state: emptySampleState, status: "todo" });
    await api.review.redo({ projectId, sampleId });
    const redone = await api.review.redo({ projectId, sampleId });
    // The mark says where the log stands: it goes on, whatever is undone.
    expect(redone).toEqual({ ...committed, state: accepted, mark: redone.mark });
    expect(redone.mark).toBeGreaterThan(committed.mark);
  });

  it("refuses a mask that does not fit the image", async () => {
    const { projectId } = await create();
    const sampleId = (await add(projectId, test.image("a.png"))).sampleIds[0] as string;
    const state = { ...accepted, mask: { size: [2, 2] as const, counts: "4" } };
    const report = await reportOf(api.review.commit({ projectId, sampleId, state, action: "accept" }));
    expect(report.code).toBe("bad-input");
    expect((await api.samples.get({ projectId, sampleId })).undoDepth).toBe(0);
  });
});

describe("runs", () => {
  it("stores its candidates in the project", async () => {
    const { projectId } = await create();
    const sampleId = (await add(projectId, test.image("a.png"))).sampleIds[0] as string;
    const done = new Promise<void>((resolve) => {
      test.services.jobs.onUpdate((update) => update.state === "done" && resolve());
    });
    await api.runs.start({ projectId, sampleId, request: { attention: "grid", points: [], seed: 0 } });
    (await test.pipeline.next("discover")).finish(discoverResult());
    await done;
    const sample = await api.samples.get({ projectId, sampleId });
    expect(sample.candidates.map((candidate) => candidate.rank)).toEqual([1, 2]);
    expect(sample.run).toMatchObject({
      evaluator: "predicted-iou",
      pack: "fake@1.0.0",
      trace: { initial: { prompt: "most-attended-point" } },
      scoring: { evaluator: "predicted-iou", usesGroundTruth: false, groups: [{ error: null }] },
      versions: { app: "0.0.0-test" },
    });
  });

  it("leave the model to the picture: its own pack, or as ever", async () => {
    const parts = tinyMllmParts({ sees: "pixels", constants: tinyPromptConstants() });
    const pack = { id: "scenes", family: "sam1", parts, domainDetector: "clevr-like" } as const;
    await writeTinyPack(pack, join(test.services.dirs.dataDir, "packs", "scenes"));
    const scene = "assets/demo/images/scene-demo-000000.jpg";
    const { projectId } = await create();
    const [rendered, photograph] = (await add(projectId, resolve(scene), resolve("assets/demo/images/coffee.png")))
      .sampleIds as [string, string];
    expect(await api.runs.choice({ projectId, sampleId: rendered })).toMatchObject({
      reason: "picture-fits",
      pack: { id: "scenes" },
    });
    expect(await api.runs.choice({ projectId, sampleId: photograph })).toMatchObject({
      reason: "picture-differs",
      pack: null,
      made: [{ id: "scenes" }],
    });

    const request = { attention: "grid" as const, points: [], cot: true };
    await api.runs.start({ projectId, sampleId: rendered, request, automatic: true });
    const asked = await test.pipeline.next("discover");
    expect(asked.input.request).toMatchObject({ pack: "scenes@1.0.0", attention: { source: "pack" } });
    asked.finish(discoverResult());
    expect((await test.pipeline.next("score")).input.request).toMatchObject({ pack: "scenes@1.0.0", cot: true });
    await api.runs.start({ projectId, sampleId: photograph, request, automatic: true });
    expect((await test.pipeline.next("discover")).input.request).toMatchObject({
      pack: null,
      attention: { source: "grid" },
    });
  });

  it("needs a positive click to start from clicks", async () => {
    const { projectId } = await create();
    const sampleId = (await add(projectId, test.image("a.png"))).sampleIds[0] as string;
    const points = [{ x: 1, y: 1, label: 0 as const }];
    const request = { attention: "clicks" as const, points, seed: 0 };
    expect((await reportOf(api.runs.start({ projectId, sampleId, request }))).code).toBe("bad-input");
  });

  it("says that an image has gone, and segments it once it is back", async () => {
    const { projectId } = await create();
    const sampleId = (await add(projectId, test.image("a.png"))).sampleIds[0] as string;
    const bytes = readFileSync(test.image("a.png"));
    rmSync(test.image("a.png"));
    const prompts = { points: [{ x: 1, y: 1, label: 1 as const }], box: null };
    const report = await reportOf(api.sam.segment({ projectId, sampleId, prompts }));
    expect(report).toMatchObject({ code: "image-missing", where: test.image("a.png") });
    writeFileSync(test.image("a.png"), bytes);
    const answer = api.sam.segment({ projectId, sampleId, prompts });
    const call = await test.pipeline.next("segment");
    expect(call.input.image.path).toBe(test.image("a.png"));
    call.finish(segmentResult());
    expect((await answer).rle).toEqual(squareMask(5));
  });
});
