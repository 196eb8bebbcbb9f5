import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countsToRuns, decodeRle, type Rle, rleArea } from "#core/masks";
import { formatById, readDataset } from "#electron/datasets";
import { openParquet } from "#electron/datasets/parquet";
import { type DatasetSample, readContext } from "#electron/datasets/reading";
import { endOfStruct } from "../../../../electron/datasets/parquet/thrift.ts";
import { readAll } from "./reading.ts";

const VECTORS = join(import.meta.dirname, "../../../parity/vectors/parquet");
const MASKS = join(VECTORS, "masks.parquet");
const sgdr = formatById("reasonseg-sgdr");
const sixteen = formatById("rea2seg-16k");

let folder = "";
let expected: { masks: number[][]; grids: (string | null)[] };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rea2seg-parquet-"));
  expected = JSON.parse(await readFile(join(VECTORS, "expected.json"), "utf8"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const runsOf = ({ mask }: DatasetSample) => (mask === null ? null : [...countsToRuns(mask.counts)]);

describe("masks in every spelling", () => {
  test.each([
    "as_bytes",
    "as_image",
    "as_image.bytes",
    "as_base64",
    "as_rle",
    "as_json",
    "as_polygons",
    "as_rows",
    "as_flags",
    "halves",
  ])("%s", async (column) => {
    const { samples, notes } = await readAll(sgdr, MASKS, { mapping: { mask: column } });
    expect(notes).toEqual([]);
    expect(samples.map(runsOf)).toEqual(expected.masks);
  });

  test("one of several by its place", async () => {
    const { samples } = await readAll(sgdr, MASKS, { mapping: { mask: "halves.0" } });
    expect(samples.map(({ mask }) => mask && rleArea(mask))).toEqual([2 * 4, 5 * 12, 0]);
  });

  test("what is no mask is noted with its column and what it holds", async () => {
    const { samples, notes } = await readAll(sgdr, MASKS, { mapping: { mask: "note" } });
    expect(samples).toEqual([]);
    expect(notes).toHaveLength(3);
    expect(notes[1]).toMatchObject({
      outcome: "skipped",
      reason: "its mask cannot be read",
      field: "row 1, note",
      message: expect.stringContaining("a struct of x"),
    });
  });
});

describe("masks as lists of lists, row by row", () => {
  const GRIDS = join(VECTORS, "grids-plain-1.parquet");
  const areaOf = (grid: string | null) => (grid === null ? null : grid.replaceAll(/[^1]/g, "").length);

  test.each(["flags", "small", "longs", "halves"])("%s: whole ones are masks, others are noted", async (mask) => {
    const { samples, notes } = await readAll(sgdr, GRIDS, { mapping: { mask } });
    const whole = [0, 1, 2, 3, 7, 8];
    expect(samples.map(({ question }) => question)).toEqual(whole.map((i) => `Which one is ${i}?`));
    expect(samples.map(({ mask: found }) => found && rleArea(found))).toEqual(
      whole.map((i) => areaOf(expected.grids[i] as string | null)),
    );
    const pixels = decodeRle((samples[0] as DatasetSample).mask as Rle);
    expect([...pixels.data].join("")).toBe(expected.grids[0]?.replaceAll("/", ""));
    expect(notes.map(({ field, reason, message }) => `${field}; ${reason}; ${message}`)).toEqual([
      expect.stringMatching(`^row 4, ${mask}; its mask cannot be read; .*from 37 to 40 pixels`),
      expect.stringMatching(`^row 5, ${mask}; its mask cannot be read; 1 of its pixels are missing`),
      expect.stringMatching(`^row 6, ${mask}; its mask cannot be read; .*from 0 to 40 pixels`),
      expect.stringMatching(`^row 9, ${mask}; its mask has another size than its image`),
      expect.stringMatching(`^row 10, ${mask}; its mask cannot be read`),
    ]);
  });

  test("several in one row are candidates; those of another size, ragged or with gaps are told and left out", async () => {
    const { samples, notes } = await readAll(sixteen, GRIDS, { mapping: { mask: "", candidates: "several" } });
    const kept = (sample: DatasetSample) => {
      const details = sample.details["rea2seg-16k"] as { candidates?: { mask: Rle }[] };
      return details.candidates?.map(({ mask }) => rleArea(mask));
    };
    const area = expected.grids.map(areaOf);
    // Rows 1 and 6 are null, 3 and 8 have none; row 2 has an empty list for its second, row 0 null.
    expect(samples.map(kept)).toEqual([
      [area[0]],
      undefined,
      [area[2], 0],
      [],
      [],
      [],
      undefined,
      [1200, 0],
      [],
      [],
      [area[0]],
    ]);
    expect(notes.map(({ outcome, field }) => `${outcome} ${field}`)).toEqual(
      [
        "4, several.0",
        "4, several.1",
        "5, several.0",
        "5, several.1",
        "9, several.0",
        "9, several.1",
        "10, several.0",
      ].map((field) => `partly row ${field}`),
    );
  });

  test("their columns are described in words", async () => {
    const described = await sgdr.describe?.(readContext({ source: GRIDS }));
    const examples = Object.fromEntries(described?.columns.map(({ name, example }) => [name, example]) ?? []);
    expect(examples.flags).toBe("30 lists of 40 flags");
    expect(examples.longs).toBe("30 lists of 40 numbers");
    expect(examples.several).toBe("[30 lists of 40 flags, ]");
  });

  test("a page that is broken in the middle costs only the rows from there", async () => {
    const bytes = await readFile(GRIDS);
    const { metadata, close } = await openParquet(GRIDS);
    await close();
    const chunk = metadata.row_groups[0]?.columns[2]?.meta_data;
    if (chunk === undefined) throw new Error("the vector has no third column");
    const { data_page_offset: offset, total_compressed_size: size } = chunk;
    const end = Number(offset + size);
    bytes.fill(0xff, end - Math.floor(Number(size) / 2), end);
    const file = join(folder, "half.parquet");
    await writeFile(file, bytes);
    const { samples, notes } = await readAll(sgdr, file, { mapping: { mask: "flags" } });
    expect(samples.length).toBeGreaterThan(1);
    expect(samples.length).toBeLessThan(6);
    expect(notes.at(-1)).toMatchObject({
      field: "row group 0",
      message: expect.stringMatching(/^[1-9] rows are left out/),
    });
  });
});

test("a row is a sample: bytes as its image, its texts, and its other short columns as details", async () => {
  const { samples } = await readAll(sgdr, MASKS, { mapping: { mask: "as_rle", answer: "as_json" } });
  const [first, second] = samples;
  expect(first).toMatchObject({
    id: "masks-0",
    question: "Which one is 0?",
    category: "a",
    kind: [],
    split: "",
    ignore: null,
  });
  expect(second?.category).toBe("");
  expect(first?.image).toMatchObject({ kind: "bytes", name: "0.png" });
  const { bytes } = (first as DatasetSample).image as { bytes: Uint8Array };
  expect(Buffer.from(bytes).toString("latin1", 1, 4)).toBe("PNG");
  expect(first?.details["reasonseg-sgdr"]).toMatchObject({ note: { x: 0 } });
  expect(first?.details["reasonseg-sgdr"]).not.toHaveProperty("as_bytes");
  expect(first?.details.answer).toContain('"size"');
});

test("columns, examples and the guess are described; roles and types decide", async () => {
  const described = await sgdr.describe?.(readContext({ source: MASKS }));
  expect(described?.columns[0]).toEqual({
    name: "image",
    type: "struct<bytes: binary, path: string>",
    example: expect.stringMatching(/^bytes: PNG, \d+ bytes, path: 0\.png$/),
  });
  expect(described?.mapping).toMatchObject({ image: "image", question: "question", category: "category" });
  expect(described?.roles.filter(({ required }) => required).map(({ role }) => role)).toEqual(["image", "question"]);
  const corrected = await sgdr.describe?.(readContext({ source: MASKS, mapping: { mask: "as_rows" } }));
  expect(corrected?.mapping.mask).toBe("as_rows");
});

test("a mapping that leads nowhere, or lacks what is required, is refused with what there is", async () => {
  const read = (mapping: Record<string, string>) => readAll(sgdr, MASKS, { mapping });
  await expect(read({ mask: "none" })).rejects.toMatchObject({
    code: "usage",
    cure: expect.stringContaining("as_rle"),
  });
  await expect(read({ colour: "note" })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("colour"),
  });
  await expect(read({ image: "" })).rejects.toMatchObject({ code: "usage", message: expect.stringContaining("image") });
  await expect(readAll(sgdr, join(VECTORS, "types-none-1.parquet"), { mapping: { text: "x" } })).rejects.toMatchObject({
    code: "usage",
  });
});

test("a folder: splits and ids from the files' names, a damaged file is noted and the rest is read", async () => {
  const data = join(folder, "set", "data");
  await mkdir(data, { recursive: true });
  await cp(MASKS, join(data, "test-00000-of-00001.parquet"));
  await cp(MASKS, join(data, "train-00000-of-00002.parquet"));
  await writeFile(join(data, "train-00001-of-00002.parquet"), "PAR1 this is none");
  const mapping = { mask: "as_rle" };
  const { samples, notes } = await readAll(sgdr, join(folder, "set"), { mapping });
  expect(samples.map(({ id, split }) => `${id} ${split}`)).toEqual([
    "data/test-00000-of-00001-0 test",
    "data/test-00000-of-00001-1 test",
    "data/test-00000-of-00001-2 test",
    "data/train-00000-of-00002-0 train",
    "data/train-00000-of-00002-1 train",
    "data/train-00000-of-00002-2 train",
  ]);
  expect(notes).toEqual([
    expect.objectContaining({ reason: "its file cannot be read", file: join(data, "train-00001-of-00002.parquet") }),
  ]);
  expect((await readAll(sgdr, join(folder, "set"), { mapping, options: { split: "train" } })).samples).toHaveLength(3);
  expect(await sgdr.looksLike(join(folder, "set"))).toBe(true);
  expect(await sixteen.looksLike(join(folder, "set"))).toBe(false);
  expect(await sgdr.looksLike(join(folder, "none"))).toBe(false);
});

test("proposed masks are kept one by one with their IoU", async () => {
  const mapping = { candidates: "halves", ious: "note", mask: "as_rows" };
  const { samples } = await readAll(sixteen, MASKS, { mapping });
  const details = samples[0]?.details["rea2seg-16k"] as {
    candidates: { mask: { counts: string }; iou: number | null }[];
  };
  expect(details.candidates).toHaveLength(2);
  expect(details.candidates.map(({ iou }) => iou)).toEqual([null, null]);
});

test("progress counts rows, and a reading can be cancelled", async () => {
  const seen: string[] = [];
  const onProgress = (done: number, total: number, unit: string) => seen.push(`${done}/${total} ${unit}`);
  await readAll(sgdr, MASKS, { onProgress, mapping: { mask: "as_rle" } });
  expect(seen).toEqual(["2/3 rows", "3/3 rows"]);
  const abort = new AbortController();
  const request = { source: MASKS, signal: abort.signal, onProgress: () => abort.abort(), mapping: { mask: "as_rle" } };
  const taken: string[] = [];
  const reading = (async () => {
    for await (const { id } of readDataset("reasonseg-sgdr", request)) taken.push(id);
  })();
  await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  expect(taken).toHaveLength(2);
});

describe("hostile files", () => {
  test("pages that would be 700 MiB large are refused before they are inflated", async () => {
    const { samples, notes } = await readAll(sgdr, join(VECTORS, "bomb.parquet"));
    expect(samples).toEqual([]);
    expect(notes).toEqual([
      expect.objectContaining({ reason: "its row group cannot be read", message: expect.stringContaining("512 MiB") }),
    ]);
  });

  test("a row of millions of values is refused, with what there is to do about it", async () => {
    const { samples, notes } = await readAll(sgdr, join(VECTORS, "long-row.parquet"));
    expect(samples.map(({ question }) => question)).toEqual(["a"]);
    expect(notes).toEqual([
      expect.objectContaining({
        field: "row group 0",
        message: expect.stringMatching(
          /^2 rows are left out: .*more than 277176 values in one row.*Leave that column out/,
        ),
      }),
    ]);
  });

  test.each([
    ["lists", /more than 1000000 lists in one row/],
    ["masks", /more than 10000 masks in one row/],
    ["pixels", /more than \d+ values in one row/],
    ["deep", /more than \d+ values in one row/],
    ["texts", /pages of 5000000 values in DELTA_LENGTH_BYTE_ARRAY/],
    ["rows", /This file has more than \d+ rows, which is too much for its size/],
  ])("a kilobyte that claims millions of %s is a note", async (name, message) => {
    const file = join(VECTORS, `hostile-${name}.parquet`);
    const { samples, notes } = await readAll(sgdr, file, { mapping: name === "rows" ? {} : { mask: "mask" } });
    expect(samples).toEqual([]);
    const ofGroups = notes.filter(({ reason }) => reason === "its row group cannot be read");
    expect(ofGroups).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  });

  test("a reading can be cancelled in the middle of a page, of which rows come without waiting for anything", async () => {
    const cancel = new AbortController();
    const source = join(VECTORS, "hostile-rows.parquet");
    let notes = 0;
    const onNote = () => {
      if (++notes === 1) setImmediate(() => cancel.abort());
    };
    const reading = async () => {
      for await (const _ of sgdr.read(readContext({ source, onNote, signal: cancel.signal })));
    };
    await expect(reading()).rejects.toThrow("aborted");
  });

  test.each([
    ["empty", Buffer.alloc(0), /0 bytes/],
    ["no parquet", Buffer.from("PAR1 and then nothing of the kind"), /does not end with PAR1/],
    ["a footer larger than the file", Buffer.from("PAR1aaaa\xff\xff\x00\x00PAR1", "latin1"), /footer claims/],
    ["an encrypted one", Buffer.from("PARE00000000PARE"), /encrypted/],
    ["a footer of one endless list", footer([0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]), /claims 4294967295 elements/],
    ["a footer with a number that does not end", footer([0x15, ...Array(64).fill(0xff)]), /does not end/],
    ["a footer that nests without end", footer(Array(4000).fill(0x1c)), /nest too deeply/],
  ])("%s", async (name, bytes, message) => {
    const file = join(folder, `${name}.parquet`);
    await writeFile(file, bytes);
    await expect(readAll(sgdr, file)).rejects.toMatchObject({
      code: expect.stringMatching(/bad-input|unsupported/),
      message: expect.stringMatching(message),
      where: file,
    });
  });

  test("levels that claim 2^31 values are refused before anything is decoded, and the next row group is read", async () => {
    const bytes = await readFile(join(VECTORS, "types-none-1.parquet"));
    const { metadata, close } = await openParquet(join(VECTORS, "types-none-1.parquet"));
    await close();
    const page = Number(metadata.row_groups[0]?.columns[3]?.meta_data?.data_page_offset);
    const levels = endOfStruct(bytes, page);
    bytes.set([6, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x01], levels);
    const file = join(folder, "levels.parquet");
    await writeFile(file, bytes);
    const { notes } = await readAll(sgdr, file, { mapping: { question: "text", mask: "" } });
    const ofGroups = notes.filter(({ reason }) => reason === "its row group cannot be read");
    expect(ofGroups).toEqual([
      expect.objectContaining({
        field: "row group 0",
        message: expect.stringMatching(/25 rows .*claims 2147483647 values where 25/),
      }),
    ]);
    expect(notes.filter(({ field }) => field?.startsWith("row 2")).length).toBeGreaterThan(0);
  });

  /** A parquet file whose footer is these bytes. */
  function footer(bytes: number[]): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([Buffer.from("PAR1"), Buffer.from(bytes), length, Buffer.from("PAR1")]);
  }
});
