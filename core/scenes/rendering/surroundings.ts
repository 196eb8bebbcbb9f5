import type { Color, Scene, Vector3 } from "#core/scenes";
import { BASE_LIGHTS } from "./base-lamps.ts";
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
/**
 * Key, fill, back and top: light in the middle of the beam at distance 1 in red, green and blue, and half the edge of
 * the square lamp. Their ratios and
 * colours are those of tests/parity/scripts/fit_clevr_light.py, which explains the reference's open ground but for 2.7 %
 * of the light; rubber, whose colours are known, then tells power from the ground's albedo, and the ambient light.
 */
const LAMP_POWER: readonly Vector3[] = [
  [5.2, 4.75, 4.05],
  [1.35, 1.42, 1.8],
  [2.9, 2.9, 2.95],
  [80, 77, 70],
];
const LAMP_HALF_EDGE = [0.5, 0.5, 0.5, 1.5] as const;
/** Jitter moves a lamp but doesn't turn it: it shines as if it stood here and looked at the origin. */
const AIMS: readonly Vector3[] = [BASE_LIGHTS.key, BASE_LIGHTS.fill, BASE_LIGHTS.back, TOP_LAMP];
const GROUND_ALBEDO = 0.735;
/** The ground lies open to light that objects' sides don't see. */
const AMBIENT = { ground: 0.146, above: 0.078, below: 0.186, sky: 0.03 } as const;

/** A square lamp that shines towards the origin, its light falling with the cosine from its axis. */
export interface Lamp {
  readonly position: Vector3;
  readonly axis: Vector3;
  /** From the middle to the middles of two neighbouring edges. */
  readonly across: Vector3;
  readonly along: Vector3;
  readonly power: Vector3;
}

/** Everything around a surface that decides its light, with the look already applied. */
export interface Surroundings {
  readonly lamps: readonly Lamp[];
  readonly ground: Vector3;
  /** Light from everywhere on the ground, on what faces up, and what the ground throws back from below. */
  readonly ambientGround: number;
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
        AIMS[i] as Vector3,
        dimmed(LAMP_POWER[i] as Vector3, look.lamps[i] as number),
        (LAMP_HALF_EDGE[i] as number) * look.lampSize,
      ),
    ),
    ground: [ground, ground, ground],
    ambientGround: AMBIENT.ground * look.ambient,
    ambientAbove: AMBIENT.above * look.ambient,
    ambientBelow: AMBIENT.below * look.ambient,
    sky: AMBIENT.sky * look.ambient,
    albedo,
    metal: Uint8Array.from(scene.objects, ({ material }) => (material === "metal" ? 1 : 0)),
  };
}

function squareLamp(position: Vector3, from: Vector3, power: Vector3, halfEdge: number): Lamp {
  const [x, y, z] = from;
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

const dimmed = ([r, g, b]: Vector3, factor: number): Vector3 => [factor * r, factor * g, factor * b];
