import { describe, expect, it, vi } from "vitest";
import { rleArea } from "#core/masks";
import { neighbourOf, type Preferences, ReviewSession, type SessionHost } from "#renderer/session";
import { boxMask, candidate, FakeApi, failure, plainPreferences } from "./fake-client.ts";

const project = { projectId: "p", dir: "/projects/p", title: "P" };

interface SetUp extends Partial<Preferences> {
  readonly samples?: number;
  readonly fake?: FakeApi;
}

function setUp(options: SetUp = {}) {
  const { samples = 3, fake: given, ...preferences } = options;
  const fake = given ?? new FakeApi(samples);
  const notices: string[] = [];
  const statuses: string[] = [];
  const host: SessionHost = {
    notify: (kind, { message }) => notices.push(`${kind}: ${message}`),
    preferences: () => ({ ...plainPreferences, ...preferences }),
    onStatus: (sampleId, status) => statuses.push(`${sampleId} ${status}`),
  };
  const session = new ReviewSession(fake.client(), project, host);
  const state = () => session.store.getState();
  const sample = () => {
    const open = state().sample;
    if (!open) throw new Error("No sample is open.");
    return open;
  };
  const saved = () => vi.waitFor(() => expect(state().save.kind).toBe("saved"));
  return { fake, session, notices, statuses, state, sample, saved };
}

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

