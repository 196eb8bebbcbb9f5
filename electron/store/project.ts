import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { databaseProblem, makeBackup } from "./backups.ts";
import type { Identity, ProjectStore, VerifyReport } from "./contract.ts";
import { Database, makeDurable } from "./database.ts";
import { damaged, storeFailure } from "./failures.ts";
import { syncFile, syncFolder, timeStamp } from "./files.ts";
import {
  assertFolder,
  assertProject,
  assertWritable,
  canWrite,
  DATABASE_FILE,
  isProject,
  nearestFolder,
  newestBackup,
} from "./folder.ts";
import { makeFolders } from "./folders/index.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { Ledger } from "./ledger.ts";
import { lockProject, type ProjectLock } from "./lock.ts";
import { APPLICATION_ID, migrate, refuseNewer, schemaVersion, versionOf } from "./migrate.ts";
import { closeAll, SqliteProjectStore, type StoreOptions } from "./project-store.ts";
import { migrateProject, rebuildTables } from "./replay.ts";
import { verifyDatabase } from "./verify.ts";

/** Makes a project in a new or existing folder. Throws `conflict` if one is there already. */
export function createProject(
  dir: string,
  title: string,
  identity: Identity,
  options: StoreOptions = {},
): ProjectStore {
  const folder = resolve(dir);
  if (title.trim() === "") {
    throw new AppError({ code: "bad-input", message: "A project needs a title.", where: folder, cure: "Give it one." });
  }
  assertWritable(nearestFolder(folder));
  try {
    makeFolders(folder);
  } catch (thrown) {
    throw storeFailure(thrown, folder);
  }
  assertWritable(folder);
  return holding(folder, (lock) => {
    if (isProject(folder)) {
      throw new AppError({
        code: "conflict",
        message: "There is a project in this folder already.",
        where: folder,
        cure: "Open that project, or choose another folder.",
      });
    }
    writeNew(folder, title, identity, options);
    return openLocked(folder, lock, identity, options);
  });
}

/** The database gets its name only when it is whole, so that a crash leaves no half project behind. */
function writeNew(folder: string, title: string, identity: Identity, options: StoreOptions): void {
  const partial = join(folder, `${DATABASE_FILE}.new`);
  const remove = () => {
    for (const ending of ["", "-journal"]) rmSync(`${partial}${ending}`, { force: true });
  };
  remove();
  try {
    const db = new Database(partial, { where: folder });
    try {
      db.exec("PRAGMA synchronous = FULL");
      migrate(db);
      const ledger = new Ledger(db, identity, options.now ?? (() => new Date()));
      ledger.change(() => ledger.record("project.created", { title: title.trim() }));
    } finally {
      db.close();
    }
    renameSync(partial, join(folder, DATABASE_FILE));
    syncFolder(folder);
  } catch (thrown) {
    remove();
    throw storeFailure(thrown, folder);
  }
}

/** Opens a project for work and keeps every other process out until it is closed. */
export function openProject(dir: string, identity: Identity, options: StoreOptions = {}): ProjectStore {
  const folder = resolve(dir);
  assertProject(folder);
  assertWritable(folder);
  return holding(folder, (lock) => openLocked(folder, lock, identity, options));
}

/** Builds the tables again from the event log, for a project whose verification found differences. */
export function rebuildProjection(dir: string): VerifyReport {
  const folder = resolve(dir);
  assertProject(folder);
  assertWritable(folder);
  const lock = lockProject(folder);
  const db = releasing(lock, () => openChecked(folder));
  try {
    makeBackup(db, folder, new Date());
    migrateProject(db);
    rebuildTables(db);
    return verifyDatabase(db);
  } finally {
    closeAll(db, lock);
  }
}

function holding(folder: string, work: (lock: ProjectLock) => ProjectStore): ProjectStore {
  const lock = lockProject(folder);
  return releasing(lock, () => work(lock));
}

