import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { countsToRuns, decodeRle, type Rle } from "#core/masks";
import { readPredictions } from "#electron/datasets/predictions";
import { maskOf, testFolder } from "./export-support.ts";

const folder = testFolder("predictions");
const A = maskOf("#...", "##..");
const B = maskOf("...#", "...#");

async function writeMask(file: string, rle: Rle, value = 255): Promise<void> {
  const { width, height, data } = decodeRle(rle);
  const grey = Buffer.from(data.map((pixel) => pixel * value));
  await sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(file);
}

async function everything(path: string) {
  const predictions = await readPredictions(path);
  const masks: Record<string, Rle | null> = {};
  for (const id of predictions.ids()) masks[id] = await predictions.get(id);
  const { problems, problemCount, count, kind } = predictions;
  await predictions.close();
  return { masks, problems, problemCount, count, kind };
}

describe("a folder of PNGs", () => {
  beforeAll(async () => {
    mkdirSync(folder.path("png", "nested", "deep"), { recursive: true });
    await writeMask(folder.path("png", "plain.png"), A, 1);
    await writeMask(folder.path("png", "UPPER.PNG"), B);
    await writeMask(folder.path("png", "a%2Fb.png"), A);
    await writeMask(folder.path("png", "nested", "deep", "x.png"), B);
    await writeMask(folder.path("png", "plain.ignore.png"), B);
    await writeMask(folder.path("png", ".hidden.png"), B);
    writeFileSync(folder.path("png", "broken.png"), "no picture");
    writeFileSync(folder.path("png", "notes.txt"), "nothing");
    writeFileSync(folder.path("png", "overlay.jpg"), "nothing");
  });

  it("gives masks by plain, spelt and nested ids, whatever value is inside", async () => {
    const predictions = await readPredictions(folder.path("png"));
    expect(predictions.kind).toBe("folder");
    expect([...predictions.ids()].sort()).toEqual(["UPPER", "a/b", "broken", "nested/deep/x", "plain"]);
    expect(await predictions.get("plain")).toEqual(A);
    expect(await predictions.get("UPPER")).toEqual(B);
    expect(await predictions.get("a/b")).toEqual(A);
    expect(await predictions.get("a%2Fb")).toEqual(A);
    expect(await predictions.get("nested/deep/x")).toEqual(B);
    expect(await predictions.get("../plain")).toBeNull();
    expect(predictions.has("missing")).toBe(false);
    expect(predictions.whereOf("a/b")).toBe(folder.path("png", "a%2Fb.png"));
    await expect(predictions.get("broken")).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("follows links to files, as the folder is a person's own", async () => {
    mkdirSync(folder.path("linked"));
    symlinkSync(folder.path("png", "plain.png"), folder.path("linked", "plain.png"));
    symlinkSync(folder.path("png", "gone.png"), folder.path("linked", "gone.png"));
    expect(await everything(folder.path("linked"))).toMatchObject({ masks: { plain: A }, count: 1, problemCount: 0 });
  });

  it("names pictures that are no PNG, and nothing else that lies there", async () => {
    const { problems } = await readPredictions(folder.path("png"));
    expect(problems.map(({ reason, file }) => [reason, file])).toEqual([
      ["it is no PNG", folder.path("png", "overlay.jpg")],
    ]);
  });

  it("takes RLE JSON files as well, bare or as a line of JSON Lines has them, and a picture before its description", async () => {
    mkdirSync(folder.path("json"));
    const write = (name: string, value: unknown) => writeFileSync(folder.path("json", name), JSON.stringify(value));
    write("bare.json", A);
    write("line.json", { id: "whatever", mask: { size: B.size, counts: [...countsToRuns(B.counts)] } });
    write("both.json", { score: 0.5 });
    await writeMask(folder.path("json", "both.png"), A);
    write("none.json", { shapes: [] });
    const predictions = await readPredictions(folder.path("json"));
    expect(predictions.problems).toEqual([]);
    expect([...predictions.ids()].sort()).toEqual(["bare", "both", "line", "none"]);
    expect([await predictions.get("bare"), await predictions.get("line"), await predictions.get("both")]).toEqual([
      A,
      B,
      A,
    ]);
    await expect(predictions.get("none")).rejects.toMatchObject({
      code: "bad-input",
      where: folder.path("json", "none.json"),
    });
  });

  it("takes the first of two masks for one id and says so", async () => {
    mkdirSync(folder.path("twice", "a"), { recursive: true });
    await writeMask(folder.path("twice", "a", "b.png"), B);
    await writeMask(folder.path("twice", "a%2Fb.png"), A);
    const { masks, problems } = await everything(folder.path("twice"));
    expect(masks).toEqual({ "a/b": B });
    expect(problems).toMatchObject([{ id: "a/b", outcome: "partly", file: folder.path("twice", "a%2Fb.png") }]);
  });
});

describe("JSON Lines", () => {
  const write = (name: string, text: string) => {
    writeFileSync(folder.path(name), text);
    return folder.path(name);
  };
  const uncompressed = (rle: Rle) => ({ size: rle.size, counts: [...countsToRuns(rle.counts)] });

  it("gives compressed and uncompressed masks by id", async () => {
    const lines = [
      { id: "a", mask: A },
      { id: "ü/2", mask: uncompressed(B), score: 0.5 },
      { id: 7, mask: A },
    ];
    const file = write("good.jsonl", `\ufeff${lines.map((line) => JSON.stringify(line)).join("\r\n\n")}`);
    const { masks, problemCount, kind, count } = await everything(file);
    expect({ masks, problemCount, kind, count }).toEqual({
      masks: { a: A, "ü/2": B, 7: A },
      problemCount: 0,
      kind: "jsonl",
      count: 3,
    });
  });

  it("names broken lines and second masks by line, and reads the rest", async () => {
    const good = (id: string, mask: unknown) => JSON.stringify({ id, mask });
    const file = write(
      "bad.jsonl",
      [good("a", A), "{ broken", good("a", B), '{"mask":1}', "[]", good("z", A)].join("\n"),
    );
    const { masks, problems } = await everything(file);
    expect(masks).toEqual({ a: A, z: A });
    expect(problems.map(({ line, reason, id }) => [line, reason, id])).toEqual([
      [2, "its line cannot be read", null],
      [3, "there are two masks for one sample", "a"],
      [4, "its line cannot be read", null],
      [5, "its line cannot be read", null],
    ]);
  });

  it("refuses masks that are none when they are asked for, with their line", async () => {
    const masks: unknown[] = [
      "no",
      { size: [2, 4], counts: "??" },
      { size: [2, 4], counts: [9] },
      { size: [2, 4], counts: [-1, 9] },
      { size: [2, 1e9], counts: [1] },
      null,
    ];
    const file = write("masks.jsonl", masks.map((mask, id) => JSON.stringify({ id, mask })).join("\n"));
    const predictions = await readPredictions(file);
    for (const [id] of masks.entries()) {
      await expect(predictions.get(String(id)), String(id)).rejects.toMatchObject({
        code: expect.stringMatching(/^(bad-input|too-large)$/),
        where: `${file}:${id + 1}`,
      });
    }
    expect(await predictions.get("none")).toBeNull();
    await predictions.close();
  });

  it("finds lines also where they lie over the edge of what is read at a time", async () => {
    const long = "x".repeat(700_000);
    const lines = [1, 2, 3, 4, 5].map((id) => JSON.stringify({ id, text: long, mask: id % 2 === 0 ? A : B }));
    const { masks } = await everything(write("long.jsonl", lines.join("\n")));
    expect(masks).toEqual({ 1: B, 2: A, 3: B, 4: A, 5: B });
  });

  it("can be cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(readPredictions(write("c.jsonl", "{}\n"), { signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("COCO results", () => {
  it("gives the mask of the highest score of each image and leaves no file behind", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("rea2seg-results-"));
    const results = [
      { image_id: "a", category_id: 1, segmentation: A, score: 0.5 },
      { image_id: "a", category_id: 1, segmentation: B, score: 0.9 },
      { image_id: "a", category_id: 1, segmentation: A, score: 0.7 },
      { image_id: 12, segmentation: B },
      { image_id: "bad", segmentation: { size: [1, 1], counts: "~" }, score: 1 },
      "nothing",
    ];
    writeFileSync(folder.path("results.json"), JSON.stringify(results));
    const { masks, problems, kind } = await everything(folder.path("results.json"));
    expect(kind).toBe("coco-results");
    expect(masks).toEqual({ a: B, 12: B });
    expect(problems.map(({ id, reason, field }) => [id, reason, field])).toEqual([
      ["bad", "its mask cannot be read", "[4]"],
      [null, "its entry cannot be read", "[5]"],
    ]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("rea2seg-results-"))).toEqual(before);
  });
});

it("refuses what is no predictions", async () => {
  writeFileSync(folder.path("masks.zip"), "PK");
  await expect(readPredictions(folder.path("masks.zip"))).rejects.toMatchObject({ code: "bad-input" });
  await expect(readPredictions(folder.path("nowhere"))).rejects.toMatchObject({ code: "not-found" });
  writeFileSync(folder.path("half.json"), '[{"image_id": 1, ');
  await expect(readPredictions(folder.path("half.json"))).rejects.toMatchObject({ code: "bad-input" });
});
