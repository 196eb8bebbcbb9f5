import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { filterSeed, type Proposal, selectProposals } from "#native-models/discovery";
import {
  createMaskSampler,
  fromHalves,
  type MaskScan,
  type SamFamily,
  samGeometry,
  scanMask,
} from "#native-models/sam";

/**
 * The automatic mask generator against segment-anything's own, on the demo's photographs, both fed with the same stored
 * decoder answers. The vectors and how they were made: scripts/make_amg_vectors.py.
 */
interface Photo {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly seeds: readonly (readonly [number, number])[];
  /** Predicted IoUs of the masks 1..3 of each seed. */
  readonly iou: readonly (readonly number[])[];
  /** What the same low-resolution masks are in the geometry of each family. */
  readonly families: Readonly<Record<SamFamily, Expected>>;
}

/** Masks are named "seed:mask". */
interface Expected {
  readonly masks: readonly {
    readonly mask: string;
    readonly stability: number;
    readonly bbox: readonly number[];
    readonly area: number;
    readonly sha256: string;
  }[];
  readonly presets: Readonly<Record<string, ExpectedChoice>>;
}

interface ExpectedChoice {
  readonly predIou: number;
  readonly stability: number;
  readonly survivors: readonly string[];
  readonly kept: readonly string[];
}

const VECTORS = new URL("./vectors/", import.meta.url);
const photos = (JSON.parse(readFileSync(new URL("discovery-amg.json", VECTORS), "utf8")) as { photos: Photo[] }).photos;
const SIDE = 256;
const CELLS = SIDE * SIDE;
const SEEDS = 8;

/** Undoes the script's packing: low bytes, then high bytes, of each cell's difference to the one on its left. */
function readLogits(): Float32Array {
  const bytes = gunzipSync(readFileSync(new URL("discovery-amg.bin.gz", VECTORS)));
  const cells = bytes.length / 2;
  const bits = new Uint16Array(cells);
  for (let i = 0; i < cells; i++) {
    const left = i % SIDE === 0 ? 0 : (bits[i - 1] as number);
    bits[i] = left + ((bytes[i] as number) | ((bytes[cells + i] as number) << 8));
  }
  return fromHalves(bits);
}

const logits = readLogits();

/** The stored masks of one photograph in one family's geometry; each is scanned once. */
function scansOf(photo: Photo, index: number, family: SamFamily): (seed: number, mask: number) => MaskScan {
  const sampler = createMaskSampler(samGeometry(family, photo.width, photo.height));
  const known = new Map<string, MaskScan>();
  return (seed, mask) => {
    const key = `${seed}:${mask}`;
    const start = ((index * SEEDS + seed) * 3 + mask - 1) * CELLS;
    const scan = known.get(key) ?? scanMask(logits.subarray(start, start + CELLS), sampler, 1);
    known.set(key, scan);
    return scan;
  };
}

const idOf = ({ seed, mask }: Proposal) => `${seed}:${mask}`;

const CASES = photos.flatMap((photo, index) =>
  (["sam1", "sam2"] as const).map((family) => ({ name: photo.name, family, photo, index })),
);

describe.each(CASES)("$name, $family", ({ photo, family, index }) => {
  const scan = scansOf(photo, index, family);
  const expected = photo.families[family];

  test("every mask has the reference's pixels, box, area and stability, exactly", () => {
    expect(expected.masks.length).toBeGreaterThanOrEqual(20);
    const ours = expected.masks.map(({ mask }) => {
      const [seed, number] = mask.split(":").map(Number) as [number, number];
      const { rle, area, bbox, stability } = scan(seed, number);
      const sha256 = createHash("sha256").update(rle.counts).digest("hex");
      const [x, y, width, height] = bbox;
      // The reference measures boxes from the first to the last pixel, ours count pixels.
      return { mask, stability: Math.fround(stability as number), bbox: [x, y, width - 1, height - 1], area, sha256 };
    });
    expect(ours).toEqual(expected.masks);
  });

  test.each(Object.entries(expected.presets))(
    "%s: the same masks pass, the same stay, in the same order",
    (_, preset) => {
      const thresholds = { predIou: preset.predIou, stability: preset.stability, stabilityOffset: 1 };
      const survivors = photo.iou.flatMap((iou, seed) => {
        const four = [0, ...iou];
        return filterSeed(seed, four, (mask) => scan(seed, mask), thresholds).survivors;
      });
      expect(survivors.map(idOf).sort()).toEqual([...preset.survivors].sort());
      const seeds = photo.seeds.map(([x, y]) => ({ x, y, token: 0, attention: 1 }));
      const settings = { nmsIou: 0.7, amgOrder: "predicted-iou", amgBudget: 64 } as const;
      const { kept } = selectProposals(survivors, seeds, settings);
      expect(kept.map(idOf)).toEqual(preset.kept);
    },
  );
});
