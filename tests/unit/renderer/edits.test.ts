import { describe, expect, it, vi } from "vitest";
import { decodeRle, type Rle, rleArea } from "#core/masks";
import { type MaskWork, type Stroke, workHere } from "#renderer/editing";
import { ReviewSession, type SessionHost } from "#renderer/session";
import { boxMask, candidate, FakeApi, failure, plainPreferences } from "./fake-client.ts";

const project = { projectId: "p", dir: "/projects/p", title: "P" };

async function setUp(work: MaskWork = workHere, fake = new FakeApi(3)) {
  const notices: string[] = [];
  const host: SessionHost = {
    notify: (kind, { message }) => notices.push(`${kind}: ${message}`),
    preferences: () => plainPreferences,
    onStatus: () => undefined,
  };
  const session = new ReviewSession(fake.client(), project, host, work);
  await session.start();
  const state = () => session.store.getState();
  const sample = () => {
    const open = state().sample;
    if (!open) throw new Error("No sample is open.");
    return open;
  };
  const area = (mask: Rle | null = sample().state.mask) => (mask ? rleArea(mask) : null);
  const saved = () => vi.waitFor(() => expect([state().save.kind, session.hasUnsaved]).toEqual(["saved", false]));
  return { fake, session, notices, state, sample, area, saved };
}

/** A dab of 4 x 4 pixels. */
const dab = (x: number, y: number, erase = false): Stroke => ({
  brush: { shape: "square", diameter: 4 },
  erase,
  points: [{ x, y }],
});

