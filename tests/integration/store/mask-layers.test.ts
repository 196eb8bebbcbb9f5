import { describe, expect, it } from "vitest";
import { emptySampleState } from "#core/samples";
import { createProject } from "#electron/store";
import { ada, later, probe, projectWith, reopen, rowMask, scratchFolder, stateWith, writeImage } from "./fixtures.ts";

const accepted = { decision: "accepted" as const, comment: "" };

/** A project with one sample that came with a mask to be judged. */
async function projectToJudge() {
  const root = scratchFolder();
  const dir = `${root}/project`;
  const store = createProject(dir, "Judge", ada);
  later(() => store.close());
  const proposal = { model: "LISA-7B", rle: rowMask(3) };
  const sample = { imagePath: writeImage(root, "1.png"), question: "Is it right?", id: "s1", proposal };
  const report = await store.beginImport({ copy: false, probe }).add([sample]);
  expect(report).toEqual({ added: 1, present: 0, refused: [] });
  return { dir, store, root };
}

describe("the ignore layer", () => {
  it("is a part of the state through undo, redo, a restart and a replay of the log", async () => {
    const { dir, store } = await projectWith(1);
    const painted = stateWith({ mask: rowMask(1), ignore: rowMask(5) });
    expect(store.commit("s1", painted, "brush stroke on ignore").state).toEqual(painted);
    const emptied = { ...painted, ignore: rowMask(5, 0) };
    store.commit("s1", emptied, "eraser stroke on ignore");
    const again = reopen(dir, store);
    expect(again.sample("s1").state).toEqual(emptied);
    expect(again.undo("s1").state).toEqual(painted);
    expect(again.undo("s1").state).toEqual(emptySampleState);
    expect(again.redo("s1").state).toEqual(painted);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("makes a sample a started one, and goes out beside what the dataset said", async () => {
    const { store } = await projectWith(1);
    expect(store.commit("s1", stateWith({ ignore: rowMask(5) }), "brush stroke on ignore").status).toBe("started");
    expect([...store.exportSamples()][0]).toMatchObject({ ignore: null, ownIgnore: rowMask(5), proposal: null });
  });

  it("is refused at another size, by name", async () => {
    const { store } = await projectWith(1);
    const state = stateWith({ ignore: { size: [2, 2], counts: "4" } });
    expect(() => store.commit("s1", state, "brush")).toThrow(/2 x 2 pixels does not fit/);
  });

  it("is missed by the check of the log when its pixels were taken away", async () => {
    const { store, dir } = await projectWith(1);
    store.commit("s1", stateWith({ ignore: rowMask(5) }), "brush");
    store.close();
    const { DatabaseSync } = await import("@photostructure/sqlite");
    const db = new DatabaseSync(`${dir}/project.sqlite`);
    db.exec("PRAGMA foreign_keys = OFF; DELETE FROM mask");
    db.close();
    const { verifyProject } = await import("#electron/store");
    const report = verifyProject(dir);
    expect(report.ok).toBe(false);
    expect(report.chains[0]?.problem).toMatch(/its mask [0-9a-f]{12} is missing/);
  });
});

describe("a mask that came to be judged", () => {
  it("is chosen before any edit, as its model's candidate, while the sample is still to do", async () => {
    const { store } = await projectToJudge();
    const { state, status, candidates, undoDepth } = store.sample("s1");
    expect(candidates).toMatchObject([{ source: "imported", model: "LISA-7B", rle: rowMask(3) }]);
    expect(state).toEqual({ ...emptySampleState, mask: rowMask(3), chosenCandidateId: candidates[0]?.id });
    expect([status, undoDepth]).toEqual(["todo", 0]);
    expect([...store.exportSamples()][0]).toMatchObject({ mask: null, proposal: rowMask(3), groundTruth: null });
  });

  it("comes back by undo, and its verdict is of the mask as it came", async () => {
    const { dir, store } = await projectToJudge();
    const { state } = store.sample("s1");
    expect(store.commit("s1", { ...state, verdict: accepted }, "accept").status).toBe("accepted");
    expect(store.sample("s1").candidates.map(({ source }) => source)).toEqual(["imported"]);
    const again = reopen(dir, store);
    expect(again.undo("s1")).toMatchObject({ state, status: "todo" });
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("stands beside the mask that a person made of it, whose author is told", async () => {
    const { store } = await projectToJudge();
    const { state } = store.sample("s1");
    store.commit("s1", { ...state, mask: rowMask(4), verdict: { ...accepted, decision: "fixed" } }, "fix & accept");
    expect(store.sample("s1").candidates).toMatchObject([
      { source: "imported", rle: rowMask(3) },
      { source: "human", rle: rowMask(4), author: "ada" },
    ]);
  });

  it("is refused at another size or without a model's name", async () => {
    const { store, root } = await projectToJudge();
    const sample = { imagePath: writeImage(root, "2.png"), question: "?", id: "s2" };
    const wrong = { model: "m", rle: { size: [2, 2] as const, counts: "4" } };
    const report = await store.beginImport({ copy: false, probe }).add([
      { ...sample, proposal: wrong },
      { ...sample, id: "s3", proposal: { model: " ", rle: rowMask(1) } },
    ]);
    expect(report.refused.map(({ message }) => message)).toEqual([
      "Its mask has 2 x 2 pixels, the image 16 x 12.",
      "These masks need the name of the model that made them.",
    ]);
  });
});
