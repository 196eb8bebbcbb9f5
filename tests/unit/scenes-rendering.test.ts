import { readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { BASE_CAMERA, type Scene, type SceneObject, sampleScene, type Vector3 } from "#core/scenes";
import {
  BASE_LIGHTS,
  CUBE_BEVEL,
  CYLINDER_BEVEL,
  groundDirections,
  instanceMap,
  REFERENCE_LOOK,
  randomLook,
  renderScene,
} from "#core/scenes/rendering";

const EMPTY: Scene = {
  seed: 1,
  width: 240,
  height: 160,
  camera: BASE_CAMERA,
  lights: BASE_LIGHTS,
  directions: groundDirections(BASE_CAMERA),
  objects: [],
};
const object = (changes: Partial<SceneObject>): SceneObject => ({
  ...{
    shape: "sphere",
    size: "large",
    color: "red",
    material: "rubber",
    r: 0.7,
    x: 0,
    y: 0,
    theta: 0,
    pixel: [0, 0, 0],
  },
  ...changes,
});
const withObjects = (...objects: SceneObject[]): Scene => ({ ...EMPTY, objects });

/** The direction of a pixel's ray by the cross products of a look-at matrix; not normalised. */
function rayOf({ camera, width, height }: Scene, pixel: number): number[] {
  const [px, py, pz] = camera.position;
  const across = [-py, px, 0].map((value) => value / Math.hypot(px, py));
  const back = [px, py, pz].map((value) => value / Math.hypot(px, py, pz)) as unknown as Vector3;
  const [ax = 0, ay = 0] = across;
  const up = [-back[2] * ay, back[2] * ax, back[0] * ay - back[1] * ax];
  const u = ((pixel % width) + 0.5 - width / 2) / (camera.focal * width);
  const v = (height / 2 - Math.floor(pixel / width) - 0.5) / (camera.focal * width);
  return [0, 1, 2].map((i) => u * (across[i] ?? 0) + v * (up[i] ?? 0) - (back[i] ?? 0));
}

/**
 * How far the pixel's ray stays from a convex body: the least distance along it, which is a convex function of the way
 * gone, so that a search by thirds finds it. A rounded body is all that lies within its bevel of a smaller sharp one.
 */
function distanceFromRay(scene: Scene, pixel: number, distance: (point: number[]) => number): number {
  const ray = rayOf(scene, pixel);
  const length = Math.hypot(...ray);
  const at = (t: number) => distance(scene.camera.position.map((start, i) => start + (t * (ray[i] ?? 0)) / length));
  let [low, high] = [4, 20];
  for (let step = 0; step < 50; step++) {
    const third = (high - low) / 3;
    if (at(low + third) < at(high - third)) high -= third;
    else low += third;
  }
  return at(low);
}

/** Compares the map with the distances, but for rays that graze the surface by less than the marching's step. */
function expectSilhouette(scene: Scene, bevel: number, distance: (point: number[]) => number): void {
  const map = instanceMap(scene);
  let seen = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const apart = distanceFromRay(scene, pixel, distance);
    if (Math.abs(apart - bevel) < 5e-4) continue;
    if (Number(apart < bevel) !== map[pixel]) expect.fail(`pixel ${pixel}: ${apart - bevel} off, but ${map[pixel]}`);
    seen += Number(apart < bevel);
  }
  expect(seen).toBeGreaterThan(500);
}

describe("the instance map", () => {
  it("is a sphere's silhouette: the rays within the cone around it", () => {
    const scene = withObjects(object({ x: 1.2, y: -0.7 }));
    const map = instanceMap(scene);
    const centre = [1.2, -0.7, 0.7].map((value, i) => value - (scene.camera.position[i] ?? 0));
    const far = Math.hypot(...centre);
    const widest = Math.sqrt(1 - (0.7 / far) ** 2);
    const expected = map.map((_, pixel) => {
      const ray = rayOf(scene, pixel);
      const cosine = ray.reduce((sum, value, i) => sum + value * (centre[i] ?? 0), 0) / (Math.hypot(...ray) * far);
      return cosine > widest ? 1 : 0;
    });
    expect(map).toEqual(expected);
    expect(map.reduce((sum, id) => sum + id, 0)).toBeGreaterThan(900);
  });

  it("is a cube's silhouette, its edges rounded", () => {
    const r = 0.7 / Math.SQRT2;
    const scene = withObjects(object({ shape: "cube", r, x: -0.8, y: 1.1, theta: 0.6 }));
    const half = r * (1 - CUBE_BEVEL);
    expectSilhouette(scene, r * CUBE_BEVEL, ([x = 0, y = 0, z = 0]) => {
      const along = (x + 0.8) * Math.cos(0.6) + (y - 1.1) * Math.sin(0.6);
      const across = (y - 1.1) * Math.cos(0.6) - (x + 0.8) * Math.sin(0.6);
      return Math.hypot(...[along, across, z - r].map((value) => Math.max(Math.abs(value) - half, 0)));
    });
  });

  it("is a cylinder's silhouette, its rims rounded", () => {
    const scene = withObjects(object({ shape: "cylinder", x: 0.4, y: 0.9 }));
    const core = 0.7 * (1 - CYLINDER_BEVEL);
    expectSilhouette(scene, 0.7 * CYLINDER_BEVEL, ([x = 0, y = 0, z = 0]) =>
      Math.hypot(Math.max(Math.hypot(x - 0.4, y - 0.9) - core, 0), Math.max(Math.abs(z - 0.7) - core, 0)),
    );
  });

  it("shows the nearer of two objects, whatever their order", () => {
    const near = object({ x: 1.5, y: -1.3 });
    const far = object({ x: 0, y: 0 });
    const [a, b] = [instanceMap(withObjects(near, far)), instanceMap(withObjects(far, near))];
    expect(b).toEqual(a.map((id) => (id === 0 ? 0 : 3 - id)));
    const alone = instanceMap(withObjects(near));
    expect(a.map((id) => Number(id === 1))).toEqual(alone);
  });

  it("keeps its shape at any size, and may leave the picture", () => {
    const scene = withObjects(object({ x: 2.9, y: -2.9 }), object({ x: -2.9, y: -2.9 }));
    const part = (width: number, height: number) => {
      const map = instanceMap({ ...scene, width, height });
      expect(map.length).toBe(width * height);
      return map.reduce((sum, id) => sum + Number(id > 0), 0) / width ** 2;
    };
    expect(part(960, 640)).toBeCloseTo(part(240, 160), 2);
    expect(part(333, 222)).toBeCloseTo(part(240, 160), 2);
    expect(part(300, 40)).toBeGreaterThan(0);
  });
});

