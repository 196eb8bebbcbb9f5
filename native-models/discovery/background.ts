import type { Attention, BackgroundPoint, Region } from "#core/samples";
import { type LogitField, lowestPixel } from "./logits.ts";
import { pixelsOf } from "./regions.ts";
import { attended } from "./tokens.ts";

/**
 * The negative point of the self-refinement (paper 4.2 and appendix B): among the pixels of the original image with
 * Z < tau the most attended one; where there is none, the pixel with the lowest Z.
 *
 * Attention is constant over a token's region, so "the most attended one" names a region, not a pixel: we take the
 * most attended token (of equal ones the lower index) that has a pixel with Z < tau, a pixel belonging to the token
 * that its centre lies in, and within it the pixel with the lowest Z, of equal ones the first in row-major order.
 * Pixels of no token (beside a centre crop) have no attention. The answer is the pixel's centre. It is the exact
 * answer over all pixels, found without computing all of them, see lowestPixel.
 */
export function backgroundPoint(
  z: LogitField,
  attention: Attention,
  regions: readonly (Region | null)[],
  tau: number,
): BackgroundPoint {
  const tokens = attended(attention, regions);
  for (const token of tokens) {
    const pixel = lowestPixel(z, pixelsOf(token.region), tau);
    if (pixel !== null) {
      return {
        x: pixel.x + 0.5,
        y: pixel.y + 0.5,
        logit: pixel.logit,
        attention: token.attention,
        rule: "most-attended",
      };
    }
  }
  const { width, height } = z.sampler.geometry;
  const lowest = lowestPixel(z, { x0: 0, y0: 0, x1: width, y1: height }, Number.POSITIVE_INFINITY);
  // Only logits that are no numbers at all leave nothing to find.
  const { x, y, logit } = lowest ?? { x: 0, y: 0, logit: 0 };
  const owner = tokens.find(({ region }) => contains(region, x + 0.5, y + 0.5));
  return {
    x: x + 0.5,
    y: y + 0.5,
    logit,
    attention: owner?.attention ?? 0,
    // Below tau it has no attention, or it would have been found above, and none of its kind has more.
    rule: logit < tau ? "most-attended" : "lowest-logit",
  };
}

function contains({ x0, y0, x1, y1 }: Region, x: number, y: number): boolean {
  return x >= x0 && x < x1 && y >= y0 && y < y1;
}
