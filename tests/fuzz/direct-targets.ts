import {
  countsToRuns,
  decodeRle,
  type LabelledShape,
  lisaMasks,
  mergeRles,
  polygonsToRle,
  type Rle,
  rleArea,
  rleBBox,
  rleIou,
  runsToCounts,
} from "#core/masks";
import { segmentationToRle } from "#electron/datasets/coco-parts";
import { PICKLE_LIMITS, pickleToJson, unpickle } from "#electron/datasets/pickle";
import vectors from "../parity/vectors/pickle.json" with { type: "json" };
import { oddNumber, oddString, oddValue } from "./interesting.ts";
import { mutateBytes } from "./mutate.ts";
import type { Random } from "./random.ts";

const PICKLES = [...vectors.values, ...vectors.refused].map(({ pickle }) => Buffer.from(pickle, "base64"));
/** Small enough that a limit is met before the time is up. */
const LIMITS = { ...PICKLE_LIMITS, values: 2_000_000, expanded: 4_000_000 };

export function runPickleInput(random: Random): void {
  let bytes: Buffer = Buffer.concat([random.pick(PICKLES), ...(random.chance(0.2) ? [random.pick(PICKLES)] : [])]);
  for (let i = 1 + random.int(4); i > 0; i--) bytes = mutateBytes(bytes, "x.p", random);
  pickleToJson(unpickle(bytes, "x.p", LIMITS));
}

/** Every door of core/masks that takes what a file says. */
export function runMaskInput(random: Random): void {
  const [width, height] = [1 + random.int(64), 1 + random.int(48)];
  switch (random.int(7)) {
    case 0:
      countsToRuns(counts(random, width * height));
      return;
    case 1:
      decodeRle({ size: oddSize(random, width, height), counts: counts(random, width * height) });
      return;
    case 2: {
      const rle: Rle = { size: oddSize(random, width, height), counts: counts(random, width * height) };
      rleArea(rle);
      rleBBox(rle);
      rleIou(rle, rle);
      return;
    }
    case 3:
      mergeRles(
        [whole(width, height), { size: [height, width], counts: counts(random, width * height) }],
        random.pick(["union", "intersection"]),
      );
      return;
    case 4:
      polygonsToRle(polygons(random), height, width);
      return;
    case 5:
      lisaMasks(shapes(random), width, height);
      return;
    default:
      segmentationToRle(random.chance(0.5) ? polygons(random) : oddValue(random), height, width);
  }
}

const whole = (width: number, height: number): Rle => ({
  size: [height, width],
  counts: runsToCounts([0, width * height]),
});

/** Counts that nearly fit a size, or anything. */
function counts(random: Random, pixels: number): string {
  if (random.chance(0.15)) return oddString(random);
  if (random.chance(0.6)) return nearlyFitting(random, pixels);
  const length = random.int(random.chance(0.9) ? 40 : 5_000);
  return Array.from({ length }, () => String.fromCharCode(47 + random.int(random.chance(0.95) ? 66 : 200))).join("");
}

function nearlyFitting(random: Random, pixels: number): string {
  const runs: number[] = [];
  for (let left = pixels; left > 0; left -= runs.at(-1) as number)
    runs.push(Math.min(left, random.int(1 + pixels / 4)));
  const text = runsToCounts(runs.slice(0, 10_000));
  if (random.chance(0.5)) return text;
  const at = random.int(text.length);
  return text.slice(0, at) + String.fromCharCode(48 + random.int(64)) + text.slice(at + random.int(2));
}

function oddSize(random: Random, width: number, height: number): [number, number] {
  return random.chance(0.7) ? [height, width] : [oddNumber(random), oddNumber(random)];
}

/** Coordinates from inside to far beyond; what rasterises for seconds is not asked for. */
function coordinate(random: Random): number {
  if (random.chance(0.8)) return random.next() * 100 - 20;
  return random.pick([-1e4, 1e4, 0.5, 1e5, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 2 ** 31, 4.1e8]);
}

const polygons = (random: Random): number[][] =>
  Array.from({ length: 1 + random.int(4) }, () => Array.from({ length: random.int(24) }, () => coordinate(random)));

function shapes(random: Random): LabelledShape[] {
  return Array.from({ length: random.int(5) }, () => ({
    label: random.pick(["target", "ignore", "FLAG", "", oddString(random)]),
    points: Array.from({ length: random.int(8) }, () => [coordinate(random), coordinate(random)] as const),
  }));
}
