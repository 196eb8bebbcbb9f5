import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it, vi } from "vitest";
import { AppError } from "#core/errors";
import { encodeRle } from "#core/masks";
import type { TransferProgress } from "#core/samples";
import type { DatasetFormat, ImageSource, ReadContext } from "#electron/datasets/reading";
import { type ImportRequest, importDataset, previewDataset } from "#electron/datasets/transfer";
import { createProject, openProject, type ProjectStore } from "#electron/store";
import { ada, later, scratchFolder } from "../store/fixtures.ts";

const made = vi.hoisted(() => ({ read: null as DatasetFormat["read"] | null, describe: undefined as unknown }));
vi.mock("#electron/datasets/formats", () => ({
  formats: [
    {
      info: { id: "made", title: "Made", summary: "", source: "either", options: [], hasMapping: true },
      looksLike: async () => true,
      read: (context: ReadContext) => made.read?.(context),
      describe: async () => made.describe,
    },
  ],
}));

const [WIDTH, HEIGHT] = [40, 30];
const pixels = (seed: number): Promise<Buffer> =>
  sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: { r: seed % 256, g: seed >> 8, b: 7 } } })
    .png()
    .toBuffer();

const mask = encodeRle({
  width: WIDTH,
  height: HEIGHT,
  data: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => (at % WIDTH < 10 ? 1 : 0)),
});
const sample = (id: string, image: ImageSource, more: object = {}) => ({
  ...{
    id,
    image,
    question: `Q ${id}`,
    category: "",
    kind: [],
    split: "",
    mask,
    ignore: null,
    details: { made: { id } },
  },
  ...more,
});
const note = { reason: "it is wrong", file: "f", message: "Mend it." };

function project(): ProjectStore {
  const store = createProject(join(scratchFolder(), "project"), "T", ada);
  later(() => store.close());
  return store;
}

async function picture(seed = 1): Promise<ImageSource> {
  const path = join(scratchFolder(), `${seed}.png`);
  writeFileSync(path, await pixels(seed));
  return { kind: "file", path };
}

const importing = (store: ProjectStore | null, more: Partial<ImportRequest> = {}) =>
  importDataset({ store, format: "made", source: "/source", copy: false, workerFile: null, ...more });

const ids = (store: ProjectStore) => store.samples({ offset: 0, limit: 5000 }).items.map(({ id }) => id);

it("takes samples in batches, each on the disk before the next is read, and holds no more than one", async () => {
  const image = await picture();
  const store = project();
  let written = 0;
  let farthest = 0;
  made.read = async function* () {
    for (let n = 0; n < 3500; n++) {
      farthest = Math.max(farthest, n - written);
      yield sample(`s${n}`, image);
    }
  };
  const target = {
    dir: store.dir,
    beginImport: (options: Parameters<ProjectStore["beginImport"]>[0]) => {
      const inner = store.beginImport(options);
      return {
        add: async (samples: Parameters<typeof inner.add>[0]) => {
          const report = await inner.add(samples);
          written += report.added;
          return report;
        },
      };
    },
  };
  const report = await importDataset({ store: target, format: "made", source: "/s", copy: false, workerFile: null });
  expect(report).toMatchObject({
    direction: "import",
    format: "made",
    taken: 3500,
    present: 0,
    skipped: 0,
    notesFile: null,
  });
  expect(farthest).toBeLessThanOrEqual(1000);
  expect(ids(store)).toHaveLength(3500);
  const again = await importing(store);
  expect(again).toMatchObject({ taken: 0, present: 3500 });
});

it("ends a batch by its weight too: large details are not gathered", async () => {
  const image = await picture();
  const store = project();
  const sizes: number[] = [];
  made.read = async function* () {
    for (let n = 0; n < 6; n++) yield sample(`s${n}`, image, { details: { made: "x".repeat(3_000_000) } });
  };
  const target = {
    dir: store.dir,
    beginImport: () => ({
      add: async (samples: readonly unknown[]) => {
        sizes.push(samples.length);
        return { added: samples.length, present: 0, refused: [] };
      },
    }),
  };
  await importDataset({ store: target, format: "made", source: "/s", copy: false, workerFile: null });
  expect(sizes).toEqual([2, 2, 2]);
});

