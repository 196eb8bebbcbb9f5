import type { Camera, Vector3 } from "./scene.ts";

/**
 * CLEVR's base scene. The camera looks at the origin through a 35 mm lens on a 32 mm sensor: fitted to the pixels and
 * directions of 24 scene files (7 free numbers each), it comes out as target (0, 0, 0) within 1e-4, focal 1.0937 to
 * 1.0938 and no roll, with a residual of at most 0.0025 pixels, and positions that fill the jitter's box around this
 * place (tests/parity/scripts/fit_clevr_camera.py).
 */
export const BASE_CAMERA: Camera = { position: [7.4811, -6.5076, 5.3437], target: [0, 0, 0], focal: 35 / 32 };

/** Half the widths of the uniform jitter on each axis (render_images.py). */
export const CAMERA_JITTER = 0.5;
export const LIGHT_JITTER = 1;

/** A place moved by up to `width` on each axis; `draw` gives numbers of 0 (included) to 1. */
export function jittered(place: Vector3, width: number, draw: () => number): Vector3 {
  const move = () => width * (2 * draw() - 1);
  return [place[0] + move(), place[1] + move(), place[2] + move()];
}
