import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import sharp from "sharp";

/** A picture of one colour, written as its extension says. */
export async function writePicture(file: string, width = 16, height = 12): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const create = { width, height, channels: 3, background: { r: 90, g: 120, b: 30 } } as const;
  await sharp({ create }).toFile(file);
}

/** The bytes of a mask as a grey PNG: a box of 255. */
export function maskPng(width = 16, height = 12, box = { left: 3, top: 2, width: 5, height: 4 }): Promise<Buffer> {
  const data = Buffer.alloc(width * height);
  for (let y = box.top; y < box.top + box.height; y++) {
    data.fill(255, y * width + box.left, y * width + box.left + box.width);
  }
  return sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

export async function writeMask(file: string, width = 16, height = 12): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await maskPng(width, height));
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(value));
}
