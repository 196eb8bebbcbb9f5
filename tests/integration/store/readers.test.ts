import { describe, expect, it } from "vitest";
import type { SampleState, Verdict } from "#core/samples";
import { type Identity, openProject, type ProjectStore } from "#electron/store";
import { ada, bob, candidate, later, projectWith, reopen, rowMask, runResult, stateWith } from "./fixtures.ts";

const judged = (decision: Verdict["decision"], row: number | null, comment = ""): SampleState =>
  stateWith({ mask: row === null ? null : rowMask(row), verdict: { decision, comment } });

/** One store, and whoever is said to sit before it; as when the author is changed in the settings. */
async function sharedDesk(samples = 2, readers = 2) {
  const { dir, store } = await projectWith(samples);
  store.close();
  let present: Identity = ada;
  const identity: Identity = {
    get author() {
      return present.author;
    },
    get device() {
      return present.device;
    },
  };
  const open = openProject(dir, identity);
  later(() => open.close());
  open.judging.changeRules({ readers });
  const as = (who: Identity): ProjectStore => {
    present = who;
    return open;
  };
  return { dir, as };
}

describe("rules of a project", () => {
  it("are as ever until somebody changes them, and survive a restart", async () => {
    const { dir, store } = await projectWith(1);
    expect(store.judging.rules()).toEqual({ blind: false, hideScores: false, readers: 1 });
    expect(store.judging.changeRules({ blind: true })).toMatchObject({ blind: true, readers: 1 });
    const { events } = store.verify();
    store.judging.changeRules({ blind: true });
    expect(store.verify().events).toBe(events);
    const again = reopen(dir, store);
    expect(again.judging.rules()).toEqual({ blind: true, hideScores: false, readers: 1 });
    expect(() => again.judging.changeRules({ readers: 0 })).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });
});

