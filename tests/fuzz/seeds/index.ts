import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeRle } from "#core/masks";
import { fixtures } from "../../unit/datasets/formats/fixtures.ts";
import { writeFiles } from "../../unit/datasets/formats/importing.ts";
import { maskPng, writeMask, writePicture } from "./pictures.ts";
import { writeGrefcoco, writeRefcoco } from "./refer.ts";

export interface Seed {
  /** Writes a small whole dataset into an empty folder; answers what an importer is given. */
  build(folder: string): Promise<string>;
  readonly options?: Readonly<Record<string, string>>;
  readonly mapping?: Readonly<Record<string, string>>;
}

const box = (left: number, top: number) => {
  const data = new Uint8Array(16 * 12);
  for (let y = top; y < top + 4; y++) data.fill(1, y * 16 + left, y * 16 + left + 5);
  return encodeRle({ width: 16, height: 12, data });
};

async function writeOwn(folder: string): Promise<string> {
  const base = { image: "images/a.png", question: "Which?", category: "spatial", split: "val" };
  const samples = [
    {
      id: "one",
      ...base,
      kind: ["a"],
      mask: box(3, 2),
      ignore: box(9, 6),
      answer: "left",
      program: [{ type: "scene" }],
    },
    { id: "two", ...base, image: "images/b.jpg", kind: "b", mask: box(1, 1) },
    { id: "three", image: "images/a.png", question: "" },
  ];
  await writeFiles(folder, {
    "dataset.json": { name: "D", version: 1, licence: "MIT", counts: { val: 2 } },
    "samples.jsonl": samples.map((sample) => `${JSON.stringify(sample)}\n`).join(""),
  });
  await writePicture(join(folder, "images/a.png"));
  await writePicture(join(folder, "images/b.jpg"));
  return folder;
}

async function writeReasonseg(folder: string): Promise<string> {
  const shape = (label: string, x: number) => ({
    label,
    points: [
      [x, 2],
      [x + 4, 2],
      [x + 4, 7],
      [x, 7.5],
    ],
  });
  const shapes = [shape("target", 1), shape("ignore", 8), shape("flag", 3), shape("target", 3)];
  for (const [name, ending] of [
    ["train/a", "jpg"],
    ["train/b", "png"],
    ["val/c", "jpg"],
  ] as const) {
    await writeFiles(folder, { [`${name}.json`]: { text: ["What?", "Which one?"], is_sentence: true, shapes } });
    await writePicture(join(folder, `${name}.${ending}`));
  }
  return folder;
}

async function writeCoco(folder: string): Promise<string> {
  const polygon = [[2, 2, 7, 2, 7, 6, 2, 6]];
  await writeFiles(folder, {
    "annotations/instances_val2017.json": {
      info: {},
      images: [1, 2].map((id) => ({ id, file_name: `${id}.png`, width: 16, height: 12 })),
      annotations: [
        { id: 1, image_id: 1, category_id: 1, iscrowd: 0, area: 20, bbox: [2, 2, 5, 4], segmentation: polygon },
        {
          id: 2,
          image_id: 2,
          category_id: 2,
          iscrowd: 1,
          area: 12,
          bbox: [0, 0, 1, 12],
          segmentation: { size: [12, 16], counts: [0, 12, 180] },
        },
        { id: 3, image_id: 2, category_id: 2, iscrowd: 0, area: 20, bbox: [3, 2, 5, 4], segmentation: box(3, 2) },
      ],
      categories: [
        { id: 1, name: "cat" },
        { id: 2, name: "dog" },
      ],
    },
  });
  for (const id of [1, 2]) await writePicture(join(folder, `val2017/${id}.png`));
  return join(folder, "annotations/instances_val2017.json");
}

/** Pictures and masks of one stem in two folders. */
const pairs =
  (images: string, masks: string, more: Readonly<Record<string, string>> = {}) =>
  async (folder: string): Promise<string> => {
    for (const stem of ["a", "b"]) {
      await writePicture(join(folder, images, `${stem}.jpg`));
      await writeMask(join(folder, masks, `${stem}.png`));
    }
    await writeFiles(folder, more);
    return folder;
  };

