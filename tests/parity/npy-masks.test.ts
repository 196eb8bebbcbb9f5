import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Bitmap } from "#core/masks";
import { npyMask, openNpy, withNpyMasks } from "#electron/datasets/mask-review";

interface Vectors {
  readonly size: { readonly width: number; readonly height: number };
  readonly changed: string;
  readonly cases: readonly { name: string; before: string; after: string; masks: readonly string[] }[];
  readonly negativeZero: string;
  readonly negativeZeroMask: string;
  readonly empty: Readonly<Record<string, { before: string; after: string }>>;
  readonly refused: Readonly<Record<string, string>>;
}

const vectors = JSON.parse(readFileSync("tests/parity/vectors/npy-masks.json", "utf8")) as Vectors;
const { size } = vectors;
const bytesOf = (base64: string): Buffer => Buffer.from(base64, "base64");
const drawn = ({ data }: Bitmap): string => [...data].map((pixel) => (pixel ? "#" : ".")).join("");
const bitmapOf = (text: string): Bitmap => ({ ...size, data: Uint8Array.from(text, (sign) => (sign === "#" ? 1 : 0)) });

describe("masks that numpy.save wrote", () => {
  it.each(vectors.cases)("$name are read", ({ before, masks }) => {
    const npy = openNpy(bytesOf(before), size, "m.npy");
    expect(npy.count).toBe(masks.length);
    expect(masks.map((_, index) => drawn(npyMask(npy, index, "m.npy")))).toEqual(masks);
  });

  it.each(vectors.cases)("$name are changed as NumPy would write them", ({ before, after, masks }) => {
    const npy = openNpy(bytesOf(before), size, "m.npy");
    const changed = bitmapOf(vectors.changed);
    const isOne = masks.length === 1;
    const written = withNpyMasks(
      npy,
      new Map<number, Bitmap | null>(
        isOne
          ? [[0, changed]]
          : [
              [1, changed],
              [2, null],
            ],
      ),
    );
    expect(written.toString("base64")).toBe(after);
    expect(npy.bytes.toString("base64")).toBe(before);
  });

  it.each(Object.entries(vectors.empty))("%s with nothing set gets ones", (_, { before, after }) => {
    const npy = openNpy(bytesOf(before), size, "m.npy");
    const written = withNpyMasks(npy, new Map([[0, bitmapOf(vectors.changed)]]));
    expect(written.toString("base64")).toBe(after);
  });

  it("take a negative zero for zero", () => {
    expect(drawn(npyMask(openNpy(bytesOf(vectors.negativeZero), size, "m.npy"), 0, "m.npy"))).toBe(
      vectors.negativeZeroMask,
    );
  });

  it.each([
    ["labels", /several values besides zero/],
    ["transposed", /the shape \(5, 3\), its image 5 x 3/],
    ["complex", /<c8, which is no mask/],
    ["record", /a record, which is no mask/],
  ])("are refused where they are no masks: %s", (name, message) => {
    const read = () => npyMask(openNpy(bytesOf(vectors.refused[name] as string), size, "m.npy"), 0, "m.npy");
    expect(read).toThrow(message);
  });

  it("are refused where the file is damaged", () => {
    const whole = bytesOf(vectors.cases[0]?.before as string);
    const read = (bytes: Buffer) => () => openNpy(bytes, size, "m.npy");
    expect(read(whole.subarray(0, 100))).toThrow(/broken|length/);
    expect(read(whole.subarray(0, whole.length - 1))).toThrow(/another length/);
    expect(read(Buffer.concat([Buffer.from("PK"), whole]))).toThrow(/no NumPy file/);
    const lying = Buffer.from(whole.toString("latin1").replace("(3, 5)", "(3, 9)"), "latin1");
    expect(read(lying)).toThrow(/another length/);
  });
});
