import { seededDraws } from "#core/metrics";

/** How a picture is lit, exposed and recorded. Factors are 1 and offsets 0 in the look of the reference renders. */
export interface Look {
  /** Light that reaches the sensor, as a factor before the tone curve. */
  readonly exposure: number;
  /** Factors of red, green and blue before the tone curve. */
  readonly whiteBalance: readonly [number, number, number];
  /** Exponent on the encoded values 0..1. */
  readonly gamma: number;
  /** Slope of the encoded values around the middle. */
  readonly contrast: number;
  /** Distance of the encoded values from their grey, as a factor. */
  readonly saturation: number;
  /** Standard deviation of the grain, in parts of 255. */
  readonly noise: number;
  /** Standard deviation of a Gaussian blur, in pixels at a width of 480; 0 for none. */
  readonly blur: number;
  readonly groundBrightness: number;
  /** Factors of the key, fill, back and top lamps. */
  readonly lamps: readonly [number, number, number, number];
  readonly ambient: number;
  /** Size of the lamps: larger ones cast softer shadows. */
  readonly lampSize: number;
}

/** The reference renders' look; their grain is that of 72 samples a pixel without a denoiser. */
export const REFERENCE_LOOK: Look = {
  exposure: 1,
  whiteBalance: [1, 1, 1],
  gamma: 1,
  contrast: 1,
  saturation: 1,
  noise: 2,
  blur: 0,
  groundBrightness: 1,
  lamps: [1, 1, 1, 1],
  ambient: 1,
  lampSize: 1,
};

/**
 * A look drawn around the reference's: strength 0 gives the reference's own, 1 what a camera and a lighting set-up may
 * plausibly differ by, 2 twice as much. The same seed gives the same look.
 */
export function randomLook(seed: number, strength: number): Look {
  const draws = seededDraws(seed ^ 0x5bd1e995);
  const draw = () => draws(2 ** 32) / 2 ** 32;
  const around = (spread: number) => Math.exp(strength * spread * (2 * draw() - 1));
  return {
    exposure: around(0.35),
    whiteBalance: [around(0.08), around(0.03), around(0.08)],
    gamma: around(0.15),
    contrast: around(0.15),
    saturation: around(0.2),
    noise: REFERENCE_LOOK.noise * around(0.9),
    blur: draw() < 0.3 ? 0.6 * strength * draw() : 0,
    groundBrightness: around(0.2),
    lamps: [around(0.4), around(0.4), around(0.4), around(0.4)],
    ambient: around(0.4),
    lampSize: around(0.4),
  };
}
