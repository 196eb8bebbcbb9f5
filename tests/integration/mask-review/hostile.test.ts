import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AppError } from "#core/errors";
import { encodeRle } from "#core/masks";
import { formatById } from "#electron/datasets";
import { decodePng, npyMask, openNpy } from "#electron/datasets/mask-review";
import { labelPicture, masksOf } from "../../../electron/datasets/mask-review/png-labels.ts";
import { mutateBytes } from "../../fuzz/mutate.ts";
import { random as seeded } from "../../fuzz/random.ts";
import { picture, readAll, writeFiles } from "../../unit/datasets/formats/importing.ts";
import { greyPng, palettePng } from "../../unit/datasets/mask-review/pictures.ts";
import { scratchFolder } from "../store/fixtures.ts";

const INPUTS = 300;
const MASK = encodeRle({ width: 3, height: 2, data: Uint8Array.from([1, 0, 0, 0, 1, 0]) });
const square = [1, 1, 2, 1, 2, 2];

/** What is thrown has to be a refusal in our words, whatever the bytes are. */
async function refusedOrRead(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
  }
}

it("PNG files with altered bytes are refused in our words, or read", async () => {
  const random = seeded("mask-review-png");
  const seeds = [greyPng("#..\n.#."), palettePng("12\n.1", [0, 0, 0, 255, 0, 0, 0, 255, 0])];
  for (let i = 0; i < INPUTS; i++) {
    const bytes = mutateBytes(random.pick(seeds), "x.png", random);
    await refusedOrRead(() => masksOf(labelPicture(decodePng(bytes, "x.png"))));
  }
});

it("NumPy files with altered bytes are refused in our words, or read", async () => {
  const random = seeded("mask-review-npy");
  const { size, cases } = JSON.parse(readFileSync("tests/parity/vectors/npy-masks.json", "utf8"));
  const seeds: Buffer[] = cases.map(({ before }: { before: string }) => Buffer.from(before, "base64"));
  for (let i = 0; i < INPUTS; i++) {
    const npy = mutateBytes(random.pick(seeds), "x.npy", random);
    await refusedOrRead(() => npyMask(openNpy(npy, size, "x.npy"), 0, "x.npy"));
  }
});

it.each([
  [
    "m.json",
    { images: [{ id: 1, file_name: "a.png" }], annotations: [{ id: 1, image_id: 1, segmentation: [square] }] },
  ],
  ["m.json", [{ image_id: "a", segmentation: MASK, score: 1 }]],
  ["m.jsonl", { id: "a", mask: MASK, ignore: MASK }],
  ["rle/a.json", { mask: MASK }],
  [
    "lisa/a.json",
    {
      text: ["x"],
      is_sentence: true,
      shapes: [
        {
          label: "target",
          points: [
            [0, 0],
            [2, 0],
            [2, 1],
          ],
        },
      ],
    },
  ],
] as const)("%s with altered bytes is refused in our words, or read (%#)", async (name, content) => {
  const random = seeded(`mask-review-${name}`);
  const root = scratchFolder();
  await writeFiles(root, { "images/a.png": await picture(3, 2) });
  const seed = Buffer.from(JSON.stringify(content));
  for (let i = 0; i < INPUTS / 5; i++) {
    await writeFiles(root, { [name]: mutateBytes(seed, name, random) });
    const source = name.includes("/") ? join(root, name.split("/")[0] as string) : join(root, name);
    await refusedOrRead(() => readAll(formatById("mask-review"), source, { images: join(root, "images") }));
  }
});
