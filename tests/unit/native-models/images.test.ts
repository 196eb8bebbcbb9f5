import { createHash } from "node:crypto";
import { readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { AppError } from "#core/errors";
import { decodeImage, hashFile, probeImage, readImageBytes } from "#native-models/runtime";
import { stillLife, temporaryFolder } from "../../parity/support.ts";

let dir: string;
beforeAll(async () => {
  dir = await temporaryFolder();
});

const place = async (name: string, bytes: Buffer | string) => {
  const file = path.join(dir, name);
  await writeFile(file, bytes);
  return file;
};

const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error("it was not refused")),
    (error) => error,
  );

/** 3 x 2 pixels with a colour each, so that every orientation looks different. */
const COLOURS = [250, 0, 0, 0, 250, 0, 0, 0, 250, 250, 250, 0, 0, 250, 250, 250, 0, 250];
const sixPixels = () => sharp(Uint8Array.from(COLOURS), { raw: { width: 3, height: 2, channels: 3 } });

async function pixelsOf(bytes: Buffer) {
  const { width, height, data } = await decodeImage(bytes, "test");
  return { width, height, data: Array.from(data) };
}

function pngWithHeader(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = chunk("IDAT", deflateSync(Buffer.alloc(1000)));
  return Buffer.concat([signature, chunk("IHDR", header), data, chunk("IEND", Buffer.alloc(0))]);
}

describe("decoding", () => {
  test("lossless formats give back their pixels", async () => {
    const expected = { width: 3, height: 2, data: COLOURS };
    expect(await pixelsOf(await sixPixels().png().toBuffer())).toEqual(expected);
    expect(await pixelsOf(await sixPixels().webp({ lossless: true }).toBuffer())).toEqual(expected);
    expect(await pixelsOf(await sixPixels().tiff({ compression: "lzw" }).toBuffer())).toEqual(expected);
  });

  test("a JPEG comes close to its source", async () => {
    const source = await stillLife(120, 80).raw().toBuffer();
    const { data } = await decodeImage(await stillLife(120, 80).jpeg({ quality: 95 }).toBuffer(), "test");
    const mean = data.reduce((sum, value, i) => sum + Math.abs(value - (source[i] as number)), 0) / data.length;
    expect(mean).toBeLessThan(4);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF orientation %i is turned upright", async (orientation) => {
    const bytes = await sixPixels().withMetadata({ orientation }).png().toBuffer();
    const upright = await pixelsOf(bytes);
    const turned = orientation >= 5;
    expect([upright.width, upright.height]).toEqual(turned ? [2, 3] : [3, 2]);
    // Where the stored top-left pixel (red) is seen, by the EXIF standard.
    const corner = { 1: 0, 2: 2, 3: 5, 4: 3, 5: 0, 6: 1, 7: 5, 8: 4 }[orientation] as number;
    expect(upright.data.slice(corner * 3, corner * 3 + 3)).toEqual([250, 0, 0]);
    const probe = await probeImage(await place(`turned-${orientation}.png`, bytes));
    expect([probe.width, probe.height]).toEqual([upright.width, upright.height]);
  });

  test("16-bit channels lose their low byte", async () => {
    const values = Uint16Array.from({ length: 18 }, (_, i) => i * 3600 + 77);
    const bytes = await sharp(values, { raw: { width: 3, height: 2, channels: 3, depth: "ushort" } as never })
      .toColourspace("rgb16")
      .png()
      .toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe("ushort");
    expect((await pixelsOf(bytes)).data).toEqual(Array.from(values, (value) => value >> 8));
  });

  test.each(["png", "tiff"] as const)("16-bit grey %s is repeated into three channels", async (format) => {
    const values = Uint16Array.from([0, 10_000, 30_000, 40_000, 50_000, 65_535]);
    const bytes = await sharp(values, { raw: { width: 3, height: 2, channels: 1, depth: "ushort" } as never })
      .toColourspace("grey16")
      .toFormat(format, format === "tiff" ? { compression: "none" } : {})
      .toBuffer();
    expect((await pixelsOf(bytes)).data).toEqual(
      Array.from(values).flatMap((value) => [value >> 8, value >> 8, value >> 8]),
    );
  });

  test("8-bit grey is repeated into three channels", async () => {
    const grey = sharp(Uint8Array.from([0, 50, 100, 150, 200, 250]), { raw: { width: 3, height: 2, channels: 1 } });
    const bytes = await grey.toColourspace("b-w").png().toBuffer();
    expect((await sharp(bytes).metadata()).channels).toBe(1);
    expect((await pixelsOf(bytes)).data.slice(0, 6)).toEqual([0, 0, 0, 50, 50, 50]);
  });

  test("alpha is dropped without compositing", async () => {
    const background = { r: 200, g: 50, b: 20, alpha: 0 };
    const bytes = await sharp({ create: { width: 1, height: 1, channels: 4, background } })
      .png()
      .toBuffer();
    expect((await sharp(bytes).metadata()).hasAlpha).toBe(true);
    expect((await pixelsOf(bytes)).data).toEqual([200, 50, 20]);
  });

  test("CMYK becomes sRGB", async () => {
    const background = { r: 200, g: 40, b: 40 };
    const bytes = await sharp({ create: { width: 16, height: 16, channels: 3, background } })
      .toColourspace("cmyk")
      .jpeg()
      .toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe("cmyk");
    const { data } = await pixelsOf(bytes);
    expect(data.length).toBe(16 * 16 * 3);
    expect(data[0]).toBeGreaterThan(170);
    expect(data[1]).toBeLessThan(80);
  });
});

