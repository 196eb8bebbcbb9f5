import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";

/**
 * Reads a small JSON file through its schema. A missing file gives the schema's defaults; a broken one is set
 * aside under another name (never deleted) so that a half-written file can't keep the app from starting.
 */
export function readJsonFile<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  if (!existsSync(file)) return schema.parse(undefined);
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    renameSync(file, `${file}.broken-${Date.now()}`);
    return schema.parse(undefined);
  }
}

/** Writes beside the file and renames, so that a crash leaves the old or the new text, never half of one. */
export function writeJsonFile(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(draft, file);
}
