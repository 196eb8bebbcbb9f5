import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll } from "vitest";
import { AppError } from "#core/errors";
import { createBitmap, encodeRle, type Rle } from "#core/masks";
import type { Candidate, ImageRecord, ImageStatus, SampleDetail, SampleStatus } from "#core/samples";
import { type ExportRequest, exportDataset } from "#electron/datasets/export";
import { type DatasetFormat, type DatasetSample, readContext } from "#electron/datasets/reading";
import type { StoredSampleExport } from "#electron/store";

/** A folder of the test file's own, made before and removed after its tests. */
export function testFolder(name: string): { path(...parts: string[]): string } {
  let dir = "";
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), `rea2seg-${name}-`));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return { path: (...parts) => join(dir, ...parts) };
}

/** Rows of a mask, `#` inside. */
export function maskOf(...rows: readonly string[]): Rle {
  const bitmap = createBitmap((rows[0] as string).length, rows.length);
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) if (row[x] === "#") bitmap.data[y * bitmap.width + x] = 1;
  });
  return encodeRle(bitmap);
}

/** Every file below a folder, relative and sorted. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)).replaceAll("\\", "/"))
    .sort();
}

export const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const jsonOf = (file: string) => JSON.parse(readFileSync(file, "utf8"));

/** A picture of noise from a seed, in the format that its name says. */
export async function writePicture(file: string, width: number, height: number, seed = 1): Promise<string> {
  const data = Buffer.alloc(width * height * 3);
  let state = seed;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  const lossless = file.endsWith(".webp") ? picture.webp({ lossless: true }) : picture;
  await lossless.toFile(file);
  return file;
}

export type FakeSample = Partial<Omit<StoredSampleExport, "image">> & {
  readonly id: string;
  readonly file: string;
  readonly candidates?: readonly Candidate[];
  readonly imageStatus?: ImageStatus;
};

/** What an export takes of a store, over samples that a test makes up. */
export async function fakeStore(dir: string, samples: readonly FakeSample[]): Promise<ExportRequest["store"]> {
  const records = new Map<
    string,
    { readonly record: ImageRecord; readonly file: string; readonly status: ImageStatus }
  >();
  const stored: StoredSampleExport[] = [];
  for (const [ordinal, { file, candidates: _, imageStatus = "ok", ...sample }] of samples.entries()) {
    const { autoOrient, format } = await sharp(file).metadata();
    const { width, height } = autoOrient;
    const id = createHash("sha256").update(readFileSync(file)).digest("hex");
    const { size, mtimeMs } = statSync(file);
    const record: ImageRecord = { id, path: file, stored: "referenced", width, height, bytes: size, format, mtimeMs };
    records.set(id, { record, file, status: imageStatus });
    const text = { question: "the thing", category: "", kind: [], split: "", comment: "", review: null };
    const none = { groundTruth: null, ignore: null, ownIgnore: null, proposal: null, mask: null };
    const masks = { ...none, details: {}, status: "todo" as const };
    stored.push({ ordinal, image: record, imageName: basename(file), ...text, ...masks, ...sample });
  }
  const imageOf = (id: string) => records.get(id) as { record: ImageRecord; file: string; status: ImageStatus };
  const wanted = (status?: readonly SampleStatus[]) => stored.filter((each) => status?.includes(each.status) ?? true);
  const counts = { "needs-question": 0, todo: 0, started: 0, accepted: 0, fixed: 0, rejected: 0, skipped: 0 };
  for (const { status } of stored) counts[status]++;
  return {
    dir,
    title: "A project",
    counts: () => counts,
    *exportSamples(status) {
      yield* wanted(status);
    },
    imageFile: (id) => imageOf(id),
    imageStatus: (id) => imageOf(id).status,
    sample: (id) => {
      const candidates = samples.find((each) => each.id === id)?.candidates;
      if (candidates === undefined) throw new AppError({ code: "not-found", message: "no such sample", cure: "none" });
      return { candidates } as SampleDetail;
    },
  };
}

/** An export without a file of notes. */
export const exportTo = (
  store: ExportRequest["store"],
  format: string,
  out: string,
  more: Partial<ExportRequest> = {},
) => exportDataset({ store, format, out, notesFolder: null, ...more });

/** A dataset read again by its importer, strictly. */
export async function readAll(format: DatasetFormat, source: string): Promise<DatasetSample[]> {
  const samples: DatasetSample[] = [];
  for await (const sample of format.read(readContext({ source, strict: true }))) samples.push(sample);
  return samples;
}