describe("rendering", () => {
  const scene = sampleScene({ seed: 11, width: 120, height: 80 });

  it("gives the same bytes for the same seed, and other grain for another", () => {
    expect(renderScene(scene, { seed: 3 })).toEqual(renderScene(scene, { seed: 3 }));
    expect(renderScene(scene, { seed: 3 }).rgb).not.toEqual(renderScene(scene, { seed: 4 }).rgb);
  });

  it("looks like the stored picture (mean difference below 2.5 of 255)", async () => {
    const stored = await sharp(readFileSync(new URL("../pictures/scene-golden.png", import.meta.url)))
      .removeAlpha()
      .raw()
      .toBuffer();
    const { rgb, width, height } = renderScene(scene, { seed: 0 });
    expect(stored.length).toBe(3 * width * height);
    const total = rgb.reduce((sum, value, i) => sum + Math.abs(value - (stored[i] ?? 0)), 0);
    expect(total / rgb.length).toBeLessThan(2.5);
  });

  it("shows colour, shadow and a mirror where they belong", () => {
    const look = { ...REFERENCE_LOOK, noise: 0 };
    const mean = (from: Scene, where: (id: number) => boolean) => {
      const { rgb } = renderScene(from, { look });
      const sums = [0, 0, 0, 0];
      instanceMap(from).forEach((id, pixel) => {
        if (!where(id)) return;
        for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (rgb[3 * pixel + c] ?? 0);
        sums[3] = (sums[3] ?? 0) + 1;
      });
      return sums.slice(0, 3).map((sum) => sum / (sums[3] ?? 1)) as [number, number, number];
    };
    const red = mean(withObjects(object({})), (id) => id === 1);
    expect(red[0]).toBeGreaterThan(2 * red[1]);
    const open = mean(EMPTY, (id) => id === 0);
    const shadowed = mean(withObjects(object({})), (id) => id === 0);
    expect(shadowed[0]).toBeLessThan(open[0]);
    // A gray metal ball beside a green one shows some of its colour; a gray rubber ball does not.
    const beside = object({ color: "green", x: 1.1, y: 1.1 });
    const tint = (material: SceneObject["material"]) => {
      const [r, g] = mean(withObjects(object({ color: "gray", material }), beside), (id) => id === 1);
      return g - r;
    };
    expect(tint("metal")).toBeGreaterThan(tint("rubber") + 0.5);
  });
});

describe("looks", () => {
  it("are the reference's own at strength 0, seeded, and wider with strength", () => {
    expect(randomLook(5, 0)).toEqual(REFERENCE_LOOK);
    expect(randomLook(5, 1)).toEqual(randomLook(5, 1));
    const spread = (strength: number) =>
      Math.max(...Array.from({ length: 50 }, (_, seed) => Math.abs(Math.log(randomLook(seed, strength).exposure))));
    expect(spread(2)).toBeCloseTo(2 * spread(1), 6);
  });

  it("change what they name", () => {
    const scene = sampleScene({ seed: 2, width: 60, height: 40 });
    const level = (changes: object) => {
      const { rgb } = renderScene(scene, { look: { ...REFERENCE_LOOK, noise: 0, ...changes } });
      return rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
    };
    const usual = level({});
    expect(level({ exposure: 1.5 })).toBeGreaterThan(usual + 5);
    expect(level({ gamma: 1.3 })).toBeLessThan(usual - 5);
    expect(level({ ambient: 0 })).toBeLessThan(usual - 5);
    expect(level({ groundBrightness: 0.5 })).toBeLessThan(usual - 5);
    expect(level({ blur: 2 })).toBeCloseTo(usual, -1);
  });
});
