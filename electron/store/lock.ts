import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { AppError } from "#core/errors";
import { sqliteCode, storeFailure } from "./failures.ts";

const SQLITE_BUSY = 5;

/** A hold on a project folder that the system itself lets go when the process ends, even by kill -9. */
export interface ProjectLock {
  release(): void;
}

/**
 * SQLite's own file locks are the only exclusive ones that Node reaches on every system: an open exclusive transaction
 * on `project.lock` is the hold. `project.lock.txt` only says who has it and means nothing by itself.
 */
export function lockProject(dir: string): ProjectLock {
  const holderFile = join(dir, "project.lock.txt");
  const db = openLockFile(join(dir, "project.lock"), dir);
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    db.close();
    if (sqliteCode(thrown) === SQLITE_BUSY) throw locked(dir, holderFile);
    throw storeFailure(thrown, dir);
  }
  const holder = `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}\n`;
  try {
    writeFileSync(holderFile, holder);
  } catch {
    // The hold itself doesn't need it, and a full disk must not keep anyone from their project.
  }
  return {
    release() {
      rmSync(holderFile, { force: true });
      if (db.isOpen) db.close();
    },
  };
}

function openLockFile(file: string, dir: string): DatabaseSyncInstance {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (thrown) {
    throw storeFailure(thrown, dir);
  }
}

function locked(dir: string, holderFile: string): AppError {
  let holder = "another program";
  try {
    holder = readFileSync(holderFile, "utf8").trim() || holder;
  } catch {
    // Taken this very moment: the holder has not written its name yet.
  }
  return new AppError({
    code: "project-locked",
    message: `This project is already open (${holder}).`,
    where: dir,
    cure: "Close it there, or end that process, and open it again here.",
  });
}
