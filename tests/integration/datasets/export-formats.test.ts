import { mkdirSync, readFileSync } from "node:fs";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { createBitmap, encodeRle, fillPolygon, type Rle, rleArea, rleXor } from "#core/masks";
import { readPredictions } from "#electron/datasets/predictions";
import { exportTo, fakeStore, filesOf, jsonOf, linesOf, maskOf, testFolder, writePicture } from "./export-support.ts";

const folder = testFolder("export-formats");
/** What the exports are said to come from; only has to be there. */
beforeAll(() => mkdirSync(folder.path("own-project")));

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
