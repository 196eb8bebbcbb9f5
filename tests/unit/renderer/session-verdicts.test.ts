import { describe, expect, it, vi } from "vitest";
import { boxMask, FakeApi, failure } from "./fake-client.ts";
import { setUp } from "./session-setup.ts";

describe("verdicts", () => {
  it("set the pace by the time at work, without the hour that nobody was there", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    try {
      const { session, state } = setUp();
      await session.start();
      session.chooseRank(1);
      for (const at of [5_000, 3_605_000]) {
        vi.setSystemTime(at);
        session.seen();
      }
      vi.setSystemTime(3_610_000);
      await session.decide("accepted");
      expect(state().pace).toEqual({ verdicts: 1, seconds: 10 });
    } finally {
      vi.useRealTimers();
    }
  });

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
    const { session, sample, notices, cures, statuses } = setUp({ samples: 2, autoAdvance: true });
    await session.start();
    await session.decide("rejected");
    expect(sample().detail.id).toBe("s1");
    await session.decide("skipped");
    expect(sample().detail.id).toBe("s1");
    expect(notices).toEqual(["done: Every sample has a verdict."]);
    // By the keys as they are bound now.
    expect(cures).toEqual(["The keys for the sample before and after (Shift B and N) go through them."]);
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
