import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeRle, type Rle } from "#core/masks";
import { findPlaces } from "#electron/datasets/mask-review";
import { picture, writeFiles } from "../../unit/datasets/formats/importing.ts";
import { scratchFolder } from "../store/fixtures.ts";
import { decide, exported, idsOf, reviewOf } from "./review.ts";

interface Vectors {
  readonly size: { readonly width: number; readonly height: number };
  readonly changed: string;
  readonly cases: readonly { name: string; before: string; after: string }[];
}

/** Files that numpy.save wrote, before and after a change (tests/parity/scripts/make_npy_vectors.py). */
const { size, changed, cases } = JSON.parse(readFileSync("tests/parity/vectors/npy-masks.json", "utf8")) as Vectors;
const file = (name: string, when: "before" | "after"): Buffer =>
  Buffer.from(cases.find((one) => one.name === name)?.[when] as string, "base64");
const mask: Rle = encodeRle({ ...size, data: Uint8Array.from(changed, (sign) => (sign === "#" ? 1 : 0)) });
const MANY = "|b1 (N, H, W)";
const ONE = "<f4 (H, W)";

async function folder(): Promise<string> {
  const root = scratchFolder();
  const image = await picture(size.width, size.height);
  await writeFiles(root, {
    ...{ "images/cat.png": image, "images/dog.jpg": Buffer.concat([image, Buffer.alloc(1)]), "images/eel.png": image },
    ...{ "masks/cat.npy": file(MANY, "before"), "masks/dog_mask.npy": file(ONE, "before") },
    "masks/eel.npy": Buffer.from("no array"),
  });
  return root;
}

describe("NumPy masks", () => {
  it("are recognised, read by layer and written back in their own type", async () => {
    const root = await folder();
    expect((await findPlaces(root, null, null)).kind).toBe("npy");
    const review = await reviewOf(root, "masks");
    expect(idsOf(review.store)).toEqual(["cat#0", "cat#1", "cat#2", "cat#3", "dog_mask"]);
    expect(review.report.notes).toEqual([
      expect.objectContaining({ file: join(root, "masks/eel.npy"), message: expect.stringMatching(/no NumPy file/) }),
    ]);
    decide(review.store, "cat#1", "fixed", { mask });
    decide(review.store, "cat#2", "rejected");
    decide(review.store, "cat#0", "accepted");
    decide(review.store, "dog_mask", "fixed", { mask });
    const { read, names } = await exported(review);
    expect(names).toEqual(["cat.npy", "dog_mask.npy", "eel.npy", "review.csv", "review.json"]);
    expect(read("cat.npy").equals(file(MANY, "after"))).toBe(true);
    expect(read("dog_mask.npy").equals(file(ONE, "after"))).toBe(true);
    expect(read("eel.npy").toString()).toBe("no array");
  });

  it("of one mask are left out where it was rejected, and copied where nothing changed", async () => {
    const review = await reviewOf(await folder(), "masks");
    decide(review.store, "dog_mask", "rejected");
    const { read, names } = await exported(review);
    expect(names).toEqual(["cat.npy", "eel.npy", "review.csv", "review.json"]);
    expect(read("cat.npy").equals(file(MANY, "before"))).toBe(true);
  });

  it("in a file alone are a review of their own", async () => {
    const review = await reviewOf(await folder(), "masks/cat.npy");
    expect(idsOf(review.store)).toHaveLength(4);
  });
});
