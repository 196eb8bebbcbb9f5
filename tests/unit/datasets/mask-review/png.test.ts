import { crc32 } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { rleArea } from "#core/masks";
import { decodePng, encodePng, type PngPicture, paintMasks } from "#electron/datasets/mask-review";
import { labelPicture, masksOf } from "../../../../electron/datasets/mask-review/png-labels.ts";
import { drawing } from "../formats/importing.ts";
import { palettePng, rows } from "./pictures.ts";

const grey = (text: string, values: Readonly<Record<string, number>>, bitDepth = 8): PngPicture => {
  const { width, height, samples } = rows(text, values);
  const array = bitDepth === 16 ? Uint16Array.from(samples) : Uint8Array.from(samples);
  return { width, height, bitDepth, colourType: 0, channels: 1, samples: array, before: [], after: [] };
};
const masks = (picture: PngPicture) => masksOf(labelPicture(picture));

describe("a PNG", () => {
  it.each([1, 2, 4, 8, 16])("of %i bits is decoded and encoded to the same samples", (bitDepth) => {
    const most = 2 ** bitDepth - 1;
    const picture = grey("#.#.#..\n.##.##.\n#######", { "#": most, ".": 0 }, bitDepth);
    expect(decodePng(encodePng(picture), "x.png")).toEqual(picture);
  });

  it("that another program wrote has the values that it decodes, whatever filters it took", async () => {
    const pixels = Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * i * 7) % 251));
    const file = await sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } })
      .png({ adaptiveFiltering: true })
      .toBuffer();
    const decoded = decodePng(file, "x.png");
    expect(Buffer.from(decoded.samples as Uint8Array).equals(pixels)).toBe(true);
    const again = await sharp(encodePng(decoded)).raw().toBuffer();
    expect(again.equals(pixels)).toBe(true);
  });

  it("keeps its palette and texts", () => {
    const file = palettePng("12\n.1", [0, 0, 0, 255, 0, 0, 0, 255, 0], { text: "Author\0Ada" });
    const decoded = decodePng(file, "x.png");
    expect(decoded.before.map(({ type }) => type)).toEqual(["PLTE", "tEXt"]);
    expect(decodePng(encodePng(decoded), "x.png")).toEqual(decoded);
  });

  it("that is damaged, cut off, lying about its size or interlaced is refused by name", () => {
    const whole = encodePng(grey("#.", { "#": 255, ".": 0 }));
    const broken = (change: (bytes: Buffer) => Buffer) => () => decodePng(change(Buffer.from(whole)), "m.png");
    expect(broken((bytes) => bytes.subarray(0, 30))).toThrow(/cut off/);
    expect(broken((bytes) => Buffer.concat([Buffer.from("GIF89a.."), bytes.subarray(8)]))).toThrow(/no PNG/);
    expect(
      broken((bytes) => {
        bytes[45] = (bytes[45] as number) ^ 1;
        return bytes;
      }),
    ).toThrow(/altered/);
    expect(() => decodePng(claiming(40, 40), "m.png")).toThrow(/another number of pixels than its header says/);
    expect(() => decodePng(claiming(16384, 32768), "m.png")).toThrow(
      /16384 x 32768 pixels, which takes too much memory/,
    );
  });
});

/** A file of one pixel whose header says that it has more. */
function claiming(width: number, height: number): Buffer {
  const bytes = encodePng(grey("#", { "#": 1 }));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

describe("the masks in a picture", () => {
  it("of two values are one", () => {
    const found = masks(grey("#.\n##", { "#": 255, ".": 0 }));
    expect([found.mode, found.masks.map(({ rle }) => drawing(rle))]).toEqual(["binary", [["#.", "##"]]]);
    expect(masks(grey("#.\n##", { "#": 1, ".": 0 })).masks.map(({ rle }) => rleArea(rle))).toEqual([3]);
    expect(masks(grey("..\n..", { ".": 0 })).masks.map(({ rle }) => rleArea(rle))).toEqual([0]);
  });

  it("with smoothed edges are one, split in the middle", () => {
    const found = masks(grey(".ab###\n.ab###", { ".": 0, a: 90, b: 200, "#": 255 }));
    expect(found).toMatchObject({ mode: "binary", ignore: null });
    expect(drawing(found.masks[0]?.rle)).toEqual(["..####", "..####"]);
  });

  it("of several values are one each, and 255 among them counts nowhere", () => {
    const found = masks(grey("112.\n1.23\nx..3", { ".": 0, "1": 1, "2": 2, "3": 3, x: 255 }));
    expect(found.mode).toBe("labels");
    expect(found.masks.map(({ label, rle }) => [label, rleArea(rle)])).toEqual([
      [1, 3],
      [2, 2],
      [3, 2],
    ]);
    expect(drawing(found.ignore)).toEqual(["....", "....", "#..."]);
  });

  it("of a palette are its indices, whose background is black", () => {
    const black = [0, 0, 0];
    const found = masks(decodePng(palettePng("12\n.1", [...black, 255, 0, 0, 0, 255, 0]), "x.png"));
    expect(found.masks.map(({ label, rle }) => [label, rleArea(rle)])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    const turned = masks(decodePng(palettePng(".1\n1.", [255, 255, 255, ...black]), "x.png"));
    expect(turned.masks.map(({ rle }) => drawing(rle))).toEqual([["#.", ".#"]]);
  });

  it("of colours are one a colour", () => {
    const samples = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0]);
    const found = masks({
      width: 2,
      height: 2,
      bitDepth: 8,
      colourType: 2,
      channels: 3,
      samples,
      before: [],
      after: [],
    });
    expect(found.masks.map(({ label, rle }) => [label, rleArea(rle)])).toEqual([
      [0x00ff00, 1],
      [0xff0000, 2],
    ]);
  });
});

describe("painting", () => {
  it("touches only what enters or leaves a mask, and no other mask's pixels", () => {
    const picture = grey("112.\n1.2.\n3...", { ".": 0, "1": 1, "2": 2, "3": 3 });
    const wanted = grey("#.#.\n#...\n.#..", { "#": 1, ".": 0 });
    const mask = masks(wanted).masks[0]?.rle ?? null;
    const { picture: made, lost } = paintMasks(picture, [
      { label: 1, mask },
      { label: 3, mask: null },
    ]);
    expect([...made.samples]).toEqual([1, 0, 2, 0, 1, 0, 2, 0, 0, 1, 0, 0]);
    expect(lost).toEqual([1, 0]);
    expect(made).toMatchObject({ bitDepth: 8, colourType: 0 });
  });

  it("leaves smoothed edges that nobody touched as they are", () => {
    const picture = grey(".a###", { ".": 0, a: 90, "#": 255 });
    const mask = masks(grey("..##.", { "#": 255, ".": 0 })).masks[0]?.rle ?? null;
    expect([...paintMasks(picture, [{ label: null, mask }]).picture.samples]).toEqual([0, 90, 255, 255, 0]);
  });

  it("finds a value for a mask that was empty", () => {
    const mask = masks(grey("#.", { "#": 255, ".": 0 })).masks[0]?.rle ?? null;
    const made = paintMasks(grey("..", { ".": 0 }, 1), [{ label: null, mask }]).picture;
    expect([...made.samples]).toEqual([1, 0]);
  });
});
