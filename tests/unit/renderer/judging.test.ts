import { describe, expect, it, vi } from "vitest";
import type { Judgement } from "#core/samples";
import { asSeen, isVeiled, ReviewSession, type SessionHost } from "#renderer/session";
import { pointedWords } from "../../../renderer/blind/relation-words.ts";
import { moved } from "../../../renderer/canvas/target-cursor.ts";
import { agreementOf } from "../../../renderer/readers/agreement.ts";
import { sittingsOf } from "../../../renderer/review/sittings.ts";
import { boxMask, candidate, FakeApi, failure, plainPreferences } from "./fake-client.ts";

const project = { projectId: "p", dir: "/projects/p", title: "P" };

function setUp(fake = new FakeApi(3)) {
  const notices: string[] = [];
  const changed: (readonly string[] | null)[] = [];
  const host: SessionHost = {
    notify: (kind, { message }) => notices.push(`${kind}: ${message}`),
    preferences: () => plainPreferences,
    onStatus: () => {},
    onChanged: (sampleIds) => changed.push(sampleIds),
  };
  const session = new ReviewSession(fake.client(), project, host);
  const state = () => session.store.getState();
  const sample = () => state().sample;
  const saved = () => vi.waitFor(() => expect(state().save.kind).toBe("saved"));
  return { fake, session, notices, changed, state, sample, saved };
}

describe("blind, then revealed", () => {
  it("shows no mask, candidate or run and changes nothing before the target was pointed at", async () => {
    const { fake, session, state, notices, sample } = setUp();
    fake.rules = { ...fake.rules, blind: true };
    await session.start();
    expect(isVeiled(state())).toBe(true);
    const seen = asSeen(state()).sample;
    expect(seen?.detail).toMatchObject({ candidates: [], run: null, groundTruth: null });
    expect(asSeen(state()).sample).toBe(seen);
    session.chooseRank(1);
    session.addPoint({ x: 1, y: 1, label: 1 });
    await session.decide("accepted");
    // The digit and the verdict were told so.
    expect(notices).toEqual(Array(2).fill("info: Point at the target first."));
    expect(fake.calls.some((call) => call.startsWith("commit"))).toBe(false);

    await session.judging.point({ x: 4.004, y: 5 }, "pointer");
    expect(sample()?.detail.pointing).toMatchObject({ place: { x: 4, y: 5 }, by: "pointer" });
    expect(asSeen(state()).sample?.detail.candidates).toHaveLength(2);
    session.chooseRank(1);
    await session.decide("accepted");
    expect(sample()?.status).toBe("accepted");
  });

  it("stays hidden when the pointing could not be kept, which is told", async () => {
    const { fake, session, state, notices } = setUp();
    await session.start();
    session.judging.setOwn(true);
    fake.failCommit = failure("disk-full", "The disk is full.");
    await session.judging.point({ x: 4, y: 5 }, "keyboard");
    expect(notices).toEqual(["problem: The disk is full."]);
    expect(isVeiled(state())).toBe(true);
  });

  it("does not ask who has judged the sample already", async () => {
    const { session, state } = setUp();
    await session.start();
    await session.decide("rejected");
    session.judging.setOwn(true);
    expect(isVeiled(state())).toBe(false);
  });

  it("hides scores until the verdict where the project says so, and again when it is undone", async () => {
    const { fake, session, state, saved } = setUp(new FakeApi(1, [{ ...candidate(1), score: 0.7, reasoning: "red" }]));
    fake.rules = { ...fake.rules, hideScores: true };
    await session.start();
    const shown = () => asSeen(state()).sample?.detail.candidates[0];
    expect(shown()).toMatchObject({ score: null, predictedIou: null });
    expect(shown()).not.toHaveProperty("reasoning");
    await session.decide("rejected");
    expect(shown()).toMatchObject({ score: 0.7, predictedIou: 0.9 });
    await session.undo();
    await saved();
    expect(shown()?.score).toBeNull();
  });
});

describe("the keyboard's cross", () => {
  const image = { width: 100, height: 50 };

  it("begins in the middle and stays in the picture", () => {
    expect(moved(null, { x: 0, y: 0 }, image)).toEqual({ x: 50, y: 25 });
    expect(moved({ x: 3, y: 3 }, { x: -10, y: 60 }, image)).toEqual({ x: 0.5, y: 49.5 });
  });
});

describe("what was pointed at, in words", () => {
  const mask = boxMask(10, 10, 5, 5);

  it("is told against the mask, without one against the first candidate", () => {
    expect(pointedWords({ place: { x: 12, y: 12 } }, mask, [])).toEqual({ short: "inside the mask", fits: true });
    expect(pointedWords({ place: { x: 20, y: 12 } }, mask, []).short).toBe("5 px outside the mask");
    const first = { rank: 1, rle: mask };
    expect(pointedWords({ place: { x: 12, y: 12 } }, null, [first]).short).toBe("inside candidate 1");
    expect(pointedWords({ place: { x: 1, y: 1 } }, null, []).fits).toBeNull();
    expect(pointedWords({ place: null }, mask, []).short).toBe("nothing to point at");
  });
});

