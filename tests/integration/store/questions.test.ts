import { describe, expect, it } from "vitest";
import { emptySampleState } from "#core/samples";
import { candidate, probe, projectWith, reopen, rowMask, runResult, stateWith } from "./fixtures.ts";

/** s1 has a question, `mask` and `blank` wait for one. */
async function waitingProject() {
  const project = await projectWith(1);
  const imagePath = project.images[0] as string;
  const report = await project.store.addSamples(
    [
      { imagePath, id: "mask", question: "", groundTruth: rowMask(3) },
      { imagePath, id: "blank", question: " \n" },
    ],
    { copy: false, probe },
  );
  expect(report).toMatchObject({ added: 2, refused: [] });
  return project;
}

describe("a sample without a question", () => {
  it("waits as needs-question, is counted so, and is no open sample", async () => {
    const { store } = await waitingProject();
    expect(store.counts()).toMatchObject({ "needs-question": 2, todo: 1 });
    expect(store.sample("mask")).toMatchObject({ status: "needs-question", question: "", groundTruth: rowMask(3) });
    expect(store.samples({ offset: 0, limit: 9, status: ["needs-question"] }).items.map((s) => s.id)).toEqual([
      "mask",
      "blank",
    ]);
    expect(store.nextOpen(0)?.id).toBe("s1");
    store.commit("s1", stateWith({ verdict: { decision: "skipped", comment: "" } }), "skip");
    expect(store.nextOpen(0)).toBeNull();
  });

  it("takes its first question unchanged and is todo, or started where work had begun", async () => {
    const { dir, store } = await waitingProject();
    store.recordRun("mask", runResult([candidate("c1", 1)]));
    expect(store.commit("mask", stateWith({ mask: rowMask(1) }), "draw").status).toBe("needs-question");
    const question = "  Which one\u202e?\0 ";
    expect(store.writeQuestion("blank", question)).toMatchObject({ id: "blank", question, status: "todo", ordinal: 2 });
    expect(store.writeQuestion("mask", "Where?")).toMatchObject({ status: "started" });
    const again = reopen(dir, store);
    expect(again.sample("blank")).toMatchObject({ question, status: "todo" });
    expect(again.counts()["needs-question"]).toBe(0);
    expect(again.undo("mask")).toMatchObject({ status: "todo", state: emptySampleState });
    const verdict = { decision: "accepted", comment: "" } as const;
    expect(again.commit("mask", stateWith({ mask: rowMask(2), verdict }), "accept").status).toBe("accepted");
    expect(again.nextOpen(0)?.id).toBe("blank");
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("has nothing that could be judged", async () => {
    const { store } = await waitingProject();
    const { events } = store.verify();
    const verdict = { decision: "accepted", comment: "" } as const;
    expect(() => store.commit("mask", stateWith({ mask: rowMask(1), verdict }), "accept")).toThrow(
      expect.objectContaining({ code: "conflict", cure: expect.stringMatching(/question first/) }),
    );
    expect(store.verify()).toMatchObject({ ok: true, events });
  });

  it("is the only one that a question can be written for, and only a real one", async () => {
    const { store } = await waitingProject();
    const { events } = store.verify();
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => store.writeQuestion("s1", "Another?")).toThrow(code("conflict"));
    expect(() => store.writeQuestion("mask", " \t")).toThrow(code("bad-input"));
    expect(() => store.writeQuestion("nobody", "Who?")).toThrow(code("not-found"));
    expect(store.verify().events).toBe(events);
    store.writeQuestion("mask", "First?");
    expect(() => store.writeQuestion("mask", "Second?")).toThrow(code("conflict"));
    expect(store.sample("mask").question).toBe("First?");
  });
});