it("copies images that come as bytes under safe names, and leaves nothing of the way there", async () => {
  const store = project();
  const names = ["../../../up.png", "CON", "a/b\\c:d.png", "x".repeat(300), ""];
  const bytes = await Promise.all(names.map((_, n) => pixels(n)));
  made.read = async function* () {
    for (const [n, name] of names.entries()) yield sample(`s${n}`, { kind: "bytes", name, bytes: bytes[n] as Buffer });
  };
  const before = readdirSync(join(store.dir, ".."));
  expect(await importing(store)).toMatchObject({ taken: 5, takenFromInside: 5, skipped: 0 });
  const detail = store.sample("s0");
  expect(detail.image.stored).toBe("copied");
  expect(readFileSync(detail.image.path).equals(bytes[0] as Buffer)).toBe(true);
  expect(readdirSync(join(store.dir, "images")).filter((name) => name !== ".partial")).toHaveLength(5);
  expect(existsSync(join(store.dir, "imports", ".staging"))).toBe(false);
  expect(readdirSync(join(store.dir, ".."))).toEqual(before);
});

it("removes what a crashed import left in the staging folder", async () => {
  const store = project();
  const left = join(store.dir, "imports", ".staging", "dead");
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, "a.png"), "x");
  made.read = async function* () {};
  await importing(store);
  expect(existsSync(left)).toBe(false);
});

it("writes every note to the project's folder, and what the project refuses as well", async () => {
  const store = project();
  const [good, broken] = [await picture(), join(scratchFolder(), "broken.png")];
  writeFileSync(broken, "no picture");
  made.read = async function* (context) {
    context.skip({ ...note, line: 3, field: "x" });
    context.partly(note);
    yield sample("good", good);
    yield sample("broken", { kind: "file", path: broken });
  };
  const report = await importing(store, { now: () => new Date("2026-01-01T00:00:00Z") });
  expect(report).toMatchObject({ taken: 1, skipped: 2, partly: 1 });
  expect(report.notes.map(({ file, field, line }) => [file, field, line])).toEqual([
    ["f", "x", 3],
    ["f", null, null],
    [broken, "broken", null],
  ]);
  expect(report.notesFile).toBe(join(store.dir, "imports", "2026-01-01-000000-made.jsonl"));
  expect(
    readFileSync(report.notesFile as string, "utf8")
      .trim()
      .split("\n"),
  ).toHaveLength(3);
});

it("strict: one note, or one image that cannot be decoded, and nothing at all is written", async () => {
  const store = project();
  const [good, broken] = [await picture(), join(scratchFolder(), "broken.png")];
  writeFileSync(broken, (await pixels(1)).subarray(0, 60));
  made.read = async function* (context) {
    for (let n = 0; n < 1500; n++) yield sample(`s${n}`, good);
    context.skip(note);
  };
  await expect(importing(store, { strict: true })).rejects.toMatchObject({
    code: "bad-input",
    message: "Strict reading stops here, it is wrong: Mend it.",
  });
  made.read = async function* () {
    yield sample("a", good);
    yield sample("b", { kind: "file", path: broken });
  };
  await expect(importing(store, { strict: true })).rejects.toMatchObject({ code: "bad-input" });
  expect(ids(store)).toEqual([]);
  made.read = async function* () {
    yield sample("a", good);
  };
  expect(await importing(store, { strict: true })).toMatchObject({ taken: 1, skipped: 0 });
});

it("without a project reads and checks everything and writes nothing", async () => {
  const broken = join(scratchFolder(), "broken.png");
  writeFileSync(broken, "x");
  const good = await picture();
  made.read = async function* () {
    yield sample("a", good);
    yield sample("b", { kind: "file", path: broken });
    yield sample("c", { kind: "bytes", name: "c.png", bytes: await pixels(1) });
  };
  const report = await importing(null);
  expect(report).toMatchObject({ taken: 2, skipped: 1, notesFile: null });
});

