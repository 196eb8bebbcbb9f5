import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { pictureSize, readMaskPicture } from "#electron/datasets/reading";

const SIZE = { width: 3, height: 2 };

/** The pixels of a 3 x 2 picture, `channels` values each, at 8 or 16 bits. */
async function png(values: readonly number[], channels: 1 | 2 | 3 | 4, bits: 8 | 16): Promise<Buffer> {
  const samples = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  const space = channels < 3 ? (bits === 16 ? "grey16" : "b-w") : bits === 16 ? "rgb16" : "srgb";
  return await sharp(samples, { raw: { ...SIZE, channels } })
    .toColourspace(space)
    .png()
    .toBuffer();
}

const pixels = async (picture: Uint8Array, threshold?: number) => [...(await readMaskPicture(picture, threshold)).data];

describe("a mask that rests as a picture", () => {
  it("keeps the smallest value of 8 and of 16 bits", async () => {
    expect(await pixels(await png([0, 1, 255, 0, 0, 128], 1, 8))).toEqual([0, 1, 1, 0, 0, 1]);
    const wide = await png([0, 1, 255, 256, 0, 65535], 1, 16);
    expect((await sharp(wide).metadata()).depth).toBe("ushort");
    expect(await pixels(wide)).toEqual([0, 1, 1, 1, 0, 1]);
  });

  it("looks at every colour channel", async () => {
    const one = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    expect(await pixels(await png(one, 3, 8))).toEqual([0, 1, 1, 1, 0, 0]);
    expect(await pixels(await png(one, 3, 16))).toEqual([0, 1, 1, 1, 0, 0]);
  });

  it("leaves out what is wholly transparent, and takes alpha for no colour", async () => {
    const greyAlpha = [0, 255, 1, 1, 255, 0, 0, 0, 7, 255, 0, 1];
    expect(await pixels(await png(greyAlpha, 2, 8))).toEqual([0, 1, 0, 0, 1, 0]);
    const colourAlpha = [0, 0, 0, 65535, 1, 0, 0, 1, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 1, 65535, 0, 0, 0, 65535];
    expect(await pixels(await png(colourAlpha, 4, 16))).toEqual([0, 1, 0, 0, 1, 0]);
  });

  it("reads one bit and palettes", async () => {
    expect(await pixels(Buffer.from(ONE_BIT, "base64"))).toEqual([0, 1, 0, 0, 0, 1]);
    expect(await pixels(Buffer.from(PALETTE, "base64"))).toEqual([0, 1, 0, 0, 0, 1]);
  });

  it("takes a threshold for pictures that blur, in 8 bits also where the file has 16", async () => {
    const grey = [0, 3, 127, 128, 200, 255];
    expect(await pixels(await png(grey, 1, 8), 128)).toEqual([0, 0, 0, 1, 1, 1]);
    const wide = grey.map((value) => value * 257);
    expect(await pixels(await png(wide, 1, 16), 128)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("finds a half plane in a JPEG again by a threshold", async () => {
    const data = Buffer.alloc(64 * 64);
    for (let i = 0; i < data.length; i++) data[i] = i % 64 < 32 ? 0 : 255;
    const jpeg = await sharp(data, { raw: { width: 64, height: 64, channels: 1 } })
      .jpeg({ quality: 60 })
      .toBuffer();
    const mask = await readMaskPicture(jpeg, 128);
    expect([...mask.data]).toEqual([...data].map((value) => (value === 0 ? 0 : 1)));
  });

  it("turns upright by EXIF, as the image beside it", async () => {
    const turned = await sharp(Buffer.from([9, 0, 0, 0, 0, 0]), { raw: { ...SIZE, channels: 1 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect(await pictureSize(turned)).toEqual({ width: 2, height: 3 });
    const mask = await readMaskPicture(turned);
    expect([mask.width, mask.height, [...mask.data]]).toEqual([2, 3, [0, 1, 0, 0, 0, 0]]);
  });

  it("refuses what is no picture or not there", async () => {
    await expect(readMaskPicture(Buffer.from("no picture"))).rejects.toMatchObject({ code: "image-damaged" });
    await expect(readMaskPicture("/nowhere/at/all.png")).rejects.toMatchObject({ code: "image-missing" });
    const cut = (await png([0, 1, 255, 0, 0, 128], 1, 8)).subarray(0, 50);
    await expect(readMaskPicture(cut)).rejects.toMatchObject({ code: "image-damaged" });
  });
});

/** Written by Pillow: 1 bit, pixels 0 1 0 / 0 0 1. */
const ONE_BIT = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNwYFAAAADkAGEW5G6OAAAAAElFTkSuQmCC";
/** Written by Pillow: the same as indices of a palette of black and rgb(1, 0, 0). */
const PALETTE =
  "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZAAAABlBMVEUAAAABAACkpdP4AAAADElEQVR4nGNwYFAAAADkAGEW5G6OAAAAAElFTkSuQmCC";
