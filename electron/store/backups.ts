import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#core/errors";
import type { Database } from "./database.ts";
import { storeFailure } from "./failures.ts";
import { syncFile, syncFolder, timeStamp } from "./files.ts";
import { ask, inspect } from "./inspect.ts";
import { APPLICATION_ID } from "./migrate.ts";

export interface Backup {
  readonly file: string;
  readonly at: string;
  readonly bytes: number;
}

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)(?:-\d+)?\.sqlite$/;
const KEEP_NEWEST = 5;
const KEEP_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

function backupFolder(dir: string): string {
  return join(dir, "backups");
}

/** The backups of a project, newest first. */
export function listBackups(dir: string): Backup[] {
  const folder = backupFolder(dir);
  const backups: Backup[] = [];
  for (const name of namesIn(folder)) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const [, day, hour, minute, second] = match;
    const file = join(folder, name);
    backups.push({ file, at: `${day}T${hour}:${minute}:${second}`, bytes: statSync(file).size });
  }
  return backups.sort((a, b) => (a.at === b.at ? compareNames(b.file, a.file) : a.at < b.at ? 1 : -1));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function compareNames(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

/**
 * Writes a checked copy of the open database. It gets its name only when it is whole and on the disk; older ones
 * beyond the newest five and one a day for a week are removed after that.
 */
export function makeBackup(db: Database, dir: string, now: Date): { file: string } {
  const folder = backupFolder(dir);
  const partial = join(folder, "backup.part");
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(partial, { force: true });
    db.run("VACUUM INTO ?", partial);
    const problem = databaseProblem(partial);
    if (problem !== null) {
      throw new AppError({
        code: "project-damaged",
        message: `The backup did not come out whole: ${problem}`,
        where: folder,
        cure: "Check the disk's health and run `rea2seg project verify` on this project.",
      });
    }
    syncFile(partial);
    const file = freeName(folder, now);
    renameSync(partial, file);
    syncFolder(folder);
    prune(dir, now);
    return { file };
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw storeFailure(thrown, folder);
  }
}

function freeName(folder: string, now: Date): string {
  const stamp = timeStamp(now);
  let file = join(folder, `${stamp}.sqlite`);
  for (let n = 2; existsSync(file); n++) file = join(folder, `${stamp}-${n}.sqlite`);
  return file;
}

/** Null for a whole database of ours, else what is wrong with the file. */
export function databaseProblem(file: string): string | null {
  try {
    const { applicationId, finding } = inspect(file, { readOnly: true });
    if (finding !== "ok") return finding;
    return applicationId === APPLICATION_ID ? null : "it is no Rea2Seg project database";
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Which backups stay: the newest five, and the newest of each of the last seven days. */
export function backupsToKeep(backups: readonly Backup[], now: Date): ReadonlySet<string> {
  const keep = new Set(backups.slice(0, KEEP_NEWEST).map((backup) => backup.file));
  const days = new Set<string>();
  for (const { file, at } of backups) {
    if (now.getTime() - Date.parse(at) >= KEEP_DAYS * DAY_MS) continue;
    const day = at.slice(0, 10);
    if (!days.has(day)) keep.add(file);
    days.add(day);
  }
  return keep;
}

function prune(dir: string, now: Date): void {
  const backups = listBackups(dir);
  const keep = backupsToKeep(backups, now);
  for (const { file } of backups) if (!keep.has(file)) rmSync(file, { force: true });
}

/** The log's clock in a backup; null if it cannot be read. */
export function backupClock(file: string): number | null {
  try {
    return Number(ask(file, "max(clock)", "event", { readOnly: true }) ?? 0);
  } catch {
    return null;
  }
}
