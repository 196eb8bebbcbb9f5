import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bitmap, createBitmap, encodeRle } from "#core/masks";
import { type MaskStyle, maskStyleSchema } from "#core/samples";
import { type ChatImage, loadTaskPicture, sizeToSend, type TaskPicture } from "#native-models/chat";
import { shadeOf } from "../../../../native-models/evaluator/rendering/coverage.ts";
import { cropAround, renderMask } from "../../../../native-models/evaluator/rendering/render-mask.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "rea2seg-rendering-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A picture with a grey ramp, so that every place has its own colour. */
async function pictureOf(width: number, height: number, maxSide: number, keepFull = false): Promise<TaskPicture> {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.fill(40 + ((i * 7) % 120), i * 3, i * 3 + 3);
  const file = path.join(dir, `${width}x${height}.png`);
  await writeFile(
    file,
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
  return loadTaskPicture({ path: file, hash: null }, maxSide, keepFull);
}

function maskOf(width: number, height: number, inside: (x: number, y: number) => boolean): Bitmap {
  const bitmap = createBitmap(width, height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) bitmap.data[y * width + x] = inside(x, y) ? 1 : 0;
  return bitmap;
}

async function pixels(image: ChatImage) {
  const { data, info } = await sharp(image.bytes).raw().toBuffer({ resolveWithObject: true });
  return { data, ...info };
}

const whole = (width: number, height: number) => ({ x: 0, y: 0, width, height });

describe("the share of a mask in each cell", () => {
  test("equals counting pixels, for any mask, size and part", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 1, max: 23 }),
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (width, height, seed, a, b, c) => {
          const mask = maskOf(width, height, (x, y) => ((x * 31 + y * 17 + seed) * 2654435761) % 97 < 40);
          const x = Math.min(width - 1, Math.floor(a * width));
          const y = Math.min(height - 1, Math.floor(b * height));
          const part = { x, y, width: Math.max(1, Math.floor((width - x) * c)), height: height - y };
          const cols = Math.max(1, Math.floor(part.width * b));
          const rows = Math.max(1, Math.floor(part.height * a));
          const { data } = shadeOf(encodeRle(mask), part, cols, rows);
          let most = 0;
          let area = 0;
          for (let row = 0; row < rows; row++) {
            for (let col = 0; col < cols; col++) {
              const edge = (cell: number, length: number, cells: number) => Math.round((cell * length) / cells);
              let inside = 0;
              let all = 0;
              for (let v = edge(row, part.height, rows); v < edge(row + 1, part.height, rows); v++) {
                for (let u = edge(col, part.width, cols); u < edge(col + 1, part.width, cols); u++) {
                  inside += mask.data[(part.y + v) * width + part.x + u] as number;
                  all++;
                }
              }
              const shown = data[row * cols + col] as number;
              most = Math.max(most, shown);
              area += inside;
              if (shown !== 255) expect(shown).toBe(Math.round((255 * inside) / all));
            }
          }
          expect(most).toBe(area > 0 ? 255 : 0);
        },
      ),
    );
  });

  test("at the original's size, the mask itself", () => {
    const mask = maskOf(9, 5, (x, y) => (x + y) % 3 === 0);
    const { data } = shadeOf(encodeRle(mask), whole(9, 5), 9, 5);
    expect(Array.from(data)).toEqual(Array.from(mask.data, (value) => value * 255));
  });

  test("a single pixel of 12 megapixels stays visible", () => {
    const bitmap = createBitmap(4000, 3000);
    bitmap.data[2999 * 4000 + 3999] = 1;
    const { data } = shadeOf(encodeRle(bitmap), whole(4000, 3000), 64, 48);
    expect(data[64 * 48 - 1]).toBe(255);
    expect(data.filter((value) => value > 0).length).toBe(1);
  });

  test("a line of one pixel is seen along its whole length", () => {
    const mask = maskOf(400, 300, (x) => x === 201);
    const { data } = shadeOf(encodeRle(mask), whole(400, 300), 100, 75);
    for (let row = 0; row < 75; row++) expect(data[row * 100 + 50]).toBeGreaterThan(0);
  });
});

test("pictures are sent at most at the longest side, never enlarged, never without a pixel", () => {
  expect(sizeToSend(4000, 3000, 1024)).toEqual({ width: 1024, height: 768 });
  expect(sizeToSend(640, 480, 1024)).toEqual({ width: 640, height: 480 });
  expect(sizeToSend(12_000, 3, 1024)).toEqual({ width: 1024, height: 1 });
  expect(sizeToSend(1, 1, 64)).toEqual({ width: 1, height: 1 });
});

test("the picture is a JPEG of the scaled size; a file that changed is refused", async () => {
  const picture = await pictureOf(200, 100, 64);
  expect(await sharp(picture.sent.bytes).metadata()).toMatchObject({ format: "jpeg", width: 64, height: 32 });
  expect(picture).toMatchObject({ width: 200, height: 100, full: null });
  const call = loadTaskPicture({ path: path.join(dir, "200x100.png"), hash: "0" }, 64, false);
  await expect(call).rejects.toMatchObject({ code: "image-changed" });
});

