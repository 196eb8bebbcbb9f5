import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { decodeRle, type Rle } from "#core/masks";
import type { TransferNote } from "#core/samples";
import { type DatasetFormat, type DatasetSample, readContext } from "#electron/datasets/reading";

/** A folder of its own for one test. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "rea2seg-formats-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes files by their path in the folder: strings and bytes as they are, everything else as JSON. */
export async function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === "string" || content instanceof Uint8Array ? content : json(content));
  }
}

const json = (value: unknown): string => JSON.stringify(value);

/** A grey picture as PNG bytes. */
export function picture(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#808080" } })
    .png()
    .toBuffer();
}

export const lines = (values: readonly unknown[]): string => values.map((value) => `${json(value)}\n`).join("");

export interface Reading {
  readonly samples: DatasetSample[];
  readonly notes: TransferNote[];
}

export async function readAll(
  format: DatasetFormat,
  source: string,
  options: Readonly<Record<string, string>> = {},
): Promise<Reading> {
  const notes: TransferNote[] = [];
  const samples: DatasetSample[] = [];
  const context = readContext({ source, options, onNote: (note) => notes.push(note) });
  for await (const sample of format.read(context)) samples.push(sample);
  return { samples, notes };
}

/** A mask as rows of `#` and `.`, for the eye. */
export function drawing(rle: Rle | null | undefined): string[] | null {
  if (!rle) return null;
  const { width, height, data } = decodeRle(rle);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (data[y * width + x] === 1 ? "#" : ".")).join(""),
  );
}

/** Where and why, of each note. */
export const reasons = (notes: readonly TransferNote[]) =>
  notes.map(({ outcome, reason, field, line }) => [outcome, reason, field ?? line]);
