import { describe, expect, it } from "vitest";
import type { SampleState, Verdict } from "#core/samples";
import { openProject } from "#electron/store";
import { ada, later, probe, projectWith, reopen, rowMask, scratchFolder, stateWith } from "./fixtures.ts";
import { versionOneProject } from "./version-1/project.ts";

const judged = (verdict: Verdict): SampleState => stateWith({ mask: rowMask(1), verdict });
const verdict: Verdict = {
  decision: "rejected",
  comment: "two cups",
  checks: { answerable: true, unambiguous: false },
  reasons: ["ambiguous", "rough-boundary"],
};

describe("checks and reasons of a verdict", () => {
  it("are stored with it, there after a restart, and undone and redone with it", async () => {
    const { dir, store } = await projectWith(1);
    expect(store.commit("s1", judged(verdict), "reject").state.verdict).toEqual(verdict);
    const again = reopen(dir, store);
    expect(again.sample("s1").state.verdict).toEqual(verdict);
    expect(again.undo("s1").state.verdict).toBeNull();
    expect(again.redo("s1").state.verdict).toEqual(verdict);
    const changed: Verdict = { ...verdict, checks: { ...verdict.checks, boundary: true } };
    again.commit("s1", judged(changed), "check boundary");
    expect(again.sample("s1").state.verdict).toEqual(changed);
    expect(again.undo("s1").state.verdict).toEqual(verdict);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("have one spelling, so that saying the same again is no edit", async () => {
    const { store } = await projectWith(1);
    store.commit("s1", judged(verdict), "reject");
    const { events } = store.verify();
    const same: Verdict = {
      ...verdict,
      checks: { unambiguous: false, answerable: true },
      reasons: ["rough-boundary", "ambiguous", "ambiguous"],
    };
    expect(store.commit("s1", judged(same), "reject").undoDepth).toBe(1);
    expect(store.verify().events).toBe(events);
    const bare: Verdict = { decision: "rejected", comment: "two cups" };
    expect(store.commit("s1", judged({ ...bare, checks: {}, reasons: [] }), "clear").state.verdict).toEqual(bare);
  });

  it("are refused where this version does not know them, and nothing is written", async () => {
    const { store } = await projectWith(1);
    const { events } = store.verify();
    const odd = judged({ decision: "rejected", comment: "", reasons: ["mood" as "other"] });
    expect(() => store.commit("s1", odd, "reject")).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(store.verify().events).toBe(events);
  });

  it("are not in verdicts from before there were any, whose log is replayed as it is", () => {
    const store = openProject(versionOneProject(scratchFolder()), ada);
    later(() => store.close());
    expect(store.sample("s1").state.verdict).toEqual({ decision: "fixed", comment: "edge" });
    store.commit("s1", { ...store.sample("s1").state, verdict }, "reject");
    expect(store.sample("s1").state.verdict).toEqual(verdict);
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("go out with the sample, with who gave them and when", async () => {
    const { store } = await projectWith(2);
    store.commit("s1", judged(verdict), "reject");
    const [first, second] = [...store.exportSamples()];
    expect(first?.review).toEqual({ ...verdict, author: "ada", at: expect.stringMatching(/^\d{4}-/) });
    expect(second?.review).toBeNull();
    store.undo("s1");
    expect([...store.exportSamples()][0]?.review).toBeNull();
  });
});

describe("a question that came with a program", () => {
  it("is known as proved, and no other is", async () => {
    const { store, images } = await projectWith(1);
    const imagePath = images[0] as string;
    const more = [
      { id: "proved", details: { own: { program: [{ op: "scene" }] } } },
      { id: "other", details: { own: { answer: "yes", program: null } } },
    ];
    await store.addSamples(
      more.map((one) => ({ ...one, imagePath, question: "Which one?" })),
      { copy: false, probe },
    );
    expect(["s1", "proved", "other"].map((id) => store.sample(id).isProved)).toEqual([false, true, false]);
  });
});
