import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll } from "vitest";
import type { RgbImage } from "#native-models/runtime";

/** A folder of its own, gone after the file's tests. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "rea2seg-test-"));
  afterAll(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A still life: a ball with a highlight, a box with a lid, a striped ground, some grain. */
export function stillLife(width: number, height: number): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 900 600" preserveAspectRatio="none">
    <defs>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#9bc"/><stop offset="1" stop-color="#eee"/></linearGradient>
      <radialGradient id="ball" cx="0.35" cy="0.3"><stop offset="0" stop-color="#fcc"/><stop offset="0.4" stop-color="#c33"/><stop offset="1" stop-color="#611"/></radialGradient>
      <filter id="grain"><feTurbulence baseFrequency="0.8" seed="3"/><feColorMatrix values="0 0 0 0 0.4  0 0 0 0 0.4  0 0 0 0 0.4  0.2 0 0 0 0"/></filter>
    </defs>
    <rect width="900" height="600" fill="url(#sky)"/>
    <path d="M0 420 L900 380 V600 H0 Z" fill="#a87"/><path d="M0 500 L900 470 V490 L0 525 Z" fill="#976"/>
    <circle cx="300" cy="330" r="130" fill="url(#ball)"/><ellipse cx="255" cy="280" rx="22" ry="14" fill="#fff" opacity="0.8"/>
    <rect x="560" y="220" width="210" height="240" fill="#2a6"/><rect x="545" y="190" width="240" height="50" fill="#174"/>
    <rect width="900" height="600" filter="url(#grain)"/>
  </svg>`;
  return sharp(Buffer.from(svg)).resize(width, height, { fit: "fill" }).removeAlpha();
}

export async function stillLifePixels(width: number, height: number): Promise<RgbImage> {
  const { data, info } = await stillLife(width, height).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