function releasing<T>(lock: ProjectLock, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

function openLocked(folder: string, lock: ProjectLock, identity: Identity, options: StoreOptions): ProjectStore {
  const db = openChecked(folder);
  try {
    makeDurable(db);
    if (versionOf(db) < schemaVersion) {
      makeBackup(db, folder, (options.now ?? (() => new Date()))());
      migrateProject(db);
    }
    return new SqliteProjectStore(folder, db, lock, identity, options);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** SQLite's own check, tried twice: the first may have met a virus scanner or a drive that was waking up. */
function openChecked(folder: string): Database {
  const file = join(folder, DATABASE_FILE);
  const problem = checkProblem(file, folder) && checkProblem(file, folder);
  if (problem !== null) throw damaged(folder, problem, newestBackup(folder));
  return new Database(file, { where: folder });
}

/** Null for a whole project database, else what is damaged. Throws if it is none, or a newer one. */
function checkProblem(file: string, where: string): string | null {
  let seen: Inspection;
  try {
    seen = inspect(file, { readOnly: false, where });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "project-damaged") throw thrown;
    return thrown.cause instanceof Error ? `${thrown.cause.message}.` : thrown.message;
  }
  if (seen.finding !== "ok") return seen.finding;
  return refuseForeign(seen.applicationId, seen.version, file);
}

function refuseForeign(applicationId: number, version: number, file: string): string | null {
  if (applicationId === APPLICATION_ID) {
    refuseNewer(version, file);
    return null;
  }
  if (statSync(file).size === 0) return "it is empty.";
  throw new AppError({
    code: "bad-input",
    message: `${file} is an SQLite database, but no Rea2Seg project.`,
    where: file,
    cure: "Choose a folder that Rea2Seg Studio made.",
  });
}

/** Checks a project without changing it, also while it is open elsewhere or lies on a read-only disk. */
export function verifyProject(dir: string): VerifyReport {
  const folder = resolve(dir);
  assertProject(folder);
  try {
    return verifyFile(join(folder, DATABASE_FILE), folder);
  } catch (thrown) {
    if (canWrite(folder)) throw withBackup(thrown, folder);
  }
  // SQLite keeps its shared index beside the database and cannot do so here; nobody can be writing here either.
  const scratch = mkdtempSync(join(tmpdir(), "rea2seg-verify-"));
  try {
    for (const name of [DATABASE_FILE, `${DATABASE_FILE}-wal`]) {
      const from = join(folder, name);
      if (existsSync(from)) cpSync(from, join(scratch, name));
    }
    return verifyFile(join(scratch, DATABASE_FILE), folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Names the way back in the error of a database that is too damaged to be read through. */
function withBackup(thrown: unknown, folder: string): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== "project-damaged") return thrown;
  const { cause } = thrown;
  return damaged(folder, cause instanceof Error ? `${cause.message}.` : thrown.message, newestBackup(folder));
}

function verifyFile(file: string, where: string): VerifyReport {
  const db = new Database(file, { readOnly: true, where });
  try {
    const problem = refuseForeign(Number(db.value("PRAGMA application_id")), versionOf(db), file);
    if (problem !== null) throw damaged(where, problem, newestBackup(where));
    return verifyDatabase(db);
  } finally {
    db.close();
  }
}

/**
 * Puts a backup in the database's place. The present files stay beside it under a dated name; `kept` says where.
 * Throws `project-locked` while the project is open and `bad-input` for a backup that is not whole.
 */
export function restoreBackup(dir: string, backupFile: string): { readonly kept: string | null } {
  const folder = resolve(dir);
  assertFolder(folder);
  const backup = isAbsolute(backupFile) ? backupFile : join(folder, "backups", basename(backupFile));
  assertWritable(folder);
  const lock = lockProject(folder);
  try {
    const problem = databaseProblem(backup);
    if (problem !== null) {
      throw new AppError({
        code: "bad-input",
        message: `This backup cannot be restored: ${problem}`,
        where: backup,
        cure: "Choose an older backup.",
      });
    }
    return { kept: exchange(folder, backup) };
  } catch (thrown) {
    throw storeFailure(thrown, folder);
  } finally {
    lock.release();
  }
}

function exchange(folder: string, backup: string): string | null {
  const file = join(folder, DATABASE_FILE);
  const incoming = `${file}.restoring`;
  cpSync(backup, incoming);
  syncFile(incoming);
  const aside = join(folder, `project.damaged-${timeStamp(new Date())}.sqlite`);
  const kept = existsSync(file) ? aside : null;
  // The write-ahead log belongs to the file that goes: left behind, SQLite would apply it to the backup.
  for (const ending of ["", "-wal", "-shm"]) {
    if (existsSync(`${file}${ending}`)) renameSync(`${file}${ending}`, `${aside}${ending}`);
  }
  renameSync(incoming, file);
  syncFolder(folder);
  return kept;
}
