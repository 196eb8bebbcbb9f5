import { z } from "zod";
import { AppError } from "#core/errors";
import { BASE_LIGHTS, cameraFrame, groundDirections, projectPoint } from "#core/scenes/rendering";
import { BASE_CAMERA } from "./base-scene.ts";
import { type Camera, COLORS, MATERIALS, type Scene, SHAPES, SIZES, type Vector3 } from "./scene.ts";

const vector = z.tuple([z.number(), z.number(), z.number()]);
const clevrSceneSchema = z.object({
  directions: z.object({ left: vector, right: vector, front: vector, behind: vector }),
  objects: z
    .array(
      z.object({
        shape: z.enum(SHAPES),
        size: z.enum(SIZES),
        color: z.enum(COLORS),
        material: z.enum(MATERIALS),
        r: z.number().positive(),
        x: z.number(),
        y: z.number(),
        theta: z.number(),
        pixel: vector,
      }),
    )
    .min(1),
});

/** Furthest that a fitted camera may see an object's middle from where the file says: pixels at the file's size. */
const MAX_MISS = 3;

/**
 * A scene from one object of a CLEVR scene file with x, y, r, theta (radians) and pixel per object. The file does not
 * hold the camera: it is fitted to the pixels and the directions (Gauss-Newton over its position; it looks at the
 * origin through CLEVR's lens). The lamps' jitter is not in the file either: they stand in their base places.
 * Throws `bad-input` when the file has another form or no such camera sees its objects there.
 */
export function sceneFromClevr(file: unknown, width = 480, height = 320): Scene {
  const parsed = clevrSceneSchema.safeParse(file);
  if (!parsed.success)
    throw new AppError({
      code: "bad-input",
      message: "This is not a CLEVR scene with places: x, y, r, theta and pixel for each object.",
      where: parsed.error.issues[0]?.path.join(".") ?? "the file",
      cure: "Give one scene as a JSON object with `directions` and `objects`.",
    });
  const { directions, objects } = parsed.data;
  const camera = fitCamera(objects, directions.behind, width, height);
  return { seed: null, width, height, camera, lights: BASE_LIGHTS, directions: groundDirections(camera), objects };
}

type Placed = Pick<Scene["objects"][number], "x" | "y" | "r" | "pixel">;

function fitCamera(objects: readonly Placed[], behind: Vector3, width: number, height: number): Camera {
  // Along the known direction at the base's distance: near enough for Gauss-Newton to converge.
  const [x, y, z] = BASE_CAMERA.position;
  const flat = Math.hypot(x, y);
  let position: Vector3 = [-behind[0] * flat, -behind[1] * flat, z];
  for (let step = 0; step < 12; step++) position = gaussNewton(position, objects, width, height);
  const camera = { ...BASE_CAMERA, position };
  const miss = Math.max(...residuals(position, objects, width, height).map(Math.abs));
  if (!(miss <= MAX_MISS))
    throw new AppError({
      code: "bad-input",
      message: `No camera like CLEVR's sees the objects where the file says (off by ${miss.toFixed(1)} pixels).`,
      where: "pixel",
      cure: `Check that the picture is ${width}x${height} and that theta, x, y and r are Blender's.`,
    });
  return camera;
}

/** Two distances in pixels for each object. */
function residuals(position: Vector3, objects: readonly Placed[], width: number, height: number): number[] {
  const frame = cameraFrame({ ...BASE_CAMERA, position }, width, height);
  return objects.flatMap(({ x, y, r, pixel }) => {
    const [u, v] = projectPoint(frame, [x, y, r]);
    return [u - pixel[0], v - pixel[1]];
  });
}

/** One step of least squares over the three coordinates; derivatives by differences, a little damping. */
function gaussNewton(position: Vector3, objects: readonly Placed[], width: number, height: number): Vector3 {
  const here = residuals(position, objects, width, height);
  const step = 1e-5;
  const slopes = [0, 1, 2].map((axis) => {
    const moved = position.map((value, i) => (i === axis ? value + step : value)) as unknown as Vector3;
    return residuals(moved, objects, width, height).map((value, i) => (value - (here[i] as number)) / step);
  });
  const sum = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, value, i) => total + value * (b[i] as number), 0);
  const normal = slopes.map((a, i) => slopes.map((b, j) => sum(a, b) * (i === j ? 1 + 1e-9 : 1)));
  const right = slopes.map((a) => -sum(a, here));
  const move = solve3(normal, right);
  return [position[0] + move[0], position[1] + move[1], position[2] + move[2]];
}

/** Cramer's rule. */
function solve3(m: readonly (readonly number[])[], v: readonly number[]): Vector3 {
  const column = (j: number, source: readonly number[] | null) =>
    m.map((row, i) => (source ? source[i] : row[j]) as number);
  const det = (a: readonly number[], b: readonly number[], c: readonly number[]) => {
    const [a0 = 0, a1 = 0, a2 = 0] = a;
    const [b0 = 0, b1 = 0, b2 = 0] = b;
    const [c0 = 0, c1 = 0, c2 = 0] = c;
    return a0 * (b1 * c2 - b2 * c1) - b0 * (a1 * c2 - a2 * c1) + c0 * (a1 * b2 - a2 * b1);
  };
  const [a, b, c] = [column(0, null), column(1, null), column(2, null)];
  const whole = det(a, b, c);
  return [det(v, b, c) / whole, det(a, v, c) / whole, det(a, b, v) / whole];
}