describe("verdicts", () => {
  it("accepts an untouched candidate as accepted and a refined mask as fixed", async () => {
    const { session, fake, sample, saved } = setUp();
    await session.start();
    session.chooseRank(1);
    await session.decide("accepted");
    expect(fake.stateOf("s0").verdict?.decision).toBe("accepted");
    session.addPoint({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    expect(fake.stateOf("s0").verdict).toBeNull();
    await session.decide("accepted");
    expect(fake.stateOf("s0").verdict?.decision).toBe("fixed");
  });

  it("asks for a mask before accepting, not before rejecting", async () => {
    const { session, fake, notices } = setUp();
    await session.start();
    await session.decide("accepted");
    expect(notices).toEqual(["problem: There is no mask to accept yet."]);
    expect(fake.held("s0").history).toHaveLength(1);
    await session.decide("rejected");
    expect(fake.stateOf("s0").verdict?.decision).toBe("rejected");
  });

  it("waits for the mask of the last click", async () => {
    const { session, fake } = setUp();
    await session.start();
    session.addPoint({ x: 1, y: 1, label: 1 });
    await session.decide("accepted");
    expect(fake.stateOf("s0")).toMatchObject({ verdict: { decision: "fixed" }, mask: boxMask(0, 0, 2, 1) });
  });

  it("goes on to the next open sample if that is wanted, and says when there is none left", async () => {
    const { session, sample, notices, statuses } = setUp({ samples: 2, autoAdvance: true });
    await session.start();
    await session.decide("rejected");
    expect(sample().detail.id).toBe("s1");
    await session.decide("skipped");
    expect(sample().detail.id).toBe("s1");
    expect(notices).toEqual(["done: Every sample has a verdict."]);
    expect(statuses).toEqual(["s0 rejected", "s1 skipped"]);
  });

  it("keeps the comment with the verdict, also when it is changed later", async () => {
    const { session, fake } = setUp();
    await session.start();
    session.typeComment("blurred");
    await session.decide("rejected");
    expect(fake.stateOf("s0").verdict).toEqual({ decision: "rejected", comment: "blurred" });
    session.typeComment("very blurred");
    await session.commitComment();
    expect(fake.stateOf("s0").verdict?.comment).toBe("very blurred");
  });

  it("undoes and redoes on the disk, the verdict included", async () => {
    const { session, sample, fake } = setUp();
    await session.start();
    session.chooseRank(1);
    await session.decide("accepted");
    await session.undo();
    expect(sample()).toMatchObject({ status: "started", undoDepth: 1, redoDepth: 1 });
    await session.undo();
    await session.undo();
    expect(sample().state.mask).toBeNull();
    await session.redo();
    await session.redo();
    expect(sample().status).toBe("accepted");
    expect(fake.calls.filter((call) => call.startsWith("undo"))).toHaveLength(2);
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

describe("runs", () => {
  it("starts one by itself where there are no candidates, shows its end and keeps what the person did", async () => {
    const fake = new FakeApi(2, []);
    const { session, state, sample, saved } = setUp({ fake, autoDiscover: true });
    await session.start();
    expect(state().discoverSoon).toBe(true);
    await vi.waitFor(() => expect(fake.jobs).toHaveLength(1));
    session.addPoint({ x: 1, y: 1, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    const detail = { ...fake.held("s0").detail, candidates: [candidate(1)] };
    const [job] = fake.jobs;
    if (!job) throw new Error("No job.");
    fake.publish({ ...job, state: "done", sample: detail });
    expect(sample().detail.candidates).toHaveLength(1);
    expect(rleArea(sample().state.mask ?? boxMask(0, 0, 1, 1))).toBe(2);
  });

  it("asks as the settings say, but sends nothing to an endpoint unless somebody started it", async () => {
    const fake = new FakeApi(2, []);
    const run = {
      pack: "tiny",
      attention: "chat",
      evaluator: "chat",
      groupSize: 3,
      cot: true,
      automatic: false,
    } as const;
    const { session } = setUp({ fake, autoDiscover: true, run });
    await session.start();
    await vi.waitFor(() => expect(fake.requests).toHaveLength(1));
    const alone = { attention: "grid", points: [], evaluator: "predicted-iou", groupSize: 3, cot: null, pack: "tiny" };
    expect(fake.requests[0]).toEqual(alone);
    await session.discover("settings");
    expect(fake.requests[1]).toEqual({ ...alone, attention: "chat", evaluator: "chat", cot: true });
    session.addPoint({ x: 1, y: 1, label: 1 });
    await session.discover("clicks");
    expect(fake.requests[2]).toMatchObject({
      attention: "clicks",
      points: [{ x: 1, y: 1, label: 1 }],
      evaluator: "chat",
    });
  });

  it("takes back a run that still waits when its sample is left", async () => {
    const fake = new FakeApi(2, []);
    const { session } = setUp({ fake, autoDiscover: true });
    await session.start();
    await vi.waitFor(() => expect(fake.jobs).toHaveLength(1));
    await vi.waitFor(() => expect(session.store.getState().jobs.s0?.state).toBe("queued"));
    await session.open("s1");
    await vi.waitFor(() => expect(fake.calls).toContain("cancel j0"));
  });

  it("starts a run that it took back again when the person returns, but not one that the person cancelled", async () => {
    const fake = new FakeApi(2, []);
    const { session, state } = setUp({ fake, autoDiscover: true });
    await session.start();
    await vi.waitFor(() => expect(state().jobs.s0?.state).toBe("queued"));
    await session.open("s1");
    await vi.waitFor(() => expect(fake.calls).toContain("cancel j0"));
    const first = fake.jobs.find((job) => job.sampleId === "s0");
    if (!first) throw new Error("No job.");
    fake.publish({ ...first, state: "cancelled" });
    await session.open("s0");
    await vi.waitFor(() => expect(fake.jobs.filter((job) => job.sampleId === "s0")).toHaveLength(2));
    const second = fake.jobs.findLast((job) => job.sampleId === "s0");
    if (!second) throw new Error("No job.");
    fake.publish({ ...second, state: "cancelled" });
    await session.open("s1");
    await session.open("s0");
    expect(state().discoverSoon).toBe(false);
  });
});

describe("neighbourOf", () => {
  it("finds the samples before and after in a filtered queue, also from a sample outside it", async () => {
    const fake = new FakeApi(40);
    for (const index of [3, 10, 11, 30]) {
      fake.held(`s${index}`).history = [
        {
          chosenCandidateId: null,
          mask: null,
          prompts: { points: [], box: null },
          verdict: { decision: "rejected", comment: "" },
        },
      ];
    }
    const rejected = { search: "", status: ["rejected" as const] };
    const find = async (ordinal: number, step: 1 | -1) =>
      (await neighbourOf(fake.client(), "p", rejected, ordinal, step))?.id ?? null;
    expect(await find(3, 1)).toBe("s10");
    expect(await find(20, 1)).toBe("s30");
    expect(await find(30, 1)).toBeNull();
    expect(await find(10, -1)).toBe("s3");
    expect(await find(20, -1)).toBe("s11");
    expect(await find(3, -1)).toBeNull();
    expect(await find(0, -1)).toBeNull();
  });

  it("asks once in the whole queue", async () => {
    const client = new FakeApi(40).client();
    const asked = vi.spyOn(client.samples.page, "query");
    const all = { search: "", status: [] };
    expect((await neighbourOf(client, "p", all, 20, 1))?.id).toBe("s21");
    expect((await neighbourOf(client, "p", all, 20, -1))?.id).toBe("s19");
    expect(asked).toHaveBeenCalledTimes(2);
    expect(await neighbourOf(client, "p", all, 39, 1)).toBeNull();
    expect(await neighbourOf(client, "p", all, 0, -1)).toBeNull();
  });
});

describe("a sample without a question", () => {
  const unasked = (): FakeApi => {
    const fake = new FakeApi(3);
    const held = fake.held("s0");
    held.detail = { ...held.detail, question: "", status: "needs-question" };
    return fake;
  };

  it("is opened on demand, runs nothing by itself and takes no verdict", async () => {
    const { session, sample, fake, notices } = setUp({ fake: unasked(), autoDiscover: true });
    await session.start();
    expect(sample().detail.id).toBe("s1");
    await session.open("s0");
    expect(sample().status).toBe("needs-question");
    await session.decide("rejected");
    await session.discover("settings");
    expect(notices).toEqual([
      "problem: There is no question to judge yet.",
      "problem: A run needs a question, and this sample has none yet.",
    ]);
    expect(fake.calls.filter((call) => /^(commit|start)/.test(call))).toEqual([]);
  });

  it("stays without one while masks are chosen", async () => {
    const { session, sample, saved } = setUp({ fake: unasked() });
    await session.open("s0");
    session.chooseRank(1);
    expect(sample().status).toBe("needs-question");
    await saved();
    expect(sample().status).toBe("needs-question");
  });

  it("is a sample like others once its question is written, and keeps its mask", async () => {
    const { session, sample, saved, statuses } = setUp({ fake: unasked() });
    await session.open("s0");
    session.chooseRank(2);
    await saved();
    expect(await session.questions.write("s0", "Which one?")).toBe(true);
    expect(sample()).toMatchObject({ status: "started", detail: { question: "Which one?" } });
    expect(statuses.at(-1)).toBe("s0 started");
    await session.decide("accepted");
    expect(sample().status).toBe("accepted");
  });

  it("is still without one when the question could not be saved", async () => {
    const fake = unasked();
    fake.failCommit = failure("disk-full", "The disk is full.");
    const { session, sample, notices } = setUp({ fake });
    await session.open("s0");
    expect(await session.questions.write("s0", "Which one?")).toBe(false);
    expect(sample().status).toBe("needs-question");
    expect(notices).toEqual(["problem: The disk is full."]);
  });

  it("is counted when nothing else is left to do", async () => {
    const fake = unasked();
    const { session, notices, saved } = setUp({ fake });
    await session.start();
    for (const id of ["s1", "s2"]) {
      await session.open(id);
      await session.decide("rejected");
    }
    await saved();
    await session.nextOpen();
    expect(notices).toEqual(["info: Every sample that can be judged has a verdict; 1 sample waits for a question."]);
  });
});

describe("a question that is changed", () => {
  it("is shown with what is stale, and waits for what is still on its way to the disk", async () => {
    const { session, sample, state, fake, statuses } = setUp();
    await session.start("s0");
    await session.decide("rejected");
    session.cards.cycle("answerable");
    session.questions.begin();
    expect(state().rewording).toBe(true);
    expect(await session.questions.edit("s0", "Which one?")).toBe(true);
    expect(fake.calls.indexOf("commit s0 check answerable")).toBeLessThan(fake.calls.indexOf("edit question s0"));
    expect(sample()).toMatchObject({ stale: true, status: "todo", detail: { question: "Which one?" } });
    expect(state().rewording).toBe(false);
    expect(statuses.at(-1)).toBe("s0 todo");
  });

  it("is left as it is where it was changed elsewhere meanwhile, and what was typed stays open", async () => {
    const { session, sample, state, fake, notices } = setUp();
    await session.start("s0");
    fake.held("s0").detail = { ...fake.held("s0").detail, questionVersion: 4 };
    session.questions.begin();
    expect(await session.questions.edit("s0", "Which one?")).toBe(false);
    expect(sample().detail.question).toBe("Question 0?");
    expect(notices).toEqual(["problem: It was changed since."]);
    expect(state().rewording).toBe(true);
  });

  it("is no longer being changed when another sample is opened", async () => {
    const { session, state } = setUp();
    await session.start("s0");
    session.questions.begin();
    await session.open("s1");
    expect(state().rewording).toBe(false);
  });
});
