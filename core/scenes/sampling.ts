import { AppError } from "#core/errors";
import { seededDraws } from "#core/metrics";
import {
  BASE_LIGHTS,
  type CameraFrame,
  cameraFrame,
  groundDirections,
  instanceMap,
  projectPoint,
} from "#core/scenes/rendering";
import { BASE_CAMERA, CAMERA_JITTER, jittered, LIGHT_JITTER } from "./base-scene.ts";
import { COLORS, DIRECTIONS, MATERIALS, type Scene, type SceneObject, SHAPES, SIZES } from "./scene.ts";
import { HELD_OUT_PAIRS, isHeldOut, type Split, sceneSeed, splitRules } from "./splits.ts";

/** CLEVR's rules in Blender's units (render_images.py, its defaults; facts §7). */
export const RADIUS = { large: 0.7, small: 0.35 } as const;
const GROUND_REACH = 3;
const MIN_GAP = 0.25;
const DIRECTION_MARGIN = 0.4;
const MIN_VISIBLE_PIXELS = 200;
const REFERENCE_WIDTH = 480;
const TRIES_PER_OBJECT = 50;
const CLEVR_MAX_OBJECTS = 10;
const CROWDED_TRIES_PER_OBJECT = 2000;
const MAX_SWAPS = 100;
/** What the margins leave room for within reasonable time. */
const MAX_OBJECTS = 14;
const TRIES_PER_SCENE = 2000;

export interface SceneOptions {
  /** 0 .. 2^32 - 1; the same seed and options give the same scene on every machine. */
  readonly seed: number;
  readonly minObjects?: number;
  readonly maxObjects?: number;
  readonly width?: number;
  readonly height?: number;
  /** Held-out pairs of colour and shape: none, at least two objects, or as chance has it. */
  readonly heldOut?: "avoid" | "some" | "any";
  /** Whether every object shows at least 200 pixels at a width of 480; on unless told otherwise. */
  readonly visibility?: boolean;
}

type Draw = () => number;
type Attributes = Pick<SceneObject, "shape" | "color">;

/** Scene number `index` of a split, at 480x320 unless told otherwise. */
export function sampleSplitScene(
  split: Split,
  index: number,
  options: Pick<SceneOptions, "width" | "height" | "visibility"> = {},
): Scene {
  return sampleScene({ ...options, ...splitRules(split), seed: sceneSeed(split, index) });
}

/**
 * A scene by CLEVR's rejection sampling: 3 to 10 objects on 6 x 6 units, gaps of 0.25, directions 0.4 apart, every
 * object visible; camera and lamps jittered. Throws `bad-input` when so many objects find no room.
 */
export function sampleScene(options: SceneOptions): Scene {
  const { seed, minObjects = 3, maxObjects = 10, width = 480, height = 320, visibility = true } = options;
  if (maxObjects > MAX_OBJECTS) throw noRoom(maxObjects, seed);
  const draws = seededDraws(seed);
  const draw: Draw = () => draws(2 ** 32) / 2 ** 32;
  const camera = { ...BASE_CAMERA, position: jittered(BASE_CAMERA.position, CAMERA_JITTER, draw) };
  const lights = {
    key: jittered(BASE_LIGHTS.key, LIGHT_JITTER, draw),
    back: jittered(BASE_LIGHTS.back, LIGHT_JITTER, draw),
    fill: jittered(BASE_LIGHTS.fill, LIGHT_JITTER, draw),
  };
  const count = minObjects + Math.floor(draw() * (maxObjects - minObjects + 1));
  const empty: Scene = { seed, width, height, camera, lights, directions: groundDirections(camera), objects: [] };
  const frame = cameraFrame(camera, width, height);
  for (let attempt = 0; attempt < TRIES_PER_SCENE; attempt++) {
    const objects = placeObjects(empty, frame, drawAttributes(count, options.heldOut ?? "avoid", draw), draw);
    if (objects === null) continue;
    const scene = { ...empty, objects };
    if (!visibility || everyObjectShows(scene)) return scene;
  }
  throw noRoom(count, seed);
}

