import { describe, expect, it, vi } from "vitest";
import { candidate, FakeApi, failure } from "./fake-client.ts";
import { setUp } from "./session-setup.ts";

describe("opening", () => {
  it("opens the first sample without a verdict and encodes it and the next two ahead", async () => {
    const { session, sample, fake } = setUp({ samples: 5 });
    await session.start();
    expect(sample().detail.id).toBe("s0");
    await vi.waitFor(() => expect(fake.calls).toContain("prefetch s0 s1 s2"));
  });

  it("opens the wanted sample, and the first one if that is gone", async () => {
    const first = setUp();
    await first.session.start("s2");
    expect(first.sample().detail.id).toBe("s2");
    const second = setUp();
    await second.session.start("gone");
    expect(second.sample().detail.id).toBe("s0");
  });

  it("says that a project is empty", async () => {
    const { session, state } = setUp({ samples: 0 });
    await session.start();
    expect(state()).toMatchObject({ empty: true, sample: null });
  });

  it("shows the sample asked for last, whichever answer comes first", async () => {
    const { session, sample } = setUp();
    await Promise.all([session.open("s1"), session.open("s2")]);
    expect(sample().detail.id).toBe("s2");
  });
});

describe("choosing and refining", () => {
  it("makes a chosen candidate's mask the sample's, as one undo step on the disk", async () => {
    const { session, sample, fake, saved } = setUp();
    await session.start();
    session.chooseRank(2);
    expect(sample().state.chosenCandidateId).toBe("c2");
    await saved();
    expect(fake.stateOf("s0").mask).toEqual(candidate(2, 20).rle);
    expect(sample()).toMatchObject({ undoDepth: 1, redoDepth: 0, status: "started" });
  });

  it("cycles through the candidates and begins again after the last", async () => {
    const { session, sample, saved } = setUp();
    await session.start();
    const chosen = [1, 2, 3].map(() => {
      session.cycleCandidate();
      return sample().state.chosenCandidateId;
    });
    await saved();
    expect(chosen).toEqual(["c1", "c2", "c1"]);
  });

  it("brings the candidate's box along with the first point, widened to a positive point outside", async () => {
    const { session, fake, saved, sample } = setUp();
    await session.start();
    session.chooseRank(1);
    session.addPoint({ x: 30, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    expect(fake.segmented).toEqual([{ points: [{ x: 30, y: 5, label: 1 }], box: { x0: 1, y0: 2, x1: 30, y1: 10 } }]);
    expect(fake.stateOf("s0")).toMatchObject({ chosenCandidateId: "c1", prompts: fake.segmented[0] });
  });

  it("leaves the box as the candidate has it when a negative point lies outside", async () => {
    const { session, fake, sample, saved } = setUp();
    await session.start();
    session.chooseRank(1);
    session.addPoint({ x: 30, y: 5, label: 0 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    expect(fake.segmented[0]?.box).toEqual({ x0: 1, y0: 2, x1: 11, y1: 10 });
  });

  it("answers clicks in their order, each an undo step, even while SAM is slow", async () => {
    const { session, fake, sample, saved } = setUp();
    await session.start();
    let open = (): void => undefined;
    fake.segmentGate = new Promise((resolve) => {
      open = resolve;
    });
    session.addPoint({ x: 1, y: 1, label: 1 });
    session.addPoint({ x: 2, y: 2, label: 1 });
    session.addPoint({ x: 3, y: 3, label: 0 });
    expect(session.prompts().points).toHaveLength(3);
    open();
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    expect(fake.held("s0").history.map((state) => state.prompts.points.length)).toEqual([0, 1, 2, 3]);
    expect(sample().undoDepth).toBe(3);
  });

  it("keeps a click's answer for its sample when the person has gone on", async () => {
    const { session, fake, sample } = setUp();
    await session.start();
    let open = (): void => undefined;
    fake.segmentGate = new Promise((resolve) => {
      open = resolve;
    });
    session.addPoint({ x: 1, y: 1, label: 1 });
    await session.open("s1");
    open();
    await vi.waitFor(() => expect(fake.stateOf("s0").prompts.points).toHaveLength(1));
    expect(sample().detail.id).toBe("s1");
    expect(sample().state.mask).toBeNull();
  });

  it("takes the points back and says why when SAM fails", async () => {
    const { session, fake, notices, sample } = setUp();
    await session.start();
    fake.failSegment = failure("worker-failed", "The model process died.");
    session.addPoint({ x: 1, y: 1, label: 1 });
    await vi.waitFor(() => expect(notices).toEqual(["problem: The model process died."]));
    expect(sample().draft).toBeNull();
    expect(fake.stateOf("s0").prompts.points).toEqual([]);
  });

  it("goes back to the candidate's own mask when its prompts are cleared", async () => {
    const { session, sample, saved } = setUp();
    await session.start();
    session.chooseRank(1);
    session.addPoint({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    session.clearPrompts();
    await vi.waitFor(() => expect(sample().state.mask).toEqual(candidate(1).rle));
    await saved();
  });

  it("shows a preview where the pointer rests, but only once the embedding is there", async () => {
    const { session, state, fake } = setUp();
    await session.start();
    session.hover({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(state().embedding).toBe("ready"));
    expect(state().preview).toBeNull();
    session.hover({ x: 6, y: 5, label: 1 });
    await vi.waitFor(() => expect(state().preview).not.toBeNull());
    session.hover(null);
    expect(state().preview).toBeNull();
    expect(fake.held("s0").history).toHaveLength(1);
  });
});

describe("what the disk has of a change", () => {
  it("is what was made here, unless the answer says otherwise", async () => {
    const { session, fake, sample, saved } = setUp();
    await session.start();
    session.chooseRank(1);
    const made = sample().state;
    await saved();
    expect(sample().state).toBe(made);
    expect(fake.stateOf("s0")).toEqual(made);
    fake.storedAs = (state) => ({ ...state, prompts: { points: [{ x: 1, y: 2, label: 1 }], box: null } });
    session.chooseRank(2);
    await saved();
    await vi.waitFor(() => expect(sample().state.prompts.points).toHaveLength(1));
    expect(sample()).toMatchObject({ undoDepth: 2, state: { chosenCandidateId: "c2" } });
  });
});

describe("when saving fails", () => {
  it("keeps everything on the screen, in order, until it can be saved", async () => {
    const { session, fake, state, sample, saved } = setUp({ autoAdvance: true });
    await session.start();
    fake.failCommit = failure("disk-full", "The disk is full.");
    session.chooseRank(1);
    const verdict = session.decide("accepted");
    await vi.waitFor(() => expect(state().save).toMatchObject({ kind: "problem", waiting: 2 }));
    expect(state().save).toMatchObject({ action: "choose candidate 1", report: { message: "The disk is full." } });
    expect(sample()).toMatchObject({ detail: { id: "s0" }, state: { verdict: { decision: "accepted" } } });
    expect(session.hasUnsaved).toBe(true);

    await session.open("s1");
    await session.open("s0");
    expect(sample().state.verdict?.decision).toBe("accepted");

    fake.failCommit = null;
    session.retrySave();
    await saved();
    await verdict;
    expect(fake.stateOf("s0")).toMatchObject({ chosenCandidateId: "c1", verdict: { decision: "accepted" } });
    expect(session.hasUnsaved).toBe(false);
  });

  it("shows what is on the disk after the changes were given up", async () => {
    const { session, fake, state, sample } = setUp();
    await session.start();
    fake.failCommit = failure("read-only");
    session.chooseRank(1);
    await vi.waitFor(() => expect(state().save.kind).toBe("problem"));
    await session.discardUnsaved();
    expect(state().save.kind).toBe("saved");
    expect(sample().state.mask).toBeNull();
  });
});

describe("two tabs on one sample", () => {
  it("coming back shows what the other one did", async () => {
    const fake = new FakeApi(2);
    const here = setUp({ fake });
    const there = setUp({ fake });
    await here.session.start("s0");
    await there.session.start("s0");
    there.session.chooseRank(2);
    there.session.typeComment("from there");
    await there.session.decide("accepted");
    await here.session.refresh();
    expect(here.sample()).toMatchObject({ status: "accepted", undoDepth: 2, state: { chosenCandidateId: "c2" } });
    expect(here.state().comment).toBe("from there");
    expect(here.statuses).toEqual(["s0 accepted"]);
  });

  it("but nothing that is unsaved here is touched", async () => {
    const fake = new FakeApi(2);
    const here = setUp({ fake });
    const there = setUp({ fake });
    await here.session.start("s0");
    await there.session.start("s0");
    there.session.chooseRank(2);
    await there.saved();
    fake.failCommit = failure("disk-full");
    here.session.chooseRank(1);
    await vi.waitFor(() => expect(here.state().save.kind).toBe("problem"));
    await here.session.refresh();
    expect(here.sample().state.chosenCandidateId).toBe("c1");
  });

  it("and an answer that was overtaken by a change here is dropped", async () => {
    const fake = new FakeApi(2);
    const here = setUp({ fake });
    await here.session.start("s0");
    const refreshed = here.session.refresh();
    here.session.chooseRank(1);
    await refreshed;
    expect(here.sample().state.chosenCandidateId).toBe("c1");
  });
});