/** A promise that is opened by hand. */
function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe("a stroke", () => {
  it("is in the mask at once, an undo step of its own, and on the disk", async () => {
    const { session, sample, area, saved, fake } = await setUp();
    void session.edits.stroke(dab(10, 10));
    expect([area(), sample().undoDepth, sample().status]).toEqual([16, 1, "started"]);
    void session.edits.stroke(dab(20, 10));
    expect([area(), sample().undoDepth]).toEqual([32, 2]);
    await saved();
    expect(fake.calls.filter((call) => call.startsWith("commit"))).toEqual([
      "commit s0 brush stroke",
      "commit s0 brush stroke",
    ]);
    await session.undo();
    expect(area()).toBe(16);
    await session.redo();
    expect(area(fake.stateOf("s0").mask)).toBe(32);
  });

  it("counts even if the one before is not saved yet, and erases too", async () => {
    const { session, area, saved, fake } = await setUp();
    for (let i = 0; i < 20; i++) void session.edits.stroke(dab(2 + i, 10, i === 19));
    await saved();
    expect(fake.held("s0").history).toHaveLength(21);
    expect(area(fake.stateOf("s0").mask)).toBe(area());
    expect(area()).toBe(4 * (18 + 4) - 12);
  });

  it("keeps the chosen candidate and the prompts and withdraws the verdict", async () => {
    const { session, sample, saved } = await setUp();
    session.chooseRank(1);
    session.addPoint({ x: 5, y: 5, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await session.decide("accepted");
    await session.open("s0");
    await session.edits.stroke(dab(30, 20));
    await saved();
    expect(sample().state).toMatchObject({ chosenCandidateId: "c1", verdict: null });
    expect(sample().state.prompts.points).toHaveLength(1);
  });

  it("that changes nothing is no undo step", async () => {
    const { session, sample } = await setUp();
    expect(await session.edits.stroke(dab(10, 10, true))).toBeNull();
    await session.edits.stroke(dab(10, 10));
    expect(await session.edits.stroke(dab(10, 10))).toBeNull();
    expect(sample().undoDepth).toBe(1);
  });

  it("comes after the answer to a click that was made before it", async () => {
    const { session, area, saved, fake, sample } = await setUp();
    const sam = gate();
    fake.segmentGate = sam.promise;
    session.addPoint({ x: 1, y: 1, label: 1 });
    const made = session.edits.stroke(dab(10, 10));
    expect(sample().state.mask).toBeNull();
    sam.open();
    expect(area(await made)).toBe(2 + 16);
    await saved();
    expect(area(fake.stateOf("s0").mask)).toBe(18);
  });

  it("right after an undo goes onto what the undo leads to", async () => {
    const { session, area, saved } = await setUp();
    await session.edits.stroke(dab(10, 10));
    await session.edits.stroke(dab(20, 10));
    void session.undo();
    await session.edits.stroke(dab(10, 20));
    await saved();
    expect(area()).toBe(32);
    expect(decodeRle(session.store.getState().sample?.state.mask as Rle).data[10 * 40 + 20]).toBe(0);
  });

  it("is not lost when the next sample is opened before its turn came", async () => {
    const { session, area, saved, fake } = await setUp();
    const sam = gate();
    fake.segmentGate = sam.promise;
    session.addPoint({ x: 1, y: 1, label: 1 });
    void session.edits.stroke(dab(10, 10));
    await session.open("s1");
    expect(session.hasUnsaved).toBe(true);
    sam.open();
    await saved();
    expect(area(fake.stateOf("s0").mask)).toBe(18);
  });

  it("waits with the others while nothing can be saved, and is saved by the retry", async () => {
    const { session, area, saved, fake, state } = await setUp();
    fake.failCommit = failure("disk-full");
    await session.edits.stroke(dab(10, 10));
    await vi.waitFor(() => expect(state().save.kind).toBe("problem"));
    await session.edits.stroke(dab(20, 10));
    expect(area()).toBe(32);
    fake.failCommit = null;
    session.retrySave();
    await saved();
    expect(area(fake.stateOf("s0").mask)).toBe(32);
  });
});

describe("outlines, combinations and operations", () => {
  it("fills and subtracts an outline", async () => {
    const { session, area, fake, saved } = await setUp();
    const points = [
      { x: 5, y: 5 },
      { x: 14.5, y: 5 },
      { x: 14.5, y: 14.5 },
      { x: 5, y: 14.5 },
    ];
    await session.edits.outline({ points, subtract: false }, "polygon");
    expect(area()).toBe(100);
    await session.edits.outline({ points: points.map(({ x, y }) => ({ x: x + 5, y })), subtract: true }, "lasso");
    expect(area()).toBe(50);
    await saved();
    expect(fake.calls.filter((call) => call.startsWith("commit"))).toEqual([
      "commit s0 polygon",
      "commit s0 subtract lasso",
    ]);
  });

  it("combines the mask with any candidate and says so if that changes nothing", async () => {
    const { session, area, notices, fake, saved } = await setUp();
    session.chooseRank(1);
    const other = candidate(2, 6);
    await session.edits.combine(other, "xor");
    expect(area()).toBe(80 + 80 - 2 * 40);
    await session.edits.combine(other, "union");
    await session.edits.combine(other, "difference");
    expect(area()).toBe(40);
    await session.edits.combine(other, "difference");
    expect(notices).toEqual(["info: The mask stays as it is: subtract candidate 2 changes nothing."]);
    await saved();
    expect(fake.calls).toContain("commit s0 XOR with candidate 2");
  });

  it("applies an operation and says so if that changes nothing", async () => {
    const { session, area, notices } = await setUp();
    session.chooseRank(1);
    await session.edits.apply({ kind: "fill-holes" });
    expect(notices).toEqual(["info: The mask stays as it is: fill holes changes nothing."]);
    await session.edits.apply({ kind: "shrink", by: 1 });
    expect(area()).toBe(8 * 6);
  });

  it("gives up an operation whose mask was replaced while it was made", async () => {
    const [slow, begun] = [gate(), gate()];
    const work: MaskWork = {
      ...workHere,
      apply: async (mask, op) => {
        begun.open();
        await slow.promise;
        return workHere.apply(mask, op);
      },
    };
    const { session, sample, notices } = await setUp(work);
    session.chooseRank(1);
    const done = session.edits.apply({ kind: "grow", by: 1 });
    await begun.promise;
    session.chooseRank(2);
    slow.open();
    await done;
    expect(sample().state.mask).toEqual(candidate(2, 20).rle);
    expect(notices[0]).toMatch(/another mask was chosen meanwhile: grow was not done/i);
  });

  it("tells when an operation fails and goes on with the next", async () => {
    const work: MaskWork = { ...workHere, apply: () => Promise.reject(failure("internal", "Out of memory.")) };
    const { session, notices, area } = await setUp(work);
    await session.edits.stroke(dab(10, 10));
    await session.edits.apply({ kind: "smooth", radius: 2 });
    expect(notices).toEqual(["problem: Out of memory."]);
    await session.edits.stroke(dab(20, 10));
    expect(area()).toBe(32);
  });

  it("adds and takes away what a flood finds", async () => {
    const asked: unknown[] = [];
    const work: MaskWork = {
      ...workHere,
      flood: async (...asking) => {
        asked.push(asking);
        return boxMask(0, 0, 5, 5);
      },
    };
    const { session, area } = await setUp(work);
    const options = { tolerance: 12, contiguous: true };
    await session.edits.flood("/picture", { x: 3, y: 4 }, options, false);
    expect(area()).toBe(25);
    await session.edits.flood("/picture", { x: 3, y: 4 }, options, true);
    expect(area()).toBe(0);
    expect(asked[0]).toEqual(["/picture", { x: 3, y: 4 }, options]);
  });
});

describe("SAM after an edit", () => {
  it("is given the box around a mask that was painted without it", async () => {
    const { session, fake, sample, saved } = await setUp();
    await session.edits.stroke(dab(10, 10));
    session.addPoint({ x: 10, y: 10, label: 1 });
    await vi.waitFor(() => expect(sample().draft).toBeNull());
    await saved();
    expect(fake.segmented.at(-1)?.box).toEqual({ x0: 8, y0: 8, x1: 12, y1: 12 });
  });
});

describe("the effect of an edit", () => {
  async function withReference() {
    const fake = new FakeApi(2);
    for (const held of fake.samples) held.detail = { ...held.detail, groundTruth: boxMask(8, 8, 8, 4) };
    return setUp(workHere, fake);
  }

  it("is told from the first edit on, with what it was before", async () => {
    const { session, state } = await withReference();
    session.chooseRank(1);
    expect(state().effect).toBeNull();
    await session.edits.combine(candidate(1), "difference");
    await session.edits.stroke(dab(10, 10));
    await vi.waitFor(() => expect(state().effect?.now.iou).toBe(0.5));
    await session.edits.stroke(dab(14, 10));
    await vi.waitFor(() =>
      expect(state().effect).toMatchObject({ now: { iou: 1, boundaryF: 1 }, before: { iou: 0.5 } }),
    );
    await session.undo();
    await vi.waitFor(() => expect(state().effect).toMatchObject({ now: { iou: 0.5 }, before: { iou: 1 } }));
  });

  it("is gone with the sample, and there is none without a reference", async () => {
    const { session, state } = await withReference();
    await session.edits.stroke(dab(10, 10));
    await vi.waitFor(() => expect(state().effect).not.toBeNull());
    await session.open("s1");
    expect(state().effect).toBeNull();
    const plain = await setUp();
    await plain.session.edits.stroke(dab(10, 10));
    await plain.saved();
    expect(plain.state().effect).toBeNull();
  });

  it("of many edits in a row is measured for the newest, not for each", async () => {
    let measured = 0;
    const slow = gate();
    const fake = new FakeApi(1);
    for (const held of fake.samples) held.detail = { ...held.detail, groundTruth: boxMask(8, 8, 8, 4) };
    const work: MaskWork = {
      ...workHere,
      measure: async (...asked) => {
        measured++;
        await slow.promise;
        return workHere.measure(...asked);
      },
    };
    const { session, state } = await setUp(work, fake);
    for (let i = 0; i < 12; i++) await session.edits.stroke(dab(4 + 2 * i, 10));
    slow.open();
    await vi.waitFor(() => expect(state().effect?.now.iou).toBeCloseTo(32 / 104, 5));
    expect(measured).toBeLessThanOrEqual(3);
  });
});
