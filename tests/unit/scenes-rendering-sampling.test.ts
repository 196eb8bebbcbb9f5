import { describe, expect, it } from "vitest";
import {
  BASE_CAMERA,
  DIRECTIONS,
  isHeldOut,
  RADIUS,
  type Scene,
  SPLITS,
  sampleScene,
  sampleSplitScene,
  sceneSeed,
  splitRules,
  splitSeeds,
} from "#core/scenes";
import { BASE_LIGHTS, instanceMap } from "#core/scenes/rendering";

const scenes = (split: (typeof SPLITS)[number], count: number): Scene[] =>
  Array.from({ length: count }, (_, i) => sampleSplitScene(split, i));
const train = scenes("train", 40);

describe("sampling by CLEVR's rules", () => {
  it("puts 3 to 10 objects within 3 units, and uses the whole range", () => {
    const counts = train.map(({ objects }) => objects.length);
    expect(Math.min(...counts)).toBe(3);
    expect(Math.max(...counts)).toBe(10);
    const places = train.flatMap(({ objects }) => objects.flatMap(({ x, y }) => [x, y]));
    expect(Math.max(...places.map(Math.abs))).toBeLessThanOrEqual(3);
    expect(Math.max(...places)).toBeGreaterThan(2.7);
    expect(Math.min(...places)).toBeLessThan(-2.7);
  });

  it("stores a cube by half its edge and everything else by its radius", () => {
    for (const { shape, size, r } of train.flatMap(({ objects }) => objects))
      expect(r).toBeCloseTo(shape === "cube" ? RADIUS[size] / Math.SQRT2 : RADIUS[size], 12);
  });

  it.each([...SPLITS])("keeps gaps and directions apart in %s", (split) => {
    for (const { objects, directions } of scenes(split, 4)) {
      for (const [i, a] of objects.entries()) {
        for (const b of objects.slice(i + 1)) {
          const distance = Math.hypot(a.x - b.x, a.y - b.y);
          expect(distance - a.r - b.r).toBeGreaterThanOrEqual(0.25);
          for (const name of DIRECTIONS) {
            const along = Math.abs((a.x - b.x) * directions[name][0] + (a.y - b.y) * directions[name][1]);
            expect(along).toBeGreaterThanOrEqual(0.4 - 1e-12);
          }
        }
      }
    }
  });

  it("shows at least 200 pixels of every object, scaled by the picture's size", () => {
    for (const [width, height] of [
      [480, 320],
      [240, 160],
    ] as const) {
      for (let seed = 1; seed <= 6; seed++) {
        const scene = sampleScene({ seed, width, height, minObjects: 8 });
        const seen = new Array<number>(scene.objects.length).fill(0);
        for (const id of instanceMap(scene)) if (id > 0) seen[id - 1] = (seen[id - 1] ?? 0) + 1;
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(200 * (width / 480) ** 2);
      }
    }
  });

  it("jitters camera and lamps by no more than CLEVR does, each on its own", () => {
    const spread = (of: (scene: Scene) => number, base: number) => train.map((scene) => of(scene) - base);
    for (let axis = 0 as 0 | 1 | 2; axis < 3; axis++) {
      const camera = spread(({ camera: c }) => c.position[axis], BASE_CAMERA.position[axis]);
      expect(Math.max(...camera.map(Math.abs))).toBeLessThanOrEqual(0.5);
      expect(Math.max(...camera) - Math.min(...camera)).toBeGreaterThan(0.8);
      const key = spread(({ lights }) => lights.key[axis], BASE_LIGHTS.key[axis]);
      expect(Math.max(...key.map(Math.abs))).toBeLessThanOrEqual(1);
      expect(Math.max(...key) - Math.min(...key)).toBeGreaterThan(1.6);
    }
  });

  it("says so when there is no room", () => {
    expect(() => sampleScene({ seed: 1, minObjects: 60, maxObjects: 60, visibility: false })).toThrow(/No room for 60/);
  });
});

describe("splits", () => {
  it("give the same scene for the same seed, and another for another", () => {
    expect(sampleSplitScene("val", 5)).toEqual(sampleSplitScene("val", 5));
    expect(sampleSplitScene("val", 5)).not.toEqual(sampleSplitScene("val", 6));
  });

  it("share no seed", () => {
    const seeds = SPLITS.flatMap((split) => splitSeeds(split, 20_000));
    expect(new Set(seeds).size).toBe(SPLITS.length * 20_000);
    expect(splitSeeds("test", 3, 7)).toEqual([7, 8, 9].map((i) => sceneSeed("test", i)));
  });

  it("refuse an index that is no index", () => {
    expect(() => sceneSeed("train", -1)).toThrow(/whole number/);
    expect(() => sceneSeed("train", 2 ** 28)).toThrow(/whole number/);
  });

  it("hold no held-out pair, but at least two objects of val-combinations and test-combinations do", () => {
    const held = ({ objects }: Scene) => objects.filter(({ color, shape }) => isHeldOut(color, shape)).length;
    expect(Math.max(...train.map(held))).toBe(0);
    for (const split of ["val", "test", "test-crowded", "test-wordings", "val-wordings"] as const)
      expect(Math.max(...scenes(split, 6).map(held))).toBe(0);
    for (const split of ["val-combinations", "test-combinations"] as const)
      expect(Math.min(...scenes(split, 20).map(held))).toBeGreaterThanOrEqual(2);
  });

  it("crowd 11 to 14 objects where they say so", () => {
    expect(splitRules("test-crowded")).toMatchObject({ minObjects: 11, maxObjects: 14 });
    for (const { objects } of scenes("test-crowded", 8)) {
      expect(objects.length).toBeGreaterThanOrEqual(11);
      expect(objects.length).toBeLessThanOrEqual(14);
    }
  });
});