describe("several readers of one sample", () => {
  it("each have a stack of their own, which the others' undo does not touch", async () => {
    const { as } = await sharedDesk();
    as(ada).commit("s1", judged("accepted", 1), "accept");
    expect(as(ada).sample("s1")).toMatchObject({ status: "accepted", undoDepth: 1 });
    const second = as(bob).sample("s1");
    expect(second).toMatchObject({ status: "todo", undoDepth: 0, state: { mask: null, verdict: null } });
    expect(second.readings).toEqual({ wanted: 2, given: 1, all: null });
    expect(as(bob).undo("s1").undoDepth).toBe(0);
    as(bob).commit("s1", judged("rejected", null, "no cup"), "reject");
    as(bob).undo("s1");
    expect(as(bob).sample("s1").state.verdict).toBeNull();
    expect(as(bob).redo("s1").state.verdict?.decision).toBe("rejected");
    expect(as(ada).sample("s1").state.verdict?.decision).toBe("accepted");
    expect(as(ada).verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("see nothing of each other's verdicts before all are given, in the history neither", async () => {
    const { as } = await sharedDesk();
    as(ada).commit("s1", judged("accepted", 1, "the left one"), "accept");
    expect(as(bob).history("s1").verdicts).toEqual([]);
    expect(as(bob).counts()).toMatchObject({ todo: 2, accepted: 0 });
    expect(as(bob).samples({ offset: 0, limit: 9, status: ["accepted"] }).total).toBe(0);
    expect(as(ada).counts()).toMatchObject({ todo: 1, accepted: 1 });
    as(bob).commit("s1", judged("fixed", 3), "fix & accept");
    const { readings } = as(ada).sample("s1");
    expect(readings).toMatchObject({ wanted: 2, given: 2 });
    expect(readings?.all?.map(({ author, decision, mask }) => [author, decision, mask])).toEqual([
      ["ada", "accepted", rowMask(1)],
      ["bob", "fixed", rowMask(3)],
    ]);
    expect(as(bob).history("s1").verdicts).toHaveLength(2);
  });

  it("are found where they disagree: by decision, or by masks that hardly overlap", async () => {
    const { as } = await sharedDesk(4);
    const verdicts: Record<string, [SampleState, SampleState]> = {
      s1: [judged("accepted", 1), judged("rejected", null)],
      s2: [judged("accepted", 1), judged("fixed", 1)],
      s3: [judged("accepted", 1), judged("accepted", 2)],
    };
    const disagreeing = (who: Identity) =>
      as(who)
        .samples({ offset: 0, limit: 9, readersDisagree: true })
        .items.map(({ id }) => id);
    for (const [id, [first]] of Object.entries(verdicts)) as(ada).commit(id, first, "judge");
    expect(disagreeing(bob)).toEqual([]);
    for (const [id, [, second]] of Object.entries(verdicts)) as(bob).commit(id, second, "judge");
    expect(disagreeing(ada)).toEqual(["s1", "s3"]);
    expect(as(ada).facets()).toMatchObject({ read: 3, readersDisagree: 2 });
    expect(as(ada).samples({ offset: 0, limit: 9, author: ["bob"] }).total).toBe(3);
    // What all agree on goes out; what they do not has no verdict yet.
    const exported = [...as(ada).exportSamples()].map(({ status, mask, review }) => [status, mask, review?.author]);
    expect(exported).toEqual([
      ["todo", null, undefined],
      ["accepted", rowMask(1), "ada"],
      ["todo", null, undefined],
      ["todo", null, undefined],
    ]);
    expect([...as(ada).exportSamples(["accepted"])].map(({ id }) => id)).toEqual(["s2"]);
    expect(as(ada).verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("are not asked for more verdicts than the project wants", async () => {
    const { as } = await sharedDesk(2);
    const eve: Identity = { author: "eve", device: "phone" };
    for (const who of [ada, bob]) as(who).commit("s1", judged("skipped", null), "skip");
    expect(as(ada).nextOpen(-1)?.id).toBe("s2");
    expect(as(eve).nextOpen(-1)?.id).toBe("s2");
    expect(as(eve).nextOpen(1)?.id).toBe("s2");
  });

  it("give their verdicts anew when the question is another one", async () => {
    const { as } = await sharedDesk(1);
    for (const who of [ada, bob]) as(who).commit("s1", judged("skipped", null), "skip");
    expect(as(bob).editQuestion("s1", "Another?", 0)).toMatchObject({ status: "todo", stale: true });
    const sample = as(ada).sample("s1");
    expect(sample).toMatchObject({ stale: true, state: { verdict: null }, readings: { given: 0, all: null } });
    expect(sample.staleness?.verdict).toMatchObject({ author: "ada", decision: "skipped" });
    as(ada).commit("s1", judged("rejected", null), "reject");
    expect(as(ada).sample("s1").stale).toBe(false);
    expect(as(bob).sample("s1").stale).toBe(true);
    expect(as(ada).verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("leave what was judged before there were several, which is shown when there is one again", async () => {
    const { as } = await sharedDesk(1, 1);
    as(ada).commit("s1", judged("accepted", 1), "accept");
    as(ada).judging.changeRules({ readers: 2 });
    expect(as(bob).sample("s1")).toMatchObject({ status: "todo", state: { mask: null } });
    as(bob).commit("s1", judged("rejected", null), "reject");
    as(bob).judging.changeRules({ readers: 1 });
    expect(as(bob).sample("s1")).toMatchObject({ status: "accepted", readings: null });
  });
});

describe("pointing before a mask is seen", () => {
  const pointed = { place: { x: 4.5, y: 9 }, by: "pointer", milliseconds: 1200 } as const;

  it("is kept with its relation to the mask that it revealed; the first one counts", async () => {
    const { dir, store } = await projectWith(1);
    store.recordRun("s1", runResult([candidate("c1", 2)]));
    expect(store.sample("s1").pointing).toBeNull();
    const first = store.judging.pointAt("s1", pointed);
    expect(first).toMatchObject({ ...pointed, author: "ada", relation: { to: "candidate", inside: false } });
    expect(first.relation?.distance).toBeCloseTo(6);
    expect(store.judging.pointAt("s1", { ...pointed, place: null })).toEqual(first);
    const again = reopen(dir, store);
    expect(again.sample("s1").pointing).toEqual(first);
    expect(again.history("s1").pointings).toEqual([first]);
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("is asked for again about another wording, and not when that is taken back", async () => {
    const { store } = await projectWith(1);
    store.judging.pointAt("s1", pointed);
    store.editQuestion("s1", "Another?", 0);
    expect(store.sample("s1").pointing).toBeNull();
    store.judging.pointAt("s1", { ...pointed, place: null });
    expect(store.sample("s1").pointing).toMatchObject({ place: null, questionVersion: 1, relation: null });
    store.editQuestion("s1", "Question 1?", 1);
    expect(store.sample("s1").pointing).toMatchObject({ place: pointed.place, questionVersion: 0 });
    expect(store.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("is refused outside the picture", async () => {
    const { store } = await projectWith(1);
    const outside = { ...pointed, place: { x: 16, y: 1 } };
    expect(() => store.judging.pointAt("s1", outside)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("assigning samples", () => {
  const among = (annotators: string[], perSample = 1, keepAssigned = false) => ({
    annotators,
    perSample,
    keepAssigned,
  });

  it("gives everybody as many, each sample to as many as wanted, and can be filtered by", async () => {
    const { dir, store } = await projectWith(7);
    expect(store.judging.assign({}, among(["ada", "bob", "eve"], 2))).toMatchObject({
      assigned: 7,
      kept: 0,
      shares: [
        { annotator: "ada", samples: 5 },
        { annotator: "bob", samples: 5 },
        { annotator: "eve", samples: 4 },
      ],
    });
    const again = reopen(dir, store);
    expect(again.sample("s1").assignees).toEqual(["ada", "bob"]);
    expect(again.samples({ offset: 0, limit: 9, assignee: ["eve"] }).total).toBe(4);
    expect(again.facets().assignee.map(({ value }) => value)).toEqual(["ada", "bob", "eve"]);
    expect(again.judging.annotators()).toEqual(["ada", "bob", "eve"]);
    expect(again.nextOpen(-1, { assignee: ["eve"] })?.id).toBe("s2");
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("goes by the filter, leaves those whom somebody has, and takes back", async () => {
    const { store } = await projectWith(4);
    store.judging.assign({ search: "question 1" }, among(["ada"]));
    expect(store.judging.assign({}, among(["bob"], 1, true))).toMatchObject({ assigned: 3, kept: 1 });
    expect(store.sample("s1").assignees).toEqual(["ada"]);
    store.judging.assign({}, among([]));
    expect(store.facets().assignee).toEqual([]);
    expect(() => store.judging.assign({}, among(["ada"], 2))).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("an edit of what another window has changed meanwhile", () => {
  it("is refused, and nothing is overwritten", async () => {
    const { store } = await projectWith(1);
    store.commit("s1", judged("accepted", 1), "accept", 0);
    expect(() => store.commit("s1", judged("rejected", 2), "reject", 0)).toThrow(
      expect.objectContaining({ code: "conflict" }),
    );
    expect(store.sample("s1").state.verdict?.decision).toBe("accepted");
    expect(store.commit("s1", judged("rejected", 2), "reject", 1).undoDepth).toBe(2);
  });

  it("is told to who listens, once it is on the disk", async () => {
    const { store } = await projectWith(2);
    const seen: unknown[] = [];
    const stop = store.onChange(({ sampleIds }) => seen.push(sampleIds));
    store.commit("s2", judged("accepted", 1), "accept");
    store.judging.changeRules({ blind: true });
    stop();
    store.undo("s2");
    expect(seen).toEqual([["s2"], null]);
  });
});
