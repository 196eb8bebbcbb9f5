import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { createBitmap, decodeRle, encodeRle, fillPolygon, type Rle, rleArea, rleBBox, rleXor } from "#core/masks";
import { formats } from "#electron/datasets/formats";
import { readPredictions } from "#electron/datasets/predictions";
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

describe("yolo", () => {
  it("writes polygons that draw the mask again, a line each, and says what the format has no words for", async () => {
    const first = await writePicture(folder.path("y1.png"), 8, 4, 1);
    const second = await writePicture(folder.path("y2.png"), 8, 4, 2);
    const boxes = maskOf("##......", "##......", "......##", "......##");
    const ring = maskOf("########", "#......#", "#......#", "########");
    const samples = [
      { id: "a", file: first, groundTruth: boxes, category: 'a: "b"' },
      // Lacks two things and counts once.
      { id: "b", file: first, groundTruth: ring, category: "ring", ignore: boxes },
      { id: "c", file: second, groundTruth: encodeRle(createBitmap(8, 4)), category: "ring", split: "val" },
    ];
    const out = folder.path("yolo-out");
    const report = await exportTo(await fakeStore(folder.path("own-project"), samples), "yolo", out);
    expect(report).toMatchObject({ taken: 3, partly: 1 });
    expect(report.reasons).toEqual(
      expect.arrayContaining([
        { reason: "its mask has holes, for which YOLO has no words", outcome: "partly", count: 1 },
        { reason: "its ignore region is not in the format", outcome: "partly", count: 1 },
      ]),
    );
    expect(filesOf(out)).toEqual([
      "data.yaml",
      "images/train/y1.png",
      "images/val/y2.png",
      "labels/train/y1.txt",
      "labels/val/y2.txt",
    ]);
    expect(readFileSync(`${out}/data.yaml`, "utf8")).toBe(
      ['train: "images/train"', 'val: "images/val"', "names:", '  0: "a: \\"b\\""', '  1: "ring"', ""].join("\n"),
    );
    expect(readFileSync(`${out}/labels/val/y2.txt`, "utf8")).toBe("");
    const lines = readFileSync(`${out}/labels/train/y1.txt`, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["0", "0", "1"]);
    // As Ultralytics' polygons2masks: times the size, cut to whole pixels, filled.
    const drawn = (index: string) => {
      const bitmap = createBitmap(8, 4);
      for (const line of lines.filter((line) => line.startsWith(`${index} `))) {
        const values = line.split(" ").slice(1).map(Number);
        const points = values.flatMap((x, i) =>
          i % 2 === 0 ? [[Math.trunc(x * 8), Math.trunc((values[i + 1] as number) * 4)] as const] : [],
        );
        fillPolygon(bitmap, points, 1);
      }
      return encodeRle(bitmap);
    };
    expect(rleArea(rleXor(drawn("0"), boxes))).toBe(0);
    expect(rleArea(rleXor(drawn("1"), ring))).toBe(0);
  });
});

describe("png", () => {
  it("writes 0 and 255 alone, and ignore regions that are no predictions", async () => {
    const file = await writePicture(folder.path("m.png"), 4, 2, 1);
    const mask = maskOf("#..#", ".##.");
    const samples = [{ id: "a/b", file, groundTruth: mask, ignore: maskOf(".#..", "....") }];
    const out = folder.path("png-out");
    await exportTo(await fakeStore(folder.path("own-project"), samples), "png", out);
    expect(filesOf(out)).toEqual(["a%2Fb.ignore.png", "a%2Fb.png", "names.jsonl"]);
    const { data, info } = await sharp(`${out}/a%2Fb.png`).raw().toBuffer({ resolveWithObject: true });
    expect([...data.filter((_, i) => i % info.channels === 0)]).toEqual([255, 0, 0, 255, 0, 255, 255, 0]);
    const predictions = await readPredictions(out);
    expect([...predictions.ids()]).toEqual(["a/b"]);
    expect(await predictions.get("a/b")).toEqual(mask);
  });
});