function noRoom(count: number, seed: number): AppError {
  return new AppError({
    code: "bad-input",
    message: `No room for ${count} objects was found on the ground.`,
    where: `scene of seed ${seed}`,
    cure: "Ask for fewer objects; 14 fit by CLEVR's rules.",
  });
}

/** Whether each object shows at least 200 pixels, scaled by the area of a pixel (CLEVR's check_visibility). */
export function everyObjectShows(scene: Scene): boolean {
  const seen = new Uint32Array(scene.objects.length + 1);
  for (const id of instanceMap(scene)) seen[id] = (seen[id] as number) + 1;
  const needed = MIN_VISIBLE_PIXELS * (scene.width / REFERENCE_WIDTH) ** 2;
  return seen.subarray(1).every((pixels) => pixels >= needed);
}

/** Shapes and colours of all objects; with "some", two objects at chance places get a held-out pair. */
function drawAttributes(count: number, heldOut: "avoid" | "some" | "any", draw: Draw): Attributes[] {
  const attributes = Array.from({ length: count }, () => {
    for (;;) {
      const drawn = { shape: pick(SHAPES, draw), color: pick(COLORS, draw) };
      if (heldOut !== "avoid" || !isHeldOut(drawn.color, drawn.shape)) return drawn;
    }
  });
  if (heldOut !== "some") return attributes;
  const first = Math.floor(draw() * count);
  const second = (first + 1 + Math.floor(draw() * (count - 1))) % count;
  for (const place of [first, second]) {
    const [color, shape] = pick(HELD_OUT_PAIRS, draw);
    attributes[place] = { shape, color };
  }
  return attributes;
}

/**
 * Finds a place for each object in turn; null when one finds none, as CLEVR starts over then. More than ten objects
 * would start over for seconds: there, one that is placed already goes back into the queue instead. The rules hold
 * either way.
 */
function placeObjects(scene: Scene, frame: CameraFrame, attributes: readonly Attributes[], draw: Draw) {
  const queue = attributes.map((attribute) => ({ ...attribute, size: pick(SIZES, draw) }));
  const objects: SceneObject[] = [];
  const crowded = attributes.length > CLEVR_MAX_OBJECTS;
  const tries = crowded ? CROWDED_TRIES_PER_OBJECT : TRIES_PER_OBJECT;
  let swaps = crowded ? MAX_SWAPS : 0;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { shape, color, size } = next;
    const place = freePlace(scene, objects, RADIUS[size], tries, draw);
    if (place === null) {
      if (swaps-- <= 0) return null;
      queue.push(next, ...objects.splice(Math.floor(draw() * objects.length), 1));
      continue;
    }
    // A cube is placed by the circle around it, and stored by half its edge.
    const r = shape === "cube" ? RADIUS[size] / Math.SQRT2 : RADIUS[size];
    const [x, y] = place;
    const theta = 2 * Math.PI * draw();
    const pixel = projectPoint(frame, [x, y, r]);
    objects.push({ shape, size, color, material: pick(MATERIALS, draw), r, x, y, theta, pixel });
  }
  return objects;
}

function freePlace(
  scene: Scene,
  objects: readonly SceneObject[],
  r: number,
  tries: number,
  draw: Draw,
): [number, number] | null {
  for (let attempt = 0; attempt < tries; attempt++) {
    const x = GROUND_REACH * (2 * draw() - 1);
    const y = GROUND_REACH * (2 * draw() - 1);
    if (objects.every((other) => isApart(scene, x - other.x, y - other.y, r + other.r))) return [x, y];
  }
  return null;
}

/** Neither too near nor so placed that "left of" and its like could be doubted. */
function isApart({ directions }: Scene, dx: number, dy: number, radii: number): boolean {
  if (Math.hypot(dx, dy) - radii < MIN_GAP) return false;
  return DIRECTIONS.every((name) => {
    const along = dx * directions[name][0] + dy * directions[name][1];
    return along <= 0 || along >= DIRECTION_MARGIN;
  });
}

function pick<T>(values: readonly T[], draw: Draw): T {
  return values[Math.floor(draw() * values.length)] as T;
}