it("takes the first so many, and reads no further", async () => {
  const image = await picture();
  let read = 0;
  made.read = async function* () {
    for (; read < 1000; read++) yield sample(`s${read}`, image);
  };
  const store = project();
  expect(await importing(store, { limit: 3 })).toMatchObject({ taken: 3 });
  expect([read, ids(store)]).toEqual([2, ["s0", "s1", "s2"]]);
});

it("cancelled: keeps what was taken, says so, and a new import goes on from there", async () => {
  const image = await picture();
  const store = project();
  const abort = new AbortController();
  const progress: TransferProgress[] = [];
  made.read = async function* (context) {
    for (let n = 0; n < 2500; n++) {
      if (n === 2200) abort.abort();
      context.progress(n, 2500, "rows");
      yield sample(`s${n}`, image);
    }
  };
  const report = await importing(store, { signal: abort.signal, onProgress: (now) => progress.push(now) });
  expect(report).toMatchObject({ cancelled: true, taken: 2000 });
  expect(progress.at(-1)).toMatchObject({ total: 2500, unit: "rows", taken: 2000 });
  expect(ids(store)).toHaveLength(2000);
  expect(await importing(store)).toMatchObject({ cancelled: false, taken: 500, present: 2000 });
});

it("a reader's own failure arrives typed, with what stays of the import", async () => {
  const image = await picture();
  const store = project();
  made.read = async function* () {
    for (let n = 0; n < 1200; n++) yield sample(`s${n}`, image);
    throw new RangeError("Offset is outside the bounds of the DataView");
  };
  await expect(importing(store)).rejects.toMatchObject({
    code: "bad-input",
    where: "/source",
    message: expect.stringMatching(
      /could not be read as Made: Offset is outside.*The 1000 samples before it were taken and stay/s,
    ),
  });
  expect(ids(store)).toHaveLength(1000);
  store.close();
  const reopened = openProject(store.dir, ada);
  later(() => reopened.close());
  expect(ids(reopened)).toHaveLength(1000);
});

it("preview: the first samples with pictures that show the mask, and nothing is written or read further", async () => {
  const image = await picture(0);
  let read = 0;
  made.read = async function* (context) {
    context.skip(note);
    for (; read < 100; read++) yield sample(`s${read}`, image, read === 1 ? { mask: null } : {});
  };
  const preview = await previewDataset({ format: "made", source: "/s", limit: 2, workerFile: null });
  expect(read).toBe(1);
  expect(preview.notes).toHaveLength(1);
  const [first, second] = preview.samples;
  expect(first).toMatchObject({ id: "s0", question: "Q s0", imageName: "0.png", width: 40, height: 30, maskArea: 300 });
  expect(second).toMatchObject({ maskArea: null, ignoreArea: null });
  const { data, info } = await sharp(Buffer.from(first?.thumbnail as string, "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([40, 30]);
  const [inside, outside] = [data[(15 * 40 + 4) * 3] as number, data[(15 * 40 + 30) * 3] as number];
  expect(inside - outside).toBeGreaterThan(80);
});

it("preview: ends with a source in which nothing is right, and shows columns that still have to be mapped", async () => {
  let told = 0;
  made.read = async function* (context) {
    for (; ; told++) {
      context.skip(note);
      await new Promise((done) => setImmediate(done));
      context.signal.throwIfAborted();
    }
  };
  const endless = await previewDataset({ format: "made", source: "/s", workerFile: null });
  expect([endless.samples, endless.notes.length, told < 300]).toEqual([[], 200, true]);
  made.describe = { columns: [{ name: "c", type: "string", example: "x" }], mapping: {}, roles: [] };
  made.read = async function* () {
    yield* [];
    throw new AppError({ code: "bad-input", message: "No column for the image.", cure: "Map it." });
  };
  const unmapped = await previewDataset({ format: "made", source: "/s", workerFile: null });
  expect(unmapped.mapping?.columns).toHaveLength(1);
  expect(unmapped.notes[0]?.message).toBe("No column for the image. Map it.");
  made.describe = undefined;
  await expect(previewDataset({ format: "made", source: "/s", workerFile: null })).rejects.toMatchObject({
    code: "bad-input",
  });
});
