import type { Scene } from "#core/scenes";
import { type CameraFrame, cameraFrame, projectPoint } from "./camera.ts";
import { emptyHit, type Geometry, hitObject, sceneGeometry } from "./geometry.ts";

/** What the ray through each pixel's centre meets first. */
export interface PrimaryHits {
  /** 0 for the ground, i + 1 for object i; rows from the top. */
  readonly ids: Uint8Array;
  /** Distance along the ray of length 1; Infinity where no object is. */
  readonly distances: Float32Array;
  /** Three numbers a pixel, of length 1; zero where no object is. */
  readonly normals: Float32Array;
}

/**
 * Which object each pixel's centre shows: height x width bytes, rows from the top, 0 for the ground and i + 1 for
 * object i of at most 255. Exact: no anti-aliasing, no sampling.
 */
export function instanceMap(scene: Scene): Uint8Array {
  return primaryHits(scene, sceneGeometry(scene), cameraFrame(scene.camera, scene.width, scene.height)).ids;
}

export function primaryHits(scene: Scene, geometry: Geometry, frame: CameraFrame): PrimaryHits {
  const pixels = scene.width * scene.height;
  const hits = {
    ids: new Uint8Array(pixels),
    distances: new Float32Array(pixels).fill(Infinity),
    normals: new Float32Array(3 * pixels),
  };
  for (let i = 0; i < geometry.count; i++) traceObject(scene, geometry, frame, i, hits);
  return hits;
}

/** Casts the rays of one object's box on the screen, and keeps what is nearer than before. */
function traceObject(scene: Scene, geometry: Geometry, frame: CameraFrame, i: number, hits: PrimaryHits): void {
  const { position, right, up, forward, focalPixels: focal } = frame;
  const [left, top, end, bottom] = screenBox(scene, frame, i);
  const hit = emptyHit();
  for (let row = top; row < bottom; row++) {
    const v = frame.height / 2 - row - 0.5;
    for (let column = left; column < end; column++) {
      const u = column + 0.5 - frame.width / 2;
      const dx = u * right[0] + v * up[0] + focal * forward[0];
      const dy = u * right[1] + v * up[1] + focal * forward[1];
      const dz = u * right[2] + v * up[2] + focal * forward[2];
      const scale = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
      const pixel = row * frame.width + column;
      hit.t = hits.distances[pixel] as number;
      if (!hitObject(geometry, i, ...position, dx * scale, dy * scale, dz * scale, hit)) continue;
      hits.ids[pixel] = i + 1;
      hits.distances[pixel] = hit.t;
      hits.normals[3 * pixel] = hit.nx;
      hits.normals[3 * pixel + 1] = hit.ny;
      hits.normals[3 * pixel + 2] = hit.nz;
    }
  }
}

/** The pixels that can show an object: around the projected corners of the upright box that holds it. */
function screenBox(scene: Scene, frame: CameraFrame, i: number): [number, number, number, number] {
  const object = scene.objects[i];
  if (object === undefined) return [0, 0, 0, 0];
  const reach = object.shape === "cube" ? object.r * Math.SQRT2 : object.r;
  let [left, top, end, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const [x, y, depth] = projectPoint(frame, [
      object.x + (corner & 1 ? reach : -reach),
      object.y + (corner & 2 ? reach : -reach),
      corner & 4 ? 2 * object.r : 0,
    ]);
    // A corner behind the camera has no place on the screen: look everywhere.
    if (depth <= 0) return [0, 0, frame.width, frame.height];
    left = Math.min(left, x);
    top = Math.min(top, y);
    end = Math.max(end, x);
    bottom = Math.max(bottom, y);
  }
  const clip = (value: number, size: number) => Math.min(Math.max(Math.floor(value), 0), size);
  return [clip(left, frame.width), clip(top, frame.height), clip(end + 1, frame.width), clip(bottom + 1, frame.height)];
}
