import type { Scene, SceneObject } from "#core/scenes";

/** An object as tests write it; what is left out is a small red rubber cube's. */
export type Placed = Partial<Omit<SceneObject, "x" | "y" | "pixel">> & { readonly at: readonly [number, number] };

/** Looking along +y: left is -x, front is -y; 480 pixels show x from -4 to 4, and depth is y + 10. */
export function sceneOf(...placed: readonly Placed[]): Scene {
  const objects = placed.map(
    ({ at: [x, y], ...rest }): SceneObject => ({
      shape: "cube",
      size: "small",
      color: "red",
      material: "rubber",
      r: 0.35,
      theta: 0,
      ...rest,
      x,
      y,
      pixel: [240 + 60 * x, 160 - 10 * y, y + 10],
    }),
  );
  return {
    seed: null,
    width: 480,
    height: 320,
    camera: { position: [0, -10, 5], target: [0, 0, 0], focal: 1 },
    lights: { key: [0, 0, 9], fill: [0, 0, 9], back: [0, 0, 9] },
    directions: { left: [-1, 0, 0], right: [1, 0, 0], front: [0, -1, 0], behind: [0, 1, 0] },
    objects,
  };
}
