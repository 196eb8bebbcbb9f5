import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { type Bitmap, createBitmap, encodeRle } from "#core/masks";

export const WIDTH = 40;
export const HEIGHT = 30;

/** Left, top, right, bottom; the last two belong to it. */
export type Rect = readonly [x0: number, y0: number, x1: number, y1: number];

export interface FixtureSample {
  readonly id: string;
  readonly category: string;
  readonly kind: readonly string[];
  readonly target: readonly Rect[];
  readonly ignore: readonly Rect[];
  /** Null: no prediction. */
  readonly prediction: readonly Rect[] | null;
}

/** Exact and partial hits, ignore regions inside, beside and all over, empty against empty, and one missing. */
export const SAMPLES: readonly FixtureSample[] = [
  sample("exact", "thing", ["a"], [[5, 5, 20, 15]], [], [[5, 5, 20, 15]]),
  sample("half", "thing", ["a", "b"], [[0, 0, 19, 19]], [], [[10, 0, 29, 19]]),
  sample("ignored part", "thing", [], [[2, 2, 30, 25]], [[10, 10, 15, 15]], [[2, 2, 25, 25]]),
  sample("over ignored", "stuff", ["b"], [[0, 0, 15, 15]], [[16, 0, 25, 9]], [[0, 0, 25, 9]]),
  sample("empty", "stuff", [], [], [], []),
  sample("empty, ignored", "stuff", ["b"], [], [[0, 0, 9, 9]], [[0, 0, 9, 9]]),
  sample("nothing meant", "stuff", ["b"], [], [], [[1, 1, 3, 3]]),
  sample("missing", "thing", ["a"], [[1, 1, 8, 8]], [[5, 5, 8, 8]], null),
];

function sample(
  id: string,
  category: string,
  kind: readonly string[],
  target: readonly Rect[],
  ignore: readonly Rect[],
  prediction: readonly Rect[] | null,
): FixtureSample {
  return { id, category, kind, target, ignore, prediction };
}

export function paint(rects: readonly Rect[], width = WIDTH, height = HEIGHT): Bitmap {
  const bitmap = createBitmap(width, height);
  for (const [x0, y0, x1, y1] of rects) {
    for (let y = y0; y <= y1; y++) bitmap.data.fill(1, y * width + x0, y * width + x1 + 1);
  }
  return bitmap;
}

export async function png({ width, height, data }: Bitmap, set = 255): Promise<Buffer> {
  const grey = Buffer.from(data.map((value) => value * set));
  return await sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

const picture = () =>
  sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: "#468" } })
    .png()
    .toBuffer();

/** A folder as LISA publishes it; every ignore region is smaller than its target, so it is drawn over it. */
export async function writeReasonSeg(folder: string, samples = SAMPLES): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const corners = ([x0, y0, x1, y1]: Rect) => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  for (const { id, target, ignore } of samples) {
    const shapes = [
      ...ignore.map((rect) => ({ label: "ignore", points: corners(rect) })),
      ...target.map((rect) => ({ label: "target", points: corners(rect) })),
    ];
    writeFileSync(join(folder, `${id}.png`), await picture());
    writeFileSync(join(folder, `${id}.json`), JSON.stringify({ text: [`Where is ${id}?`], is_sentence: true, shapes }));
  }
  return folder;
}

export async function writeOwn(folder: string, samples = SAMPLES, more: readonly object[] = []): Promise<string> {
  mkdirSync(join(folder, "images"), { recursive: true });
  writeFileSync(join(folder, "images", "one.png"), await picture());
  const lines = samples.map(({ id, category, kind, target, ignore }) => ({
    id,
    image: "images/one.png",
    question: `Where is ${id}?`,
    category,
    kind,
    // Both may say a pixel; where it is ignored, ignore wins.
    mask: encodeRle(paint(target)),
    ...(ignore.length === 0 ? {} : { ignore: encodeRle(paint(ignore)) }),
    split: "test",
  }));
  writeFileSync(join(folder, "dataset.json"), JSON.stringify({ name: "fixture", version: "1", licence: "CC0-1.0" }));
  writeFileSync(join(folder, "samples.jsonl"), [...lines, ...more].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return folder;
}

export async function writePngs(folder: string, samples = SAMPLES): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const [index, { id, prediction }] of samples.entries()) {
    // Non-zero is mask: 1 as well as 255.
    if (prediction) writeFileSync(join(folder, `${id}.png`), await png(paint(prediction), index % 2 ? 1 : 255));
  }
  return folder;
}

export function writeLines(file: string, samples = SAMPLES, more: readonly object[] = []): string {
  const lines = samples.flatMap(({ id, prediction }) => {
    return prediction ? [{ id, mask: encodeRle(paint(prediction)) }] : [];
  });
  writeFileSync(file, [...lines, ...more].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
}

/**
 * gIoU and cIoU computed apart from the product: pixel by pixel on label maps, as LISA's intersectionAndUnionGPU and
 * validate do (ignore is 255), or with ignore as background (`lens`).
 */
export function figures(samples: readonly FixtureSample[], convention: "lisa" | "lens") {
  let terms = 0;
  let sumI = 0;
  let sumU = 0;
  for (const { target, ignore, prediction } of samples) {
    const truth = paint(target).data;
    const ignored = paint(ignore).data;
    const predicted = paint(prediction ?? []).data;
    let i = 0;
    let u = 0;
    for (let k = 0; k < truth.length; k++) {
      if (convention === "lisa" && ignored[k]) continue;
      const t = truth[k] && !ignored[k];
      if (t && predicted[k]) i++;
      if (t || predicted[k]) u++;
    }
    terms += u === 0 ? 1 : i / (u + 1e-5);
    sumI += i;
    sumU += u;
  }
  return { gIoU: terms / samples.length, cIoU: sumI / (sumU + (convention === "lisa" ? 1e-10 : 1e-8)) };
}