describe("internvl", () => {
  const truth = maskOf("####", "....");
  const candidate = (id: string, rle: Rle) => {
    const facts = { area: rleArea(rle), bbox: [0, 0, 4, 2] as const, predictedIou: null, stability: null, score: null };
    return { id, source: "amg" as const, rle, rank: 1, ...facts };
  };
  const CANDIDATES = [
    candidate("all", truth),
    candidate("half", maskOf("##..", "....")),
    candidate("none", maskOf("....", "####")),
    candidate("third", maskOf("##..", "##..")),
    candidate("empty", maskOf("....", "....")),
    candidate("whole", maskOf("####", "####")),
  ];
  const IOUS: Readonly<Record<string, number>> = { all: 1, half: 0.5, none: 0, third: 0.33, empty: 0, whole: 0.5 };

  async function exported(name: string, more: Record<string, unknown> = {}, options: Record<string, string> = {}) {
    const file = await writePicture(folder.path(`${name}.png`), 4, 2, 1);
    const sample = {
      id: "s",
      file,
      question: "which <image> row?",
      groundTruth: truth,
      candidates: CANDIDATES,
      ...more,
    };
    const store = await fakeStore(folder.path("own-project"), [sample]);
    return { out: folder.path(name), report: await exportTo(store, "internvl", folder.path(name), { options }) };
  }

  it("asks for up to five masks at a time, as many placeholders as images, and answers with true IoUs", async () => {
    const { out } = await exported("internvl-out");
    const lines = linesOf(`${out}/samples.jsonl`) as {
      id: string;
      image: string[];
      width_list: number[];
      height_list: number[];
      conversations: { from: string; value: string }[];
    }[];
    expect(lines.map(({ id, image }) => [id, image.length])).toEqual([
      ["s#1", 6],
      ["s#2", 2],
    ]);
    const met: string[] = [];
    for (const { image, width_list, height_list, conversations } of lines) {
      expect(width_list).toEqual(image.map(() => 4));
      expect(height_list).toEqual(image.map(() => 2));
      const [human, gpt] = conversations as [{ from: string; value: string }, { from: string; value: string }];
      expect([human.from, gpt.from]).toEqual(["human", "gpt"]);
      expect(human.value.match(/<image>/g)).toHaveLength(image.length);
      expect(human.value.startsWith("Image-1: <image>\nImage-2: <image>\n")).toBe(true);
      expect(human.value).toContain("row?");
      const { scores } = JSON.parse(gpt.value) as { scores: number[] };
      for (const [place, name] of image.slice(1).entries()) {
        const { data, info } = await sharp(`${out}/${name}`).raw().toBuffer({ resolveWithObject: true });
        const mask = createBitmap(4, 2);
        for (let i = 0; i < 8; i++) mask.data[i] = (data[i * info.channels] as number) > 0 ? 1 : 0;
        const found = CANDIDATES.find(({ rle }) => rle.counts === encodeRle(mask).counts);
        expect(scores[place], found?.id).toBe(IOUS[found?.id ?? ""]);
        met.push(found?.id ?? "?");
      }
    }
    expect(met.sort()).toEqual(Object.keys(IOUS).sort());
    expect(jsonOf(`${out}/meta.json`)).toMatchObject({ rea2seg: { annotation: "samples.jsonl", length: 2 } });
  });

  it("shuffles by the seed alone", async () => {
    const textOf = async (name: string, seed: string) => {
      const { out } = await exported(name, {}, { seed });
      return readFileSync(`${out}/samples.jsonl`, "utf8").replaceAll(name, "x");
    };
    const once = await textOf("internvl-1", "1");
    expect(await textOf("internvl-1b", "1").then((text) => text.replaceAll("xb", "x"))).toBe(once);
    expect(await textOf("internvl-2", "2")).not.toBe(once);
  });

  it("turns pictures upright: the training reads them with Pillow, which does not look at EXIF", async () => {
    const file = folder.path("turned.jpg");
    await sharp(await writePicture(folder.path("lying.jpg"), 2, 4, 3))
      .withMetadata({ orientation: 6 })
      .toFile(file);
    const { out } = await exported("internvl-turned", { file });
    const { width, height, orientation = 1 } = await sharp(`${out}/images/turned.png`).metadata();
    expect({ width, height, orientation }).toEqual({ width: 4, height: 2, orientation: 1 });
  });

  it("counts ignored pixels nowhere, and leaves behind what has nothing to compare", async () => {
    const ignore = maskOf("..##", "....");
    const { out } = await exported("internvl-ignore", { ignore, candidates: [CANDIDATES[1]] });
    const [line] = linesOf(`${out}/samples.jsonl`) as [{ conversations: { value: string }[] }];
    expect(line.conversations[1]?.value).toBe('{"scores":[1]}');
    const { report } = await exported("internvl-none", { candidates: [] });
    expect(report.reasons).toEqual([{ reason: "it has no candidate masks", outcome: "skipped", count: 1 }]);
    const other = await exported("internvl-bare", { groundTruth: null });
    expect(other.report.reasons).toEqual([{ reason: "it has no mask", outcome: "skipped", count: 1 }]);
  });
});
