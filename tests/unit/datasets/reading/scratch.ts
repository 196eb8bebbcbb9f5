import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { TransferNote } from "#core/samples";
import { type ReadOptions, readContext } from "#electron/datasets/reading";

/** A folder of the test's own, gone when it ends. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), "rea2seg-datasets-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function put(folder: string, name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** A context whose notes and progress can be looked at. */
export function listening(source: string, more: Partial<ReadOptions> = {}) {
  const notes: TransferNote[] = [];
  const progress: [done: number, total: number][] = [];
  const context = readContext({
    source,
    onNote: (note) => notes.push(note),
    onProgress: (done, total) => progress.push([done, total]),
    ...more,
  });
  return { context, notes, progress };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
