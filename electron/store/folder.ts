import { accessSync, constants, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AppError } from "#core/errors";
import { listBackups } from "./backups.ts";
import { damaged, readOnly } from "./failures.ts";

/** The database's name in a project's folder. */
export const DATABASE_FILE = "project.sqlite";

/** Whether a folder holds a project's database. Opens nothing. */
export function isProject(dir: string): boolean {
  return existsSync(join(dir, DATABASE_FILE));
}

export function newestBackup(folder: string): string | null {
  const newest = listBackups(folder)[0];
  return newest === undefined ? null : join("backups", basename(newest.file));
}

export function assertFolder(folder: string): void {
  if (existsSync(folder)) return;
  throw new AppError({
    code: "not-found",
    message: `The folder ${folder} is not there.`,
    where: folder,
    cure: "Check the path, and that the drive is connected.",
  });
}

export function assertProject(folder: string): void {
  assertFolder(folder);
  if (isProject(folder)) return;
  const backup = newestBackup(folder);
  if (backup !== null) throw damaged(folder, `${DATABASE_FILE} is missing.`, backup);
  throw new AppError({
    code: "bad-input",
    message: `${folder} is no Rea2Seg project: it has no ${DATABASE_FILE}.`,
    where: folder,
    cure: "Choose a project's folder, or create a project here.",
  });
}

/** The path itself or the closest folder above it that exists. */
export function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

export function assertWritable(folder: string): void {
  for (const path of [folder, join(folder, DATABASE_FILE)]) {
    if (!existsSync(path)) continue;
    try {
      accessSync(path, constants.W_OK);
    } catch (thrown) {
      throw readOnly(path, thrown);
    }
  }
}

export function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
