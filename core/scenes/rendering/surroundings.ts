import type { Color, Scene, Vector3 } from "#core/scenes";
import type { Look } from "./look.ts";

/** CLEVR's colours (properties.json). Its script hands them to Blender as linear light. */
const PALETTE: Readonly<Record<Color, Vector3>> = {
  gray: [87, 87, 87],
  red: [173, 35, 35],
  blue: [42, 75, 215],
  green: [29, 105, 20],
  brown: [129, 74, 25],
  purple: [129, 38, 192],
  cyan: [41, 208, 208],
  yellow: [255, 238, 51],
};

/** The lamp that CLEVR never jitters: far above, behind the camera's shoulder (Kubric's CLEVR scenes call it the sun). */
const TOP_LAMP: Vector3 = [11.6608, -6.628, 25.8232];
/** Key, fill, back and top: light in the middle of the beam at distance 1, and half the edge of the square lamp. */
const LAMP_POWER = [14, 5, 8, 330] as const;
const LAMP_HALF_EDGE = [0.5, 0.5, 0.5, 1.5] as const;
const GROUND_ALBEDO = 0.35;

/** A square lamp that shines towards the origin, its light falling with the cosine from its axis. */
export interface Lamp {
  readonly position: Vector3;
  readonly axis: Vector3;
  /** From the middle to the middles of two neighbouring edges. */
  readonly across: Vector3;
  readonly along: Vector3;
  readonly power: number;
}

/** Everything around a surface that decides its light, with the look already applied. */
export interface Surroundings {
  readonly lamps: readonly Lamp[];
  readonly ground: Vector3;
  /** Light from everywhere above, and what the ground throws back from below. */
  readonly ambientAbove: number;
  readonly ambientBelow: number;
  /** What a mirror sees where nothing is. */
  readonly sky: number;
  /** Linear colour of each object, three numbers each. */
  readonly albedo: Float64Array;
  readonly metal: Uint8Array;
}

export function sceneSurroundings(scene: Scene, look: Look): Surroundings {
  const { key, fill, back } = scene.lights;
  const albedo = new Float64Array(3 * scene.objects.length);
  scene.objects.forEach(({ color }, i) => {
    albedo.set(
      PALETTE[color].map((level) => level / 255),
      3 * i,
    );
  });
  const ground = GROUND_ALBEDO * look.groundBrightness;
  return {
    lamps: [key, fill, back, TOP_LAMP].map((position, i) =>
      squareLamp(
        position,
        (LAMP_POWER[i] as number) * (look.lamps[i] as number),
        (LAMP_HALF_EDGE[i] as number) * look.lampSize,
      ),
    ),
    ground: [ground, ground, ground],
    ambientAbove: 0.05 * look.ambient,
    ambientBelow: 0.12 * look.ambient,
    sky: 0.03 * look.ambient,
    albedo,
    metal: Uint8Array.from(scene.objects, ({ material }) => (material === "metal" ? 1 : 0)),
  };
}

function squareLamp(position: Vector3, power: number, halfEdge: number): Lamp {
  const [x, y, z] = position;
  const length = Math.hypot(x, y, z);
  const axis: Vector3 = [-x / length, -y / length, -z / length];
  const flat = Math.hypot(axis[0], axis[1]) || 1;
  const across: Vector3 = [(halfEdge * axis[1]) / flat, (-halfEdge * axis[0]) / flat, 0];
  const along: Vector3 = [
    across[1] * axis[2] - across[2] * axis[1],
    across[2] * axis[0] - across[0] * axis[2],
    across[0] * axis[1] - across[1] * axis[0],
  ];
  return { position, axis, across, along, power };
}