describe("styles", () => {
  const square = maskOf(60, 40, (x, y) => x >= 20 && x < 40 && y >= 10 && y < 30);

  test("binary: white on black", async () => {
    const picture = await pictureOf(60, 40, 1024);
    const { image, note } = await renderMask(picture, encodeRle(square), "binary", 1024);
    const { data, width, height, channels } = await pixels(image);
    expect([width, height, note]).toEqual([60, 40, null]);
    expect(Array.from(data).filter((_, i) => i % channels === 0)).toEqual(Array.from(square.data, (v) => v * 255));
  });

  test("overlay tints the mask, contour outlines it, and neither changes what lies apart", async () => {
    const picture = await pictureOf(60, 40, 1024);
    const original = picture.scaled.data;
    const at = (x: number, y: number) => (y * 60 + x) * 3;
    const changed = async (style: MaskStyle, x: number, y: number) => {
      const { data } = await pixels((await renderMask(picture, encodeRle(square), style, 1024)).image);
      return [0, 1, 2].map(
        (channel) => (data[at(x, y) + channel] as number) - (original[at(x, y) + channel] as number),
      );
    };
    const [red, green] = (await changed("overlay", 30, 20)) as [number, number];
    expect(red).toBeGreaterThan(0);
    expect(green).toBeLessThan(0);
    expect(await changed("contour", 30, 20)).toEqual([0, 0, 0]);
    for (const style of ["overlay", "contour"] as const) {
      expect(await changed(style, 5, 5)).toEqual([0, 0, 0]);
      expect(await changed(style, 20, 20)).not.toEqual([0, 0, 0]);
    }
    // The picture that all styles share is left as it was.
    expect(picture.scaled.data).toBe(original);
  });

  test("crop: the surroundings from the original's pixels, told where they lie", async () => {
    const picture = await pictureOf(1000, 500, 100, true);
    const small = maskOf(1000, 500, (x, y) => x >= 700 && x < 740 && y >= 200 && y < 240);
    const { image, note } = await renderMask(picture, encodeRle(small), "crop", 1024);
    const { width, height, data } = await pixels(image);
    expect([width, height]).toEqual([448, 448]);
    expect(note).toBe("shown enlarged, from pixel (67, 17) to pixel (77, 27) of the picture");
    // Magenta contour around the middle.
    const middle = Array.from({ length: 448 }, (_, x) => data.subarray((224 * 448 + x) * 3, (224 * 448 + x) * 3 + 3));
    const marks = middle.flatMap(([r, g, b], x) => (r === 255 && g === 0 && b === 200 ? [x] : []));
    expect(marks[0]).toBeGreaterThan(120);
    expect(marks.at(-1)).toBeLessThan(328);
  });

  test.each([
    [[0, 0, 10, 10] as const, { x: 0, y: 0, width: 96, height: 96 }],
    [[990, 490, 10, 10] as const, { x: 904, y: 404, width: 96, height: 96 }],
    [[0, 0, 1000, 500] as const, { x: 0, y: 0, width: 1000, height: 500 }],
    [[400, 200, 100, 50] as const, { x: 350, y: 150, width: 200, height: 150 }],
  ])("crop around %j lies in the image", (box, part) => {
    expect(cropAround(box, { width: 1000, height: 500 })).toEqual(part);
  });

  const styles = maskStyleSchema.options;
  const shapes: [string, number, number, (x: number, y: number) => boolean][] = [
    ["empty", 30, 20, () => false],
    ["full", 30, 20, () => true],
    ["one pixel in the corner", 30, 20, (x, y) => x === 29 && y === 19],
    ["an image of one pixel", 1, 1, () => true],
    ["a strip", 300, 2, (x) => x > 290],
  ];
  for (const [name, width, height, inside] of shapes) {
    test.each(styles)(`${name}, %s: a picture, the same bytes each time`, async (style) => {
      const picture = await pictureOf(width, height, 64, style === "crop");
      const rle = encodeRle(maskOf(width, height, inside));
      const first = await renderMask(picture, rle, style, 64);
      const second = await renderMask(picture, rle, style, 64);
      expect(second.image.hash).toBe(first.image.hash);
      const { width: w, height: h } = await sharp(first.image.bytes).metadata();
      expect(Math.max(w, h)).toBeLessThanOrEqual(64);
      if (name === "empty") expect(first.note).toMatch(/empty/);
      else expect(first.note ?? "").not.toMatch(/empty/);
      if (name === "one pixel in the corner" && style !== "crop") {
        const { image } = await renderMask(picture, encodeRle(createBitmap(width, height)), style, 64);
        expect(first.image.hash).not.toBe(image.hash);
      }
    });
  }

  test("a mask of another size is refused", async () => {
    const picture = await pictureOf(30, 20, 64);
    const call = renderMask(picture, encodeRle(createBitmap(20, 30)), "binary", 64);
    await expect(call).rejects.toMatchObject({ code: "bad-input" });
  });
});