describe("SAM from the mask that is there", () => {
  it("refines a candidate, goes on from it, and leaves clicks without a mask as they were", async () => {
    const { fake, session, sample, saved } = setUp();
    await session.start();
    session.chooseRank(1);
    const chosen = sample()?.state.mask;
    session.addPoint({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample()?.draft).toBeNull());
    session.addPoint({ x: 6, y: 6, label: 0 });
    await vi.waitFor(() => expect(sample()?.state.prompts.points).toHaveLength(2));
    expect(fake.refined).toEqual([
      { mask: chosen, candidateId: "c1" },
      { mask: chosen, candidateId: "c1" },
    ]);
    await saved();
    await session.undo();
    await session.undo();
    await saved();
    expect(sample()?.state.mask).toEqual(chosen);

    await session.open("s1");
    session.addPoint({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample()?.state.mask).not.toBeNull());
    session.addPoint({ x: 7, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample()?.state.prompts.points).toHaveLength(2));
    expect(fake.refined).toHaveLength(2);
  });

  it("refines what was painted over SAM's answer, and takes that back with the prompts", async () => {
    const { fake, session, sample } = setUp();
    await session.start();
    session.addPoint({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample()?.state.mask).not.toBeNull());
    const brush = { shape: "round", diameter: 6 } as const;
    const painted = await session.edits.stroke({ brush, erase: false, points: [{ x: 30, y: 20 }] });
    session.addPoint({ x: 31, y: 21, label: 1 });
    await vi.waitFor(() => expect(sample()?.state.prompts.points).toHaveLength(2));
    expect(fake.refined).toEqual([{ mask: painted, candidateId: null }]);
    session.clearPrompts();
    await vi.waitFor(() => expect(sample()?.state.mask).toEqual(painted));
  });
});

describe("other windows", () => {
  it("change what is shown here, but nothing that is on its way to the disk", async () => {
    const { fake, session, sample, changed, saved } = setUp();
    await session.start();
    const held = fake.held("s0");
    held.history.push({ ...fake.stateOf("s0"), verdict: { decision: "skipped", comment: "" } });
    held.at++;
    fake.tell({ sampleIds: ["s0"] });
    await vi.waitFor(() => expect(sample()?.status).toBe("skipped"));
    expect(changed).toEqual([["s0"]]);
    fake.tell({ sampleIds: ["s2"] });
    await vi.waitFor(() => expect(changed).toHaveLength(2));
    await session.decide("rejected");
    await saved();
    expect(sample()).toMatchObject({ status: "rejected", undoDepth: 2 });
  });

  it("are not covered: the change waits, and goes on top when it is tried again", async () => {
    const { fake, session, state, saved } = setUp();
    await session.start();
    const held = fake.held("s0");
    held.history.push({ ...fake.stateOf("s0"), verdict: { decision: "skipped", comment: "" } });
    held.at++;
    void session.decide("rejected");
    await vi.waitFor(() => expect(state().save).toMatchObject({ kind: "problem", report: { code: "conflict" } }));
    expect(fake.stateOf("s0").verdict?.decision).toBe("skipped");
    session.retrySave();
    await saved();
    expect(held.history.map(({ verdict }) => verdict?.decision)).toEqual([undefined, "skipped", "rejected"]);
  });

  it("are caught up with when the listening was broken off, unless only this window has changed something", async () => {
    const { fake, session, changed, saved } = setUp();
    await session.start();
    fake.tell({ sampleIds: null }, true);
    await session.decide("rejected");
    await saved();
    fake.mark--;
    fake.tell({ sampleIds: null }, true);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(changed).toEqual([]);
    fake.tell({ sampleIds: null }, true);
    await vi.waitFor(() => expect(changed).toEqual([null]));
  });

  it("are read although the listening was broken off right after they were heard", async () => {
    const { fake, session, changed } = setUp();
    await session.start();
    const stop = session.live.watch();
    fake.tell({ sampleIds: ["s2"] });
    stop();
    const stopAgain = session.live.watch();
    await vi.waitFor(() => expect(changed).toEqual([["s2"]]));
    stopAgain();
  });

  it("may change the rules, which hold here at once", async () => {
    const { fake, session, state } = setUp();
    await session.start();
    fake.rules = { ...fake.rules, blind: true };
    fake.tell({ sampleIds: null });
    await vi.waitFor(() => expect(isVeiled(state())).toBe(true));
  });
});

describe("what readers say together", () => {
  const [left, right] = [boxMask(0, 0, 10, 10), boxMask(20, 0, 10, 10)];

  it("is told as the store counts it", () => {
    expect(
      agreementOf([
        { decision: "accepted", mask: left },
        { decision: "fixed", mask: left },
      ]).agrees,
    ).toBe(true);
    expect(
      agreementOf([
        { decision: "accepted", mask: left },
        { decision: "accepted", mask: right },
      ]).agrees,
    ).toBe(false);
    expect(
      agreementOf([
        { decision: "accepted", mask: left },
        { decision: "skipped", mask: null },
      ]).agrees,
    ).toBe(false);
    expect(
      agreementOf([
        { decision: "skipped", mask: null },
        { decision: "skipped", mask: left },
      ]).agrees,
    ).toBe(true);
  });
});

describe("verdicts of one sitting", () => {
  const given = (at: string, more: Partial<Judgement> = {}): Judgement => ({
    decision: "rejected",
    comment: "",
    author: "ada",
    at,
    questionVersion: 0,
    ...more,
  });

  it("stand together, and none is lost", () => {
    const verdicts = [
      given("2026-01-01T10:00:00Z"),
      given("2026-01-01T10:00:05Z", { checks: { answerable: true } }),
      given("2026-01-01T10:00:09Z", { reasons: ["wording"] }),
      given("2026-01-01T10:01:00Z", { decision: "accepted" }),
      given("2026-01-01T10:02:00Z", { decision: "accepted", author: "bob" }),
      given("2026-01-01T12:00:00Z", { decision: "accepted", author: "bob" }),
    ];
    const sittings = sittingsOf(verdicts);
    expect(sittings.map(({ before }) => before.length)).toEqual([2, 0, 0, 0]);
    expect(sittings.flatMap(({ before, last }) => [...before, last])).toEqual(verdicts);
  });
});
