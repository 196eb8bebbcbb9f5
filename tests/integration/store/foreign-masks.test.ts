import { describe, expect, it } from "vitest";
import type { ForeignMask } from "#electron/store";
import { candidate, projectWith, reopen, rowMask, runResult, stateWith } from "./fixtures.ts";

const one = (row: number, sampleId = "s1"): ForeignMask[] => [{ sampleId, rle: rowMask(row) }];

describe("masks of another model", () => {
  it("stand behind the run's and before the person's, in the order of their first import", async () => {
    const { dir, store } = await projectWith(2);
    expect(store.addForeignMasks("Model B", [...one(5), ...one(6, "s2")])).toEqual({
      added: 2,
      present: 0,
      refused: [],
    });
    store.addForeignMasks("Model A", one(7));
    store.recordRun("s1", runResult([candidate("c1", 1), candidate("c2", 2, { rank: 2 })]));
    const verdict = { decision: "fixed", comment: "" } as const;
    store.commit("s1", stateWith({ mask: rowMask(9), verdict }), "fix");
    const again = reopen(dir, store);
    const candidates = again.sample("s1").candidates;
    expect(candidates.map((c) => [c.source, c.rank, c.model])).toEqual([
      ["amg", 1, undefined],
      ["amg", 2, undefined],
      ["imported", 3, "Model B"],
      ["imported", 4, "Model A"],
      ["human", 5, undefined],
    ]);
    expect(candidates[2]).toEqual({
      id: expect.stringMatching(/^imported-[0-9a-f]{12}$/),
      source: "imported",
      model: "Model B",
      rle: rowMask(5),
      area: 16,
      bbox: [0, 5, 16, 1],
      predictedIou: null,
      stability: null,
      score: null,
      rank: 3,
    });
    const other = again.sample("s2").candidates;
    expect(other.map((c) => [c.id, c.rank])).toEqual([[candidates[2]?.id, 1]]);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("survive undo, redo and a later verdict", async () => {
    const { store } = await projectWith(1);
    store.addForeignMasks("M", one(5));
    const verdict = { decision: "fixed", comment: "" } as const;
    store.commit("s1", stateWith({ mask: rowMask(9), verdict }), "fix");
    const sources = () => store.sample("s1").candidates.map((c) => c.source);
    expect(sources()).toEqual(["imported", "human"]);
    store.undo("s1");
    expect(sources()).toEqual(["imported"]);
    store.redo("s1");
    expect(sources()).toEqual(["imported", "human"]);
    expect(store.verify().ok).toBe(true);
  });

  it("are no mask of the person's when taken over as they are", async () => {
    const { store } = await projectWith(1);
    store.addForeignMasks("M", one(5));
    const chosenCandidateId = store.sample("s1").candidates[0]?.id as string;
    const verdict = { decision: "accepted", comment: "" } as const;
    store.commit("s1", stateWith({ chosenCandidateId, mask: rowMask(5), verdict }), "accept");
    expect(store.sample("s1").candidates.map((c) => c.source)).toEqual(["imported"]);
    // The model's mask is exchanged: what was accepted stays, and is now nobody's but the person's.
    store.addForeignMasks("M", one(6));
    const { candidates, state } = store.sample("s1");
    expect(candidates.map((c) => [c.source, c.rle])).toEqual([
      ["imported", rowMask(6)],
      ["human", rowMask(5)],
    ]);
    expect(state.mask).toEqual(rowMask(5));
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("are exchanged by a later import of the same name, on the samples that it names, and keep their place", async () => {
    const { store } = await projectWith(2);
    store.addForeignMasks("A", [...one(1), ...one(2, "s2")]);
    store.addForeignMasks("B", one(3));
    const { events } = store.verify();
    expect(store.addForeignMasks("A", [...one(1), ...one(2, "s2")])).toEqual({ added: 0, present: 2, refused: [] });
    expect(store.verify().events).toBe(events);
    expect(store.addForeignMasks("A", one(4))).toEqual({ added: 1, present: 0, refused: [] });
    expect(store.sample("s1").candidates.map((c) => [c.model, c.rle])).toEqual([
      ["A", rowMask(4)],
      ["B", rowMask(3)],
    ]);
    expect(store.sample("s2").candidates.map((c) => c.rle)).toEqual([rowMask(2)]);
  });

  it("are refused one by one: unknown samples, other sizes, broken runs, a second one", async () => {
    const { store } = await projectWith(1);
    const empty = { size: [12, 16] as const, counts: "P6" };
    const report = store.addForeignMasks("M", [
      ...one(1, "nobody"),
      { sampleId: "s1", rle: { size: [2, 2], counts: "4" } },
      { sampleId: "s1", rle: { size: [12, 16], counts: "zz" } },
      { sampleId: "s1", rle: empty },
      ...one(2),
    ]);
    expect(report.added).toBe(1);
    expect(report.refused.map((r) => r.index)).toEqual([0, 1, 2, 4]);
    expect(report.refused.map((r) => r.message).join("\n")).toMatch(
      /no sample nobody[\s\S]*2 x 2[\s\S]*COCO[\s\S]*second time/,
    );
    for (const { cure } of report.refused) expect(cure).not.toBe("");
    expect(store.sample("s1").candidates).toMatchObject([{ area: 0, bbox: [0, 0, 0, 0], rle: empty }]);
    expect(store.verify().ok).toBe(true);
  });

  it.each(["\u{1f600}".repeat(200), "\0", "\ud800", "<b>x</b>", "名前"])("may be called %j", async (name) => {
    const { dir, store } = await projectWith(1);
    store.addForeignMasks(name, one(1));
    store.addForeignMasks(`${[...name].slice(1).join("")}!`, one(2));
    const again = reopen(dir, store);
    expect(again.sample("s1").candidates[0]?.model).toBe(name);
    expect(again.sample("s1").candidates).toHaveLength(2);
    expect(again.verify().ok).toBe(true);
  });

  it.each(["", " \n", "x".repeat(201)])("need a name: not %j", async (name) => {
    const { store } = await projectWith(1);
    expect(() => store.addForeignMasks(name, one(1))).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