const mmcs = {
  "test.json": JSON.stringify([
    { image: "images/a.jpg", mask: "masks/a.png", text_query: "the hidden fish" },
    { image: "images/b.jpg", mask: "masks/b.png", text_query: "the crab" },
  ]),
};

/** Small files by pyarrow, which no JavaScript here can write. */
const parquet =
  (file: string, name = "data/test-00000-of-00001.parquet") =>
  async (folder: string): Promise<string> => {
    await mkdir(join(folder, "data"), { recursive: true });
    await cp(join(process.env.FUZZ_VECTORS ?? "tests/parity/vectors", "parquet", file), join(folder, name));
    return folder;
  };

/** By format. */
export const SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  own: [{ build: writeOwn }],
  reasonseg: [{ build: writeReasonseg }],
  coco: [{ build: writeCoco }, { build: writeCoco, options: { group: "category" } }],
  refcoco: [{ build: writeRefcoco }],
  grefcoco: [{ build: writeGrefcoco }],
  camo: [{ build: pairs("Images/Train", "GT") }],
  thinobject: [{ build: pairs("images", "masks", { "list/train.txt": "a.jpg\nb.jpg\n" }) }],
  mmcsbench: [{ build: pairs("images", "masks", mmcs) }],
  "image-masks": [{ build: pairs("images", "masks") }],
  "reasonseg-sgdr": [
    ...["as_bytes", "as_rle", "as_json", "as_polygons", "as_rows", "halves"].map((mask) => ({
      build: parquet("masks.parquet"),
      mapping: { mask },
    })),
    { build: parquet("types-snappy-1.parquet"), mapping: { question: "text" } },
    { build: parquet("types-zstd-2.parquet"), mapping: { question: "text" } },
    { build: parquet("types-encodings.parquet"), mapping: { question: "text" } },
    { build: parquet("types-gzip-1.parquet"), mapping: { question: "text" } },
    ...["plain-1", "plain-2", "dictionary-1", "fallback-1", "runs-2"].flatMap((name) =>
      ["flags", "small", "longs"].map((mask) => ({ build: parquet(`grids-${name}.parquet`), mapping: { mask } })),
    ),
  ],
  "rea2seg-16k": [
    { build: parquet("masks.parquet", "data/16k.parquet"), mapping: { candidates: "halves", mask: "as_rows" } },
    { build: parquet("types-none-2.parquet"), mapping: { question: "text", candidates: "rows", ious: "numbers" } },
    { build: parquet("types-lz4-1.parquet"), mapping: { question: "text" } },
    { build: parquet("types-brotli-2.parquet"), mapping: { question: "text" } },
    { build: parquet("grids-dictionary-2.parquet"), mapping: { mask: "halves", candidates: "several" } },
    { build: parquet("grids-one-page-1.parquet"), mapping: { mask: "longs", candidates: "several" } },
  ],
  ...Object.fromEntries(Object.entries(fixtures).map(([id, build]) => [id, [{ build }]])),
};

/** Ready-made masks: not datasets, but read from foreign files all the same. */
export const PREDICTION_SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  "predictions-png": [
    {
      build: async (folder) => {
        for (const id of ["one", "two", "%2E%2Ethree"]) await writeMask(join(folder, `${id}.png`));
        await writePicture(join(folder, "four.jpg"));
        return folder;
      },
    },
  ],
  "predictions-jsonl": [
    {
      build: async (folder) => {
        const lines = [
          { id: "one", mask: box(3, 2) },
          { id: "two", mask: { size: [12, 16], counts: [0, 12, 180] } },
        ];
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, "masks.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
        return join(folder, "masks.jsonl");
      },
    },
  ],
  "predictions-coco": [
    {
      build: async (folder) => {
        const results = [1, 2].map((id) => ({ image_id: id, category_id: 1, segmentation: box(id, 2), score: 0.5 }));
        await writeFiles(folder, { "results.json": results, "mask.png": await maskPng() });
        return join(folder, "results.json");
      },
    },
  ],
};
