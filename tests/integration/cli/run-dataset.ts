import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { type Bitmap, createBitmap, encodeRle } from "#core/masks";

export const WIDTH = 64;
export const HEIGHT = 48;

type Rect = readonly [x0: number, y0: number, x1: number, y1: number];
type Colour = "red" | "green" | "blue";
const RGB: Readonly<Record<Colour, readonly [number, number, number]>> = {
  red: [230, 20, 20],
  green: [20, 220, 20],
  blue: [20, 20, 230],
};

export interface ColourSample {
  readonly id: string;
  readonly category: string;
  readonly kind: readonly string[];
  readonly question: string;
  readonly shapes: readonly (readonly [Colour, Rect])[];
  readonly target: Rect;
  readonly ignore: Rect | null;
}

/** Three coloured rectangles on grey, and a question for one of them; no two pictures are alike. */
export function colourSamples(count: number): ColourSample[] {
  const colours: readonly Colour[] = ["red", "green", "blue"];
  return Array.from({ length: count }, (_, i) => {
    const x = 3 + (i % 5);
    const y = 4 + (i % 7);
    const shapes = [
      ["red", [x, y, x + 12, y + 14]],
      ["green", [x + 18, y + 8, x + 30, y + 20 + (i % 3)]],
      ["blue", [x + 38, y + 2, x + 50, y + 10 + (i % 4)]],
    ] as const;
    const colour = colours[i % 3] as Colour;
    const target = shapes.find(([name]) => name === colour)?.[1] as Rect;
    return {
      id: `sample-${String(i).padStart(2, "0")}`,
      ...{ category: i % 2 === 0 ? "even" : "odd", kind: i % 3 === 0 ? ["first", "any"] : ["any"] },
      ...{ question: `the ${colour} one`, shapes, target },
      ignore: i % 4 === 1 ? ([target[0], target[1], target[0] + 4, target[1] + 4] as const) : null,
    };
  });
}

export function paintRect(rect: Rect | null): Bitmap {
  const bitmap = createBitmap(WIDTH, HEIGHT);
  if (rect === null) return bitmap;
  const [x0, y0, x1, y1] = rect;
  for (let y = y0; y <= y1; y++) bitmap.data.fill(1, y * WIDTH + x0, y * WIDTH + x1 + 1);
  return bitmap;
}

async function picture({ shapes }: ColourSample): Promise<Buffer> {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3, 120);
  for (const [colour, rect] of shapes) {
    for (const [place, inside] of paintRect(rect).data.entries()) if (inside) data.set(RGB[colour], 3 * place);
  }
  return await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .png()
    .toBuffer();
}

/** Our own dataset format. */
export async function writeColours(folder: string, samples: readonly ColourSample[]): Promise<string> {
  mkdirSync(join(folder, "images"), { recursive: true });
  const lines = [];
  for (const sample of samples) {
    const { id, category, kind, question, target, ignore } = sample;
    const image = `images/${id}.png`;
    writeFileSync(join(folder, image), await picture(sample));
    const mask = encodeRle(paintRect(target));
    const more = ignore === null ? {} : { ignore: encodeRle(paintRect(ignore)) };
    lines.push(`${JSON.stringify({ id, image, question, category, kind, mask, ...more, split: "test" })}\n`);
  }
  writeFileSync(join(folder, "dataset.json"), JSON.stringify({ name: "colours", version: "1", licence: "CC0-1.0" }));
  writeFileSync(join(folder, "samples.jsonl"), lines.join(""));
  return folder;
}

/** The same as LISA publishes its sets. */
export async function writeColoursReasonSeg(folder: string, samples: readonly ColourSample[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const corners = ([x0, y0, x1, y1]: Rect) => [
    ...[
      [x0, y0],
      [x1, y0],
    ],
    ...[
      [x1, y1],
      [x0, y1],
    ],
  ];
  for (const sample of samples) {
    const shapes = [
      { label: "target", points: corners(sample.target) },
      ...(sample.ignore === null ? [] : [{ label: "ignore", points: corners(sample.ignore) }]),
    ];
    writeFileSync(join(folder, `${sample.id}.png`), await picture(sample));
    const content = { text: [sample.question], is_sentence: false, shapes };
    writeFileSync(join(folder, `${sample.id}.json`), JSON.stringify(content));
  }
  return folder;
}
