import sharp from "sharp";
import { expect, test } from "vitest";
import { readMaskPicture } from "#electron/datasets/reading";
import { crc32 } from "../../fuzz/mutate-png.ts";

/** A whole PNG of two pixels whose header claims another size, with the checksum to match. */
async function claiming(width: number, height: number, channels: 1 | 3): Promise<Buffer> {
  const raw = { width: 2, height: 1, channels } as const;
  const png = await sharp(Buffer.alloc(2 * channels), { raw })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

test("a mask that would take too much memory is refused by its header", async () => {
  await expect(readMaskPicture(await claiming(12_000, 12_000, 3))).rejects.toMatchObject({
    code: "too-large",
    message: expect.stringContaining("12000 x 12000"),
    cure: expect.stringContaining("grey"),
  });
});

test("a size that fits is only refused for the pixels that are missing", async () => {
  await expect(readMaskPicture(await claiming(900, 900, 3))).rejects.toMatchObject({ code: "image-damaged" });
});
