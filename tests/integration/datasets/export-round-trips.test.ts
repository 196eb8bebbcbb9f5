import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { createBitmap, decodeRle, encodeRle, type Rle, rleArea, rleBBox } from "#core/masks";
import { formats } from "#electron/datasets/formats";
import type { DatasetFormat, DatasetSample } from "#electron/datasets/reading";
import { importDataset } from "#electron/datasets/transfer";
import { createProject, type ProjectStore } from "#electron/store";
import {
  exportTo,
  fakeStore,
  filesOf,
  jsonOf,
  linesOf,
  maskOf,
  readAll,
  testFolder,
  writePicture,
} from "./export-support.ts";

const folder = testFolder("round-trip");
const IDENTITY = { author: "tester", device: "test" };
const SIZE = { width: 40, height: 30 };

const formatOf = (id: string): DatasetFormat => formats.find(({ info }) => info.id === id) as DatasetFormat;

/** A new project with a dataset in it. */
async function imported(format: string, source: string, name: string): Promise<ProjectStore> {
  const store = createProject(folder.path(name), "Round trip", IDENTITY);
  const report = await importDataset({ store, format, source, copy: false, workerFile: null, strict: true });
  expect(report.skipped + report.partly).toBe(0);
  return store;
}

/** What has to be the same after a round trip: all but where the image lies, whose pixels are compared instead. */
async function comparable(samples: readonly DatasetSample[]) {
  const found = [];
  for (const { image, ...sample } of samples) {
    const bytes = image.kind === "file" ? readFileSync(image.path) : image.bytes;
    found.push({ ...sample, image: await sharp(bytes).raw().toBuffer() });
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Blobs, specks, holes and thin lines from a seed. */
function randomMask(seed: number, { width, height } = SIZE): Rle {
  const bitmap = createBitmap(width, height);
  let state = seed;
  const draw = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  for (let i = 0; i < 8; i++) {
    const [x, y, w, h, value] = [draw(width), draw(height), 1 + draw(12), 1 + draw(9), i % 3 === 2 ? 0 : 1];
    for (let row = y; row < Math.min(height, y + h); row++) {
      bitmap.data.fill(value, row * width + x, row * width + Math.min(width, x + w));
    }
  }
  for (let i = 0; i < 20; i++) bitmap.data[draw(width * height)] = 1;
  return encodeRle(bitmap);
}

const minus = (mask: Rle, other: Rle): Rle => {
  const bitmap = decodeRle(mask);
  const taken = decodeRle(other);
  for (let i = 0; i < bitmap.data.length; i++) if (taken.data[i] === 1) bitmap.data[i] = 0;
  return encodeRle(bitmap);
};

const SOURCES: Readonly<Record<string, unknown>> = {
  "train/bird": {
    text: ["What flies here? \u202e<b>", "a second text"],
    is_sentence: true,
    shapes: [
      {
        label: "target",
        labels: ["target"],
        points: [
          [4.9, 4.1],
          [30, 6],
          [20, 25],
        ],
        shape_type: "polygon",
      },
      {
        label: "ignore",
        points: [
          [10, 8],
          [16, 8],
          [16, 14],
          [10, 14],
        ],
        group_id: null,
      },
      {
        label: "FLAG",
        points: [
          [0, 0],
          [39, 0],
          [39, 29],
        ],
      },
      { label: "target", points: [[1, 1]] },
    ],
    version: "3.16.7",
    unknown: { nested: [1, { deep: null }] },
  },
  "train/100%25 cup": {
    text: ["cup"],
    is_sentence: false,
    shapes: [
      {
        label: "target",
        points: [
          [1, 1],
          [20, 1],
          [20, 20],
        ],
      },
    ],
  },
  "val/bird": { text: ["nothing of this kind"], is_sentence: false, shapes: [] },
};

describe("reasonseg", () => {
  const source = () => folder.path("reasonseg");
  let store: ProjectStore;

  beforeAll(async () => {
    mkdirSync(folder.path("reasonseg", "train"), { recursive: true });
    mkdirSync(folder.path("reasonseg", "val"));
    for (const [index, [name, content]] of Object.entries(SOURCES).entries()) {
      writeFileSync(folder.path("reasonseg", `${name}.json`), JSON.stringify(content));
      await writePicture(
        folder.path("reasonseg", `${name}.${index === 1 ? "png" : "jpg"}`),
        SIZE.width,
        SIZE.height,
        index,
      );
    }
    store = await imported("reasonseg", source(), "reasonseg-project");
    return () => store.close();
  });

  it("gives an untouched set back: the same files, the same content, the same samples", async () => {
    const out = folder.path("reasonseg-out");
    expect(await exportTo(store, "reasonseg", out, { strict: true })).toMatchObject({
      taken: 3,
      skipped: 0,
      partly: 0,
    });
    expect(filesOf(out)).toEqual(filesOf(source()));
    for (const name of filesOf(out)) {
      if (name.endsWith(".json")) expect(jsonOf(`${out}/${name}`), name).toEqual(jsonOf(`${source()}/${name}`));
      else expect(readFileSync(`${out}/${name}`)).toEqual(readFileSync(`${source()}/${name}`));
    }
    const format = formatOf("reasonseg");
    expect(await comparable(await readAll(format, out))).toEqual(await comparable(await readAll(format, source())));
  });

  it("writes a person's mask as polygons that LISA draws as that mask, and keeps all else of the file", async () => {
    const mine = randomMask(3);
    const sample = store.sample("train/bird");
    const ignore = sample.ignore as Rle;
    store.commit("train/bird", { ...sample.state, mask: mine, verdict: { decision: "fixed", comment: "" } }, "fix");
    const out = folder.path("reasonseg-fixed");
    await exportTo(store, "reasonseg", out);
    const content = jsonOf(`${out}/train/bird.json`);
    const original = SOURCES["train/bird"] as Record<string, unknown> & { shapes: unknown[] };
    expect(content).toMatchObject({
      text: original.text,
      is_sentence: true,
      version: "3.16.7",
      unknown: original.unknown,
    });
    expect(content.shapes).toContainEqual(original.shapes[2]);
    const again = (await readAll(formatOf("reasonseg"), out)).find(({ id }) => id === "train/bird") as DatasetSample;
    // A pixel is ignored or meant in these files, and ignored wins.
    expect(again.mask).toEqual(minus(mine, ignore));
    expect(again.ignore).toEqual(ignore);
    // The reference masks go out as they came.
    await exportTo(store, "reasonseg", folder.path("reasonseg-reference"), { masks: "reference" });
    expect(jsonOf(folder.path("reasonseg-reference", "train", "bird.json"))).toEqual(original);
  });

  it("comes back by way of our own format too", async () => {
    const between = folder.path("between");
    await exportTo(store, "own", between, { masks: "reference" });
    const other = await imported("own", between, "between-project");
    const out = folder.path("reasonseg-by-own");
    await exportTo(other, "reasonseg", out, { strict: true });
    other.close();
    for (const name of filesOf(source()).filter((each) => each.endsWith(".json"))) {
      expect(jsonOf(`${out}/${name}`)).toEqual(jsonOf(`${source()}/${name}`));
    }
  });

  it("takes masks that never were polygons: LISA reads exactly them", async () => {
    const file = await writePicture(folder.path("foreign.png"), SIZE.width, SIZE.height, 9);
    const empty = encodeRle(createBitmap(SIZE.width, SIZE.height));
    const samples = Array.from({ length: 12 }, (_, seed) => {
      const ignore = seed % 2 === 0 ? null : randomMask(100 + seed);
      const mask = seed === 5 ? empty : randomMask(seed);
      return { id: `s${seed}`, file, question: seed % 3 === 0 ? "Which one?" : "cup", groundTruth: mask, ignore };
    });
    const out = folder.path("foreign-out");
    const report = await exportTo(await fakeStore(folder.path("reasonseg-project"), samples), "reasonseg", out);
    expect(report).toMatchObject({ taken: 12, skipped: 0 });
    const again = new Map((await readAll(formatOf("reasonseg"), out)).map((sample) => [sample.id, sample]));
    for (const { id, question, groundTruth, ignore } of samples) {
      expect(again.get(id)).toMatchObject({
        question,
        ignore,
        kind: [question === "cup" ? "short query" : "long query"],
      });
      expect(again.get(id)?.mask).toEqual(ignore === null ? groundTruth : minus(groundTruth, ignore));
    }
  });

  it("writes other pictures as PNG of the same pixels, and .jpg for all where LISA's loader wants it", async () => {
    const webp = await writePicture(folder.path("p.webp"), SIZE.width, SIZE.height, 4);
    const tiff = await writePicture(folder.path("p.tiff"), SIZE.width, SIZE.height, 5);
    const samples = [webp, tiff].map((file, index) => ({ id: `p${index}`, file, groundTruth: randomMask(1) }));
    const store = await fakeStore(folder.path("reasonseg-project"), samples);
    await exportTo(store, "reasonseg", folder.path("pictures"));
    for (const [index, file] of [webp, tiff].entries()) {
      const written = folder.path("pictures", `p${index}.png`);
      expect((await sharp(written).metadata()).format).toBe("png");
      expect(await sharp(written).raw().toBuffer()).toEqual(await sharp(file).raw().toBuffer());
    }
    await exportTo(store, "reasonseg", folder.path("jpg-names"), { options: { "image-names": "jpg" } });
    expect(filesOf(folder.path("jpg-names"))).toEqual(["p0.jpg", "p0.json", "p1.jpg", "p1.json"]);
    expect(await readAll(formatOf("reasonseg"), folder.path("jpg-names"))).toHaveLength(2);
  });

  it("copies turned pictures as they are: OpenCV turns them too", async () => {
    const file = folder.path("turned-source.jpg");
    await sharp(await writePicture(folder.path("lying-source.jpg"), 2, 4, 3))
      .withMetadata({ orientation: 6 })
      .toFile(file);
    const mask = maskOf("#...", "##..");
    const store = await fakeStore(folder.path("reasonseg-project"), [{ id: "turned", file, groundTruth: mask }]);
    await exportTo(store, "reasonseg", folder.path("turned-out"));
    expect(readFileSync(folder.path("turned-out", "turned.jpg"))).toEqual(readFileSync(file));
    expect(await readAll(formatOf("reasonseg"), folder.path("turned-out"))).toMatchObject([{ id: "turned", mask }]);
  });

  it("leaves behind what has no question or no mask, and says so", async () => {
    const file = await writePicture(folder.path("q.png"), 4, 1, 6);
    const samples = [
      { id: "asks", file, groundTruth: maskOf("#...") },
      { id: "silent", file, groundTruth: maskOf("#..."), question: "" },
      { id: "bare", file },
    ];
    const report = await exportTo(
      await fakeStore(folder.path("reasonseg-project"), samples),
      "reasonseg",
      folder.path("q"),
    );
    expect(report.reasons.map(({ reason }) => reason).sort()).toEqual(["it has no mask", "it has no question"]);
    expect(filesOf(folder.path("q"))).toEqual(["asks.json", "asks.png"]);
  });
});

describe("own", () => {
  it("gives samples back with every key, and the same bytes the second time", async () => {
    const source = folder.path("own");
    mkdirSync(folder.path("own", "images"), { recursive: true });
    await writePicture(folder.path("own", "images", "a.png"), SIZE.width, SIZE.height, 1);
    await writePicture(folder.path("own", "images", "b.webp"), SIZE.width, SIZE.height, 2);
    const lines = [
      {
        id: "1",
        image: "images/a.png",
        question: "one?",
        category: "c",
        kind: "single",
        mask: randomMask(1),
        split: "train",
      },
      {
        id: "2",
        image: "images/a.png",
        question: "",
        category: "",
        kind: ["a", "b"],
        ignore: randomMask(2),
        split: "",
      },
      {
        id: "a/3",
        image: "images/b.webp",
        question: "\u0000\u202e",
        category: "",
        mask: randomMask(3),
        split: "",
        program: [1, { x: null }],
        answer: "yes",
      },
    ];
    writeFileSync(folder.path("own", "samples.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const store = await imported("own", source, "own-project");
    const out = folder.path("own-out");
    expect(await exportTo(store, "own", out, { options: { licence: "MIT" } })).toMatchObject({ taken: 3 });
    expect(linesOf(`${out}/samples.jsonl`)).toEqual(lines);
    expect(jsonOf(`${out}/dataset.json`)).toEqual({
      name: "Round trip",
      version: "1",
      licence: "MIT",
      counts: { samples: 3, splits: { "": 2, train: 1 }, categories: { "": 2, c: 1 } },
    });
    const format = formatOf("own");
    expect(await comparable(await readAll(format, out))).toEqual(await comparable(await readAll(format, source)));
    await exportTo(store, "own", folder.path("own-again"), { options: { licence: "MIT" } });
    store.close();
    expect(filesOf(out)).toEqual(["dataset.json", "images/a.png", "images/b.webp", "samples.jsonl"]);
    for (const name of filesOf(out)) {
      expect(readFileSync(folder.path("own-again", name))).toEqual(readFileSync(`${out}/${name}`));
    }
  });

  it("takes a verdict's points along, and keeps them where the dataset is imported elsewhere", async () => {
    const source = folder.path("own");
    const store = await imported("own", source, "own-judged");
    const checks = { answerable: true, boundary: false };
    const verdict = { decision: "rejected", comment: "edge", checks, reasons: ["rough-boundary"] } as const;
    store.commit("1", { ...store.sample("1").state, verdict: { ...verdict, reasons: [...verdict.reasons] } }, "reject");
    const out = folder.path("own-judged-out");
    await exportTo(store, "own", out, { status: ["rejected", "todo"] });
    store.close();
    const review = { ...verdict, author: expect.any(String), at: expect.any(String) };
    const [line, ...others] = linesOf(`${out}/samples.jsonl`) as Record<string, unknown>[];
    expect(line).toMatchObject({ id: "1", review });
    for (const other of others) expect(other).not.toHaveProperty("review");
    const elsewhere = await imported("own", out, "own-judged-elsewhere");
    expect([...elsewhere.exportSamples()][0]?.details).toMatchObject({ own: { review } });
    elsewhere.close();
  });
});

describe("coco-rle", () => {
  it("holds images, annotations and categories as COCO means them, and our importer reads the same masks", async () => {
    const first = await writePicture(folder.path("first.png"), SIZE.width, SIZE.height, 1);
    const second = await writePicture(folder.path("second.jpg"), SIZE.width, SIZE.height, 2);
    const masks = [randomMask(1), randomMask(2), encodeRle(createBitmap(SIZE.width, SIZE.height))];
    const samples = [
      { id: "a", file: first, groundTruth: masks[0] as Rle, category: "cat", question: 'which "one"?', split: "val" },
      { id: "b", file: second, groundTruth: masks[1] as Rle, ignore: randomMask(5) },
      { id: "c", file: first, groundTruth: masks[2] as Rle, category: "cat" },
    ];
    const out = folder.path("coco-out");
    await exportTo(await fakeStore(folder.path("own-project"), samples), "coco-rle", out);
    expect(filesOf(out)).toEqual(["annotations.json", "images/first.png", "images/second.jpg"]);
    const { images, annotations, categories } = jsonOf(`${out}/annotations.json`);
    expect(images).toEqual([
      { id: 1, file_name: "images/first.png", ...SIZE },
      { id: 2, file_name: "images/second.jpg", ...SIZE },
    ]);
    expect(categories.map(({ id, name }: { id: number; name: string }) => [id, name])).toEqual([
      [1, "cat"],
      [2, "object"],
    ]);
    expect(annotations).toHaveLength(3);
    for (const [index, annotation] of annotations.entries()) {
      const mask = masks[index] as Rle;
      const { id, question = "the thing" } = samples[index] as { id: string; question?: string };
      expect(annotation).toMatchObject({
        id: index + 1,
        sample_id: id,
        caption: question,
        segmentation: mask,
        iscrowd: 0,
      });
      expect(annotation).toMatchObject({ area: rleArea(mask), bbox: rleBBox(mask) });
      expect(annotation).toMatchObject({ image_id: index === 1 ? 2 : 1, category_id: index === 1 ? 2 : 1 });
      expect(annotation).not.toHaveProperty("ignore");
    }
    expect(annotations[1].ignore_region).toEqual(samples[1]?.ignore);
    const again = await readAll(formatOf("coco"), `${out}/annotations.json`);
    expect(again.map(({ mask }) => mask)).toEqual(masks);
    expect(again.map(({ id, question, split }) => [id, question, split])).toEqual(
      annotations.map(({ sample_id, caption, split }: Record<string, unknown>) => [sample_id, caption, split]),
    );
    expect(again[0]).toMatchObject({ id: "a", question: 'which "one"?', split: "val" });
    expect(again.map(({ ignore }) => ignore)).toEqual([null, samples[1]?.ignore, null]);
  });

  it("can leave the images where they are", async () => {
    const file = await writePicture(folder.path("left.png"), 4, 1, 1);
    const store = await fakeStore(folder.path("own-project"), [{ id: "a", file, groundTruth: maskOf("#...") }]);
    await exportTo(store, "coco-rle", folder.path("coco-bare"), { options: { images: "false" } });
    expect(filesOf(folder.path("coco-bare"))).toEqual(["annotations.json"]);
    expect(jsonOf(folder.path("coco-bare", "annotations.json")).images[0].file_name).toBe("left.png");
  });
});
