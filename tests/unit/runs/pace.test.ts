import { describe, expect, it } from "vitest";
import { Pace } from "../../../electron/runs/pace.ts";

describe("Pace", () => {
  it("knows nothing before the first sample", () => {
    const pace = new Pace(() => 0);
    expect(pace.perSecond()).toBeNull();
    expect(pace.secondsLeft(5)).toBeNull();
  });

  it("tells samples a second and the time left", () => {
    let now = 1000;
    const pace = new Pace(() => now);
    for (let i = 0; i < 4; i++) {
      now += 500;
      pace.note();
    }
    expect(pace.perSecond()).toBe(2);
    expect(pace.secondsLeft(7)).toBe(3.5);
    expect(pace.secondsLeft(0)).toBe(0);
  });

  it("forgets what is long ago: a slow start, or a cache that answered the first half", () => {
    let now = 0;
    const pace = new Pace(() => now);
    now += 600_000;
    pace.note();
    for (let i = 0; i < 32; i++) {
      now += 250;
      pace.note();
    }
    expect(pace.perSecond()).toBe(4);
  });

  it("stays finite where samples are finished within one tick of the clock", () => {
    const pace = new Pace(() => 7);
    for (let i = 0; i < 3; i++) pace.note();
    expect(Number.isFinite(pace.secondsLeft(10))).toBe(true);
  });
});
