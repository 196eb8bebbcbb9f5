import { describe, expect, it, vi } from "vitest";
import type { Stroke } from "#renderer/editing";
import { emptyFilter } from "#renderer/session";
import { boxMask, FakeApi, failure } from "./fake-client.ts";
import { setUp } from "./session-setup.ts";

const dab = (x: number): Stroke => ({
  brush: { shape: "square", diameter: 4 },
  erase: false,
  points: [{ x, y: 10 }],
});

const STOPPED = "problem: Nothing can be undone now: changes wait to be saved.";

describe("undo and redo while saving is stopped", () => {
  async function stopped() {
    const made = setUp();
    const { session, state, fake, saved } = made;
    await session.start();
    session.chooseRank(1);
    await saved();
    fake.failCommit = failure("disk-full", "The disk is full.");
    void session.edits.stroke(dab(30));
    await vi.waitFor(() => expect(state().save.kind).toBe("problem"));
    return made;
  }

  it("are refused with a word, and nothing of them waits", async () => {
    const { session, state, sample, notices, cures } = await stopped();
    const shown = sample();
    await session.undo();
    expect(notices).toEqual([STOPPED]);
    expect(cures[0]).toContain("Undo works again once they are saved.");
    expect(state().save).toMatchObject({ kind: "problem", waiting: 1 });
    expect(sample()).toEqual(shown);
  });

  it("are refused on other samples too, redo in words of its own", async () => {
    const { session, state, sample, notices, fake } = setUp();
    await session.start();
    session.chooseRank(1);
    await vi.waitFor(() => expect(state().save.kind).toBe("saved"));
    await session.undo();
    expect(sample().redoDepth).toBe(1);
    await session.open("s1");
    fake.failCommit = failure("disk-full", "The disk is full.");
    session.chooseRank(1);
    await vi.waitFor(() => expect(state().save.kind).toBe("problem"));
    await session.open("s0");
    await session.redo();
    expect(notices).toEqual(["problem: Nothing can be redone now: changes wait to be saved."]);
    expect(fake.calls.filter((call) => call.startsWith("redo"))).toEqual([]);
  });

  it("leave what is made afterwards in the order that the screen showed", async () => {
    const { session, fake, saved, sample } = await stopped();
    void session.undo();
    const decided = session.decide("fixed");
    fake.failCommit = null;
    session.retrySave();
    await saved();
    await decided;
    expect(fake.held("s0").history).toHaveLength(4);
    await session.undo();
    // The verdict alone went; the stroke is a step of its own.
    expect(sample()).toMatchObject({ undoDepth: 2, state: { verdict: null, mask: fake.stateOf("s0").mask } });
    expect(fake.stateOf("s0").mask?.counts).not.toBe(boxMask(1, 2, 10, 8).counts);
    await session.undo();
    expect(fake.stateOf("s0").mask?.counts).toBe(boxMask(1, 2, 10, 8).counts);
  });

  it("are given up when the change that they wait for cannot be saved", async () => {
    const { session, state, fake, notices, saved } = setUp();
    await session.start();
    fake.failCommit = failure("disk-full", "The disk is full.");
    session.chooseRank(1);
    const undone = session.undo();
    await vi.waitFor(() => expect(state().save).toMatchObject({ kind: "problem", waiting: 1 }));
    await undone;
    expect(notices).toEqual([STOPPED]);
    fake.failCommit = null;
    session.retrySave();
    await saved();
    expect(fake.calls.filter((call) => call.startsWith("undo"))).toEqual([]);
    expect(fake.stateOf("s0").chosenCandidateId).toBe("c1");
  });

  it("say why when they fail themselves, and are not done later behind the person's back", async () => {
    const { session, state, fake, notices, saved } = setUp();
    await session.start();
    session.chooseRank(1);
    await saved();
    fake.failAll = failure("disk-full", "The disk is full.");
    await session.undo();
    expect(notices).toEqual(["problem: Nothing was undone: The disk is full."]);
    expect(state().save.kind).toBe("saved");
    expect(session.hasUnsaved).toBe(false);
    fake.failAll = null;
    void session.edits.stroke(dab(30));
    await saved();
    expect(fake.held("s0").history).toHaveLength(3);
    await session.undo();
    expect(fake.stateOf("s0").chosenCandidateId).toBe("c1");
  });

  it("wait for a save in flight as ever", async () => {
    const { session, sample, notices } = setUp();
    await session.start();
    session.chooseRank(1);
    await session.undo();
    expect(sample().state.mask).toBeNull();
    expect(notices).toEqual([]);
  });
});

describe("nothing to undo or redo", () => {
  it("is told", async () => {
    const { session, notices, cures, fake } = setUp();
    await session.start();
    await session.undo();
    await session.redo();
    expect(notices).toEqual([
      "info: There is nothing to undo on this sample.",
      "info: There is nothing to redo on this sample.",
    ]);
    expect(cures).toEqual(["", ""]);
    expect(fake.calls.filter((call) => /^(undo|redo)/.test(call))).toEqual([]);
  });

  it("shows the way back to the verdict that was just given, until that is taken back", async () => {
    const { session, sample, cures } = setUp({ autoAdvance: true });
    await session.start();
    await session.decide("rejected");
    expect(sample().detail.id).toBe("s1");
    await session.undo();
    await session.redo();
    expect(cures).toEqual(["To take back the verdict just given, go to the sample before (Shift B), then undo.", ""]);
    await session.step(-1);
    await session.undo();
    expect(sample()).toMatchObject({ detail: { id: "s0" }, status: "todo" });
    await session.step(1);
    await session.undo();
    expect(cures.slice(2)).toEqual([""]);
  });

  it("names no key that leads elsewhere", async () => {
    const { session, sample, cures } = setUp({ autoAdvance: true, samples: 4 });
    await session.start();
    session.setFilter({ ...emptyFilter, status: ["todo"] });
    await session.decide("rejected");
    expect(sample().detail.id).toBe("s1");
    await session.undo();
    expect(cures).toEqual(["To take back the verdict given last, open its sample in the queue, then undo."]);
  });
});

describe("choosing a candidate that is not there", () => {
  it("is told, with what can be done about it", async () => {
    const { session, notices, cures, fake } = setUp({ fake: new FakeApi(2, []), autoDiscover: true });
    await session.start();
    session.chooseRank(1);
    await vi.waitFor(() => expect(fake.calls).toContain("start s0"));
    session.chooseRank(1);
    const [job] = fake.jobs;
    if (!job) throw new Error("No run was started.");
    fake.publish({ ...job, state: "done" });
    session.chooseRank(1);
    expect(notices).toEqual([
      "info: The candidates are not there yet.",
      "info: The candidates are not there yet.",
      "info: No candidates yet.",
    ]);
    expect(cures[2]).toBe("Discover candidates, or click the target with the SAM point tool.");
  });

  it("names how many there are", async () => {
    const { session, notices, cures, sample } = setUp();
    await session.start();
    session.chooseRank(5);
    expect([notices, cures]).toEqual([["info: There is no candidate 5."], ["This sample has 2 candidates."]]);
    expect(sample().undoDepth).toBe(0);
  });

  it("says nothing of them before the target was pointed at", async () => {
    const { session, notices } = setUp();
    await session.start();
    session.judging.setOwn(true);
    session.chooseRank(1);
    session.chooseRank(5);
    expect(notices).toEqual(["info: Point at the target first.", "info: Point at the target first."]);
  });
});
