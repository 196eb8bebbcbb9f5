import { describe, expect, it, vi } from "vitest";
import { decodeRle, type Rle, rleArea } from "#core/masks";
import { ignoreOf } from "#core/samples";
import { type MaskWork, type Stroke, workHere } from "#renderer/editing";
import { ReviewSession, type SessionHost } from "#renderer/session";
import { boxMask, FakeApi, plainPreferences } from "./fake-client.ts";

const project = { projectId: "p", dir: "/projects/p", title: "P" };

async function setUp(work: MaskWork = workHere) {
  const fake = new FakeApi(2);
  const notices: string[] = [];
  const host: SessionHost = {
    notify: (kind, { message }) => notices.push(`${kind}: ${message}`),
    preferences: () => plainPreferences,
    onStatus: () => undefined,
  };
  const session = new ReviewSession(fake.client(), project, host, work);
  await session.start();
  const sample = () => {
    const open = session.store.getState().sample;
    if (!open) throw new Error("No sample is open.");
    return open;
  };
  const areas = () => {
    const { mask, ignore } = sample().state;
    return [mask && rleArea(mask), ignore === undefined ? null : rleArea(ignore)];
  };
  const saved = () => vi.waitFor(() => expect(session.hasUnsaved).toBe(false));
  return { fake, session, notices, sample, areas, saved };
}

const dab = (x: number, y: number, erase = false): Stroke => ({
  brush: { shape: "square", diameter: 4 },
  erase,
  points: [{ x, y }],
});

const overlap = (a: Rle, b: Rle): number => {
  const [left, right] = [decodeRle(a).data, decodeRle(b).data];
  return left.reduce((sum, value, i) => sum + (value & (right[i] ?? 0)), 0);
};

describe("the ignore layer", () => {
  it("is painted with the tools of the mask, which stays as it is, and undone with the rest", async () => {
    const { session, areas, saved, fake, sample } = await setUp();
    await session.edits.stroke(dab(10, 10));
    session.edits.setLayer("ignore");
    await session.edits.stroke(dab(20, 10));
    await session.edits.outline(
      { points: [boxCorner(2, 2), boxCorner(8, 2), boxCorner(8, 8)], subtract: false },
      "lasso",
    );
    await session.edits.stroke(dab(20, 10, true));
    expect(areas()[0]).toBe(16);
    await saved();
    expect(fake.calls.filter((call) => call.startsWith("commit"))).toEqual([
      "commit s0 brush stroke",
      "commit s0 brush stroke on the ignore layer",
      "commit s0 lasso on the ignore layer",
      "commit s0 eraser stroke on the ignore layer",
    ]);
    await session.undo();
    await session.undo();
    expect(areas()).toEqual([16, 16]);
    await session.undo();
    expect(sample().state.ignore).toBeUndefined();
    await session.redo();
    expect(areas()).toEqual([16, 16]);
  });

  it("begins with what the dataset ignores, and can be emptied of it", async () => {
    const { session, sample, saved, fake } = await setUp();
    const dataset = boxMask(4, 4, 8, 8);
    Object.assign(fake.held("s1").detail, { ignore: dataset });
    await session.open("s1");
    session.edits.setLayer("ignore");
    await session.edits.stroke({ brush: { shape: "square", diameter: 120 }, erase: true, points: [{ x: 5, y: 5 }] });
    await saved();
    const { state, detail } = sample();
    expect(detail.ignore).toEqual(dataset);
    expect(rleArea(ignoreOf(state, detail) as Rle)).toBe(0);
  });

  it("takes what SAM sees at a click or in a box, and gives it back for a negative point", async () => {
    const { session, areas, fake, sample } = await setUp();
    session.edits.setLayer("ignore");
    session.addPoint({ x: 9, y: 9, label: 1 });
    await vi.waitFor(() => expect(areas()[1]).toBeGreaterThan(0));
    expect(sample().state).toMatchObject({ mask: null, prompts: { points: [], box: null } });
    session.addPoint({ x: 9, y: 9, label: 0 });
    await vi.waitFor(() => expect(areas()[1]).toBe(0));
    expect(fake.segmented).toEqual([
      { points: [{ x: 9, y: 9, label: 1 }], box: null },
      { points: [{ x: 9, y: 9, label: 1 }], box: null },
    ]);
    session.setBox({ x0: 1, y0: 1, x1: 5, y1: 5 });
    await vi.waitFor(() => expect(areas()[1]).toBeGreaterThan(0));
    expect(sample().state.prompts.box).toBeNull();
  });

  it("withdraws the verdict, makes an accepted sample a fixed one, and is left with the sample", async () => {
    const { session, sample, saved } = await setUp();
    session.chooseRank(1);
    session.edits.setLayer("ignore");
    await session.edits.stroke(dab(20, 20));
    await session.decide("accepted");
    expect(sample().status).toBe("fixed");
    await session.edits.stroke(dab(30, 20));
    expect(sample().state.verdict).toBeNull();
    await saved();
    await session.open("s1");
    expect(session.store.getState().layer).toBe("mask");
  });

  it("is left out where the mask is measured against the reference", async () => {
    const measured: { readonly ignored: number; readonly hit: number }[] = [];
    const work: MaskWork = {
      ...workHere,
      measure: (mask, reference, ignore) => {
        measured.push({ ignored: ignore ? rleArea(ignore) : 0, hit: ignore ? overlap(mask, ignore) : 0 });
        return workHere.measure(mask, reference, ignore);
      },
    };
    const { session, fake } = await setUp(work);
    const reference = boxMask(4, 4, 8, 8);
    Object.assign(fake.held("s1").detail, { groundTruth: reference });
    await session.open("s1");
    session.edits.takeReference();
    await session.edits.stroke(dab(30, 20));
    await vi.waitFor(() => expect(session.store.getState().effect?.now.iou).toBeLessThan(1));
    session.edits.setLayer("ignore");
    await session.edits.stroke(dab(30, 20));
    await vi.waitFor(() => expect(session.store.getState().effect?.now.iou).toBe(1));
    expect(measured.at(-1)).toEqual({ ignored: 16, hit: 16 });
  });

  it("leaves a reference mask that was taken over and accepted an accepted one", async () => {
    const { session, fake, sample } = await setUp();
    Object.assign(fake.held("s1").detail, { groundTruth: boxMask(4, 4, 8, 8) });
    await session.open("s1");
    session.edits.takeReference();
    await session.decide("accepted");
    expect(sample().status).toBe("accepted");
  });
});

function boxCorner(x: number, y: number) {
  return { x, y };
}
