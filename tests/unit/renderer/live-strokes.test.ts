import { beforeEach, describe, expect, it } from "vitest";
import type { Rle } from "#core/masks";
import { LiveStrokes } from "#renderer/canvas";
import type { Place, Stroke } from "#renderer/editing";

const strokeOf = (...points: Place[]): Stroke & { points: Place[] } => ({
  brush: { shape: "round", diameter: 9 },
  erase: false,
  points,
});
const mask = (counts: string): Rle => ({ size: [1, 1], counts });
const p = (x: number): Place => ({ x, y: 0 });

let live: LiveStrokes;
let told: string[];
beforeEach(() => {
  live = new LiveStrokes();
  told = [];
  live.listen({
    grown: (stroke, from) => told.push(`${from}..${stroke.points.length}`),
    gone: () => told.push("gone"),
  });
});

describe("strokes that the mask on the screen does not hold yet", () => {
  it("are drawn piece by piece: each point is told once", () => {
    const stroke = strokeOf(p(1));
    live.show(stroke);
    stroke.points.push(p(2), p(3));
    live.show(stroke);
    expect(told).toEqual(["0..1", "1..3"]);
  });

  it("stay until a mask with them is on the screen, so that nothing flickers", async () => {
    const [first, second] = [strokeOf(p(1)), strokeOf(p(2))];
    live.show(first);
    await live.finish(first, Promise.resolve(mask("one")));
    live.show(second);
    await live.finish(second, Promise.resolve(mask("two")));
    live.shown("none", "two");
    expect(live.all).toHaveLength(2);
    live.shown("one", "two");
    expect(live.all).toEqual([second]);
    live.shown("two", "two");
    expect(live.all).toEqual([]);
  });

  it("stay while their turn has not come", async () => {
    const stroke = strokeOf(p(1));
    live.show(stroke);
    void live.finish(stroke, new Promise(() => undefined));
    live.shown("sam", "sam");
    expect(live.all).toEqual([stroke]);
  });

  it("go when another mask was put in their place, when they changed nothing, and when they are taken back", async () => {
    const stroke = strokeOf(p(1));
    live.show(stroke);
    await live.finish(stroke, Promise.resolve(mask("one")));
    live.shown("undone", "undone");
    expect(live.all).toEqual([]);
    live.show(stroke);
    await live.finish(stroke, Promise.resolve(null));
    expect(live.all).toEqual([]);
    live.show(stroke);
    live.show(null);
    expect(live.all).toEqual([]);
    live.show(stroke);
    live.clear();
    expect(live.all).toEqual([]);
    expect(told.filter((one) => one === "gone")).toHaveLength(4);
  });

  it("keep the one under way when an earlier one has arrived", async () => {
    const [done, underWay] = [strokeOf(p(1)), strokeOf(p(2))];
    live.show(done);
    await live.finish(done, Promise.resolve(mask("one")));
    live.show(underWay);
    live.shown("one", "one");
    expect(live.all).toEqual([underWay]);
  });
});
