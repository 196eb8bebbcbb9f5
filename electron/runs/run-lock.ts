import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { AppError, toErrorReport } from "#core/errors";

export interface RunLock {
  release(): void;
}

/**
 * Keeps other processes off a run folder. As with projects, SQLite's file lock is the hold: the system lets it go when
 * the process ends, even by kill -9, so that no stale one is ever in the way. `run.lock.txt` only says who has it.
 * Throws `conflict` while another process works on the run.
 */
export function lockRun(folder: string): RunLock {
  const holderFile = join(folder, "run.lock.txt");
  const db = openLock(folder);
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    db.close();
    throw isBusy(thrown) ? busy(folder, holderFile) : failure(thrown, folder);
  }
  try {
    writeFileSync(holderFile, `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}\n`);
  } catch {
    // The hold itself does not need it.
  }
  return {
    release() {
      rmSync(holderFile, { force: true });
      if (db.isOpen) db.close();
    },
  };
}

function openLock(folder: string) {
  try {
    return new DatabaseSync(join(folder, "run.lock"), { timeout: 0 });
  } catch (thrown) {
    throw failure(thrown, folder);
  }
}

/** SQLITE_BUSY, extended codes too (https://sqlite.org/rescode.html). */
function isBusy(thrown: unknown): boolean {
  const code = (thrown as { readonly errcode?: unknown }).errcode;
  return typeof code === "number" && (code & 0xff) === 5;
}

function busy(folder: string, holderFile: string): AppError {
  let holder = "another program";
  try {
    holder = readFileSync(holderFile, "utf8").trim() || holder;
  } catch {
    // Taken this very moment: the holder has not written its name yet.
  }
  return new AppError({
    code: "conflict",
    message: `This run is under way elsewhere (${holder}).`,
    where: folder,
    cure: "Wait for it, or end that process; then go on with --resume.",
  });
}

function failure(thrown: unknown, folder: string): AppError {
  const { message } = toErrorReport(thrown);
  return new AppError(
    {
      code: "read-only",
      message: `The run folder cannot be locked: ${message}`,
      where: folder,
      cure: "Name a folder where you may write, with --out.",
    },
    { cause: thrown },
  );
}
