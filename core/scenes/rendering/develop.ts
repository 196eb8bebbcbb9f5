import { seededDraws } from "#core/metrics";
import type { Look } from "./look.ts";

const TABLE = 4096;

/** The sRGB curve (IEC 61966-2-1) for 0..1 in 4096 steps: what Blender's "Standard" view does. */
const SRGB = Float32Array.from({ length: TABLE + 1 }, (_, i) => {
  const linear = i / TABLE;
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
});

/** Turns linear light (height x width x 3) into bytes by the look's exposure, tone, blur and grain. */
export function develop(light: Float32Array, width: number, height: number, look: Look, seed: number): Uint8Array {
  const blurred = look.blur > 0 ? blur(light, width, height, (look.blur * width) / 480) : light;
  const rgb = new Uint8Array(light.length);
  const draws = seededDraws(seed ^ 0x2545f491);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const i = 3 * pixel;
    let r = encode((blurred[i] as number) * look.exposure * look.whiteBalance[0], look);
    let g = encode((blurred[i + 1] as number) * look.exposure * look.whiteBalance[1], look);
    let b = encode((blurred[i + 2] as number) * look.exposure * look.whiteBalance[2], look);
    const grey = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    // The sum of four uniform numbers is near enough to a normal one for grain; its deviation is 1 / sqrt(3).
    const bits = look.noise > 0 ? draws(2 ** 32) : 0;
    const uniform = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    const grain = look.noise > 0 ? (look.noise * Math.sqrt(3) * (uniform - 510)) / 255 : 0;
    r = grey + look.saturation * (r - grey);
    g = grey + look.saturation * (g - grey);
    b = grey + look.saturation * (b - grey);
    // Half up: bytes clamp by themselves only in a clamped array.
    rgb[i] = toByte(255 * r + grain);
    rgb[i + 1] = toByte(255 * g + grain);
    rgb[i + 2] = toByte(255 * b + grain);
  }
  return rgb;
}

function encode(linear: number, look: Look): number {
  const level = SRGB[Math.round(Math.min(Math.max(linear, 0), 1) * TABLE)] as number;
  if (look.gamma === 1 && look.contrast === 1) return level;
  return 0.5 + look.contrast * (level ** look.gamma - 0.5);
}

const toByte = (value: number): number => Math.min(Math.max(Math.round(value), 0), 255);

/** A Gaussian, first along the rows and then along the columns; edges are repeated. */
function blur(light: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, horizontal: boolean) => {
    const to = new Float32Array(from.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let k = -reach; k <= reach; k++) {
          const column = horizontal ? Math.min(Math.max(x + k, 0), width - 1) : x;
          const row = horizontal ? y : Math.min(Math.max(y + k, 0), height - 1);
          const weight = (weights[k + reach] as number) / total;
          const at = 3 * (row * width + column);
          const out = 3 * (y * width + x);
          for (let c = 0; c < 3; c++) to[out + c] = (to[out + c] as number) + weight * (from[at + c] as number);
        }
      }
    }
    return to;
  };
  return pass(pass(light, true), false);
}
