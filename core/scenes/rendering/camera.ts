import type { Camera, Direction, Scene, Vector3 } from "#core/scenes";

/** The camera's frame in the world: unit axes, and the distance of the image plane in pixels. */
export interface CameraFrame {
  readonly position: Vector3;
  readonly right: Vector3;
  readonly up: Vector3;
  readonly forward: Vector3;
  readonly focalPixels: number;
  readonly width: number;
  readonly height: number;
}

/** The frame of a camera without roll over a picture of width x height pixels; it may not look straight down. */
export function cameraFrame(camera: Camera, width: number, height: number): CameraFrame {
  const forward = unit(minus(camera.target, camera.position));
  const right = unit([forward[1], -forward[0], 0]);
  const up = cross(right, forward);
  return { position: camera.position, right, up, forward, focalPixels: camera.focal * width, width, height };
}

/** Where a point of the world is seen: pixels from the top left corner, and the distance along the camera's axis. */
export function projectPoint(frame: CameraFrame, point: Vector3): [x: number, y: number, depth: number] {
  const offset = minus(point, frame.position);
  const depth = dot(offset, frame.forward);
  const scale = frame.focalPixels / depth;
  return [frame.width / 2 + scale * dot(offset, frame.right), frame.height / 2 - scale * dot(offset, frame.up), depth];
}

/** CLEVR's directions: the camera's axes, projected onto the ground, of length 1 (render_images.py). */
export function groundDirections(camera: Camera): Scene["directions"] {
  const look = minus(camera.target, camera.position);
  const [x, y] = unit([look[0], look[1], 0]);
  const directions: Record<Direction, Vector3> = {
    behind: [x, y, 0],
    front: [-x, -y, 0],
    left: [-y, x, 0],
    right: [y, -x, 0],
  };
  return directions;
}

const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Vector3): Vector3 => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};
