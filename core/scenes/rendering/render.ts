import type { Scene } from "#core/scenes";
import { type CameraFrame, cameraFrame } from "./camera.ts";
import { develop } from "./develop.ts";
import { emptyHit, type Geometry, nearestHit, sceneGeometry } from "./geometry.ts";
import { type PrimaryHits, primaryHits } from "./instance-map.ts";
import { type Look, REFERENCE_LOOK } from "./look.ts";
import { Shader } from "./shader.ts";
import { sceneSurroundings } from "./surroundings.ts";

export interface RenderOptions {
  /** Rays a pixel where edges, highlights or mirrors are: 4 for training, 16 for a picture to look at. */
  readonly samples?: number;
  /** Shadow rays to each lamp from every pixel, shared among its rays. */
  readonly shadowSamples?: number;
  /** Of the grain and the soft shadows; the scene's own unless given. */
  readonly seed?: number;
  readonly look?: Look;
}

/** A picture of height x width x 3 bytes, sRGB, rows from the top. */
export interface RenderedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Reflections of reflections that are followed. */
const MIRROR_DEPTH = 2;
/** Neighbouring normals of one object that differ by more than this cosine lie on an edge. */
const SAME_FACE = 0.97;

/** Ray-traces a scene at its own size. Pure and seeded: the same scene and options give the same bytes. */
export function renderScene(scene: Scene, options: RenderOptions = {}): RenderedPicture {
  const { samples = 4, shadowSamples = 4, seed = scene.seed ?? 0, look = REFERENCE_LOOK } = options;
  const light = renderLight(scene, { samples, shadowSamples, seed, look });
  const { width, height } = scene;
  return { width, height, rgb: develop(light, width, height, look, seed) };
}

/** The linear light of each pixel, height x width x 3, before exposure and tone. */
export function renderLight(scene: Scene, options: Required<RenderOptions>): Float32Array {
  const { width, height } = scene;
  const frame = cameraFrame(scene.camera, width, height);
  const geometry = sceneGeometry(scene);
  const around = sceneSurroundings(scene, options.look);
  const shader = new Shader(geometry, around);
  const primary = primaryHits(scene, geometry, frame);
  const light = new Float32Array(3 * width * height);
  const tracer = new PixelTracer(frame, geometry, shader);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      const id = primary.ids[pixel] as number;
      const edge = isEdge(primary, width, height, row, column);
      const metal = id > 0 && around.metal[id - 1] === 1;
      const rays = edge || metal ? options.samples : id > 0 ? Math.min(2, options.samples) : 1;
      shader.seed(Math.imul(options.seed, 0x9e3779b1) ^ pixel);
      tracer.trace(row, column, rays, Math.max(1, Math.ceil(options.shadowSamples / rays)), !edge && id === 0);
      light[3 * pixel] = tracer.red;
      light[3 * pixel + 1] = tracer.green;
      light[3 * pixel + 2] = tracer.blue;
    }
  }
  return light;
}

/** Whether a pixel's neighbours show another object, or a face turned another way. */
function isEdge({ ids, normals }: PrimaryHits, width: number, height: number, row: number, column: number): boolean {
  const pixel = row * width + column;
  const id = ids[pixel] as number;
  const top = Math.max(row - 1, 0);
  const bottom = Math.min(row + 1, height - 1);
  const left = Math.max(column - 1, 0);
  const right = Math.min(column + 1, width - 1);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const other = y * width + x;
      if (ids[other] !== id) return true;
      if (id === 0) continue;
      let same = 0;
      for (let c = 0; c < 3; c++) same += (normals[3 * pixel + c] as number) * (normals[3 * other + c] as number);
      if (same < SAME_FACE) return true;
    }
  }
  return false;
}

/** Averages rays over a pixel; the result is in `red`, `green` and `blue`. */
class PixelTracer {
  red = 0;
  green = 0;
  blue = 0;
  private readonly hit = emptyHit();
  private readonly frame: CameraFrame;
  private readonly geometry: Geometry;
  private readonly shader: Shader;

  constructor(frame: CameraFrame, geometry: Geometry, shader: Shader) {
    this.frame = frame;
    this.geometry = geometry;
    this.shader = shader;
  }

  /** `onlyGround`: nothing else is near this pixel, so that no object needs to be tried. */
  trace(row: number, column: number, rays: number, lampSamples: number, onlyGround: boolean): void {
    const { position, right, up, forward, focalPixels: focal, width, height } = this.frame;
    const { shader, hit } = this;
    let [red, green, blue] = [0, 0, 0];
    const shiftU = rays > 1 ? shader.random() : 0.5;
    const shiftV = rays > 1 ? shader.random() : 0.5;
    for (let s = 0; s < rays; s++) {
      const u = column + ((shiftU + 0.7548776662 * s) % 1) - width / 2;
      const v = height / 2 - row - ((shiftV + 0.569840291 * s) % 1);
      let dx = u * right[0] + v * up[0] + focal * forward[0];
      let dy = u * right[1] + v * up[1] + focal * forward[1];
      let dz = u * right[2] + v * up[2] + focal * forward[2];
      const scale = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
      dx *= scale;
      dy *= scale;
      dz *= scale;
      const [ox, oy, oz] = position;
      if (onlyGround && dz < 0) {
        hit.t = -oz / dz;
        hit.object = -1;
      } else nearestHit(this.geometry, ox, oy, oz, dx, dy, dz, Infinity, hit);
      shader.begin(s);
      shader.shade(hit, ox, oy, oz, dx, dy, dz, lampSamples, MIRROR_DEPTH);
      // Light beyond white is cut before the average, so that a lamp's mirror image has no ragged edge.
      red += Math.min(shader.red, 1.5);
      green += Math.min(shader.green, 1.5);
      blue += Math.min(shader.blue, 1.5);
    }
    this.red = red / rays;
    this.green = green / rays;
    this.blue = blue / rays;
  }
}