describe("probing", () => {
  test("says what the store wants to know", async () => {
    const bytes = await stillLife(90, 60).jpeg().toBuffer();
    const file = await place("fine.jpg", bytes);
    const probe = await probeImage(file);
    const id = createHash("sha256").update(bytes).digest("hex");
    expect(probe).toMatchObject({ id, width: 90, height: 60, bytes: bytes.length, format: "jpeg" });
    expect(probe.mtimeMs).toBeGreaterThan(0);
    expect(await hashFile(file)).toBe(id);
    expect((await readImageBytes(file)).hash).toBe(id);
  });

  test("an image as large as allowed by its header but without its data is damaged, not huge", async () => {
    const error = await refusal(probeImage(await place("hollow.png", pngWithHeader(900, 900))));
    expect(error.code).toBe("image-damaged");
  });

  test("a missing file, a folder", async () => {
    const missing = await refusal(probeImage(path.join(dir, "nowhere.png")));
    expect(missing).toMatchObject({ code: "image-missing", where: path.join(dir, "nowhere.png") });
    expect(missing.cure).not.toBe("");
    expect((await refusal(probeImage(dir))).code).toBe("image-missing");
    expect((await refusal(hashFile(path.join(dir, "nowhere.png")))).code).toBe("image-missing");
  });
});

describe("bad files are refused by probe and decoder alike, with what, where and a cure", () => {
  const cases: readonly { name: string; code: string; says: RegExp; make: () => Promise<Buffer> }[] = [
    {
      name: "text.png",
      code: "image-damaged",
      says: /not a JPEG, PNG/,
      make: async () => Buffer.from("hello, not a picture\n"),
    },
    {
      name: "vector.png",
      code: "image-damaged",
      says: /not a JPEG, PNG/,
      make: async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    },
    { name: "huge.png", code: "too-large", says: /60000 x 60000/, make: async () => pngWithHeader(60_000, 60_000) },
    {
      name: "half.jpg",
      code: "image-damaged",
      says: /cut off/,
      make: () => cut(stillLife(300, 200).jpeg().toBuffer(), 0.5),
    },
    {
      name: "nearly.jpg",
      code: "image-damaged",
      says: /cut off/,
      make: () => cut(stillLife(300, 200).jpeg().toBuffer(), 0.97),
    },
    {
      name: "progressive.jpg",
      code: "image-damaged",
      says: /cut off/,
      make: () => cut(stillLife(300, 200).jpeg({ progressive: true }).toBuffer(), 0.5),
    },
    {
      name: "half.png",
      code: "image-damaged",
      says: /cut off/,
      make: () => cut(stillLife(300, 200).png().toBuffer(), 0.5),
    },
    {
      name: "half.webp",
      code: "image-damaged",
      says: /cut off|not a/,
      make: () => cut(stillLife(300, 200).webp().toBuffer(), 0.5),
    },
    {
      name: "half.tiff",
      code: "image-damaged",
      says: /cut off|not a/,
      make: () => cut(stillLife(300, 200).tiff().toBuffer(), 0.5),
    },
  ];

  async function cut(bytes: Promise<Buffer>, share: number): Promise<Buffer> {
    const whole = await bytes;
    return whole.subarray(0, Math.floor(whole.length * share));
  }

  test.each(cases)("$name", async ({ name, code, says, make }) => {
    const file = await place(name, await make());
    for (const error of [await refusal(probeImage(file)), await refusal(decodeImage(await readFile(file), file))]) {
      expect(error).toMatchObject({ code, where: file });
      expect(error.message).toMatch(says);
      expect(error.cure).not.toBe("");
    }
  });

  test("an empty file", async () => {
    const file = await place("empty.png", "x");
    await truncate(file, 0);
    for (const error of [await refusal(probeImage(file)), await refusal(readImageBytes(file))]) {
      expect(error).toMatchObject({ code: "image-damaged", where: file });
      expect(error.message).toMatch(/empty/);
    }
  });
});
