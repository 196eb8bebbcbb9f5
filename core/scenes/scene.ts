/** Attributes of CLEVR's objects (clevr-dataset-gen, image_generation/data/properties.json). */
export const SHAPES = ["cube", "sphere", "cylinder"] as const;
export const COLORS = ["gray", "red", "blue", "green", "brown", "purple", "cyan", "yellow"] as const;
export const MATERIALS = ["rubber", "metal"] as const;
export const SIZES = ["large", "small"] as const;
export type Shape = (typeof SHAPES)[number];
export type Color = (typeof COLORS)[number];
export type Material = (typeof MATERIALS)[number];
export type Size = (typeof SIZES)[number];

export const DIRECTIONS = ["left", "right", "front", "behind"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export type Vector3 = readonly [x: number, y: number, z: number];

/** An object that stands on the ground, in Blender's units as CLEVR's scene files give it. */
export interface SceneObject {
  readonly shape: Shape;
  readonly size: Size;
  readonly color: Color;
  readonly material: Material;
  /** Radius; half the edge of a cube, which is the size's radius / sqrt(2). The centre's height above the ground. */
  readonly r: number;
  readonly x: number;
  readonly y: number;
  /** Turn about the vertical axis, radians. */
  readonly theta: number;
  /** Where the centre is seen: pixels from the top left, and the distance along the camera's axis. */
  readonly pixel: readonly [x: number, y: number, depth: number];
}

/** A camera without roll, looking at `target`; `focal` is the distance of the image plane in image widths. */
export interface Camera {
  readonly position: Vector3;
  readonly target: Vector3;
  readonly focal: number;
}

/** One CLEVR-like scene: everything that rendering and reasoning need. */
export interface Scene {
  /** What it was sampled with; null for scenes from elsewhere. */
  readonly seed: number | null;
  readonly width: number;
  readonly height: number;
  readonly camera: Camera;
  /** Positions of CLEVR's three lamps, jittered: key, fill, back. */
  readonly lights: Readonly<Record<"key" | "fill" | "back", Vector3>>;
  /** Unit vectors on the ground: the camera's axes, projected. */
  readonly directions: Readonly<Record<Direction, Vector3>>;
  readonly objects: readonly SceneObject[];
}
