import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "#core/errors";

/** SQLite's primary result codes that mean something to people (https://sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const AUTH = 23;
const NOTADB = 26;
const ENOSPC_ERRNOS = new Set(["ENOSPC", "EDQUOT"]);

/** sqlite3_errstr() of the codes above: the driver's row iterators throw the text alone. */
const TEXTS: readonly (readonly [RegExp, number])[] = [
  [/disk image is malformed/, CORRUPT],
  [/file is not a database/, NOTADB],
  [/disk I\/O error/, IOERR],
  [/database or disk is full/, FULL],
  [/database is locked/, BUSY],
];

/** The primary SQLite code of an error, or null if it is none of SQLite's. */
export function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error)) return null;
  const { code, errcode } = thrown as { code?: unknown; errcode?: unknown };
  if (typeof errcode === "number") return errcode & 0xff;
  if (code !== "ERR_SQLITE_ERROR") return null;
  return TEXTS.find(([text]) => text.test(thrown.message))?.[1] ?? null;
}

function fileCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null;
  const code = (thrown as { code?: unknown }).code;
  return typeof code === "string" ? code : null;
}

/** Turns whatever SQLite or the file system threw while `where` was used into the error that people see. */
export function storeFailure(thrown: unknown, where: string): AppError {
  if (thrown instanceof AppError) return thrown;
  switch (sqliteCode(thrown)) {
    case FULL:
      return diskFull(where, thrown);
    case READONLY:
    case AUTH:
      return readOnly(where, thrown);
    case BUSY:
    case LOCKED:
      return inUse(where, thrown);
    case CORRUPT:
    case NOTADB:
      return new AppError(
        {
          code: "project-damaged",
          message: `The project's database is damaged: ${(thrown as Error).message}.`,
          where,
          cure: "Close the project and restore its newest backup. The damaged file is kept beside it.",
        },
        { cause: thrown },
      );
    case CANTOPEN:
    case IOERR:
      return unreachable(where, thrown as Error);
    default:
      return fileFailure(thrown, where);
  }
}

function fileFailure(thrown: unknown, where: string): AppError {
  const code = fileCode(thrown);
  if (code !== null && ENOSPC_ERRNOS.has(code)) return diskFull(where, thrown);
  if (code === "EBUSY") return inUse(where, thrown);
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") return readOnly(where, thrown);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new AppError(
      {
        code: "not-found",
        message: `${where} is not there.`,
        where,
        cure: "Check the path, and that the drive is connected.",
      },
      { cause: thrown },
    );
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(
    {
      code: "internal",
      message: `The project's store failed: ${message}`,
      where,
      cure: "Your earlier work is saved. Reopen the project; if it happens again, report this text.",
    },
    { cause: thrown },
  );
}

function inUse(where: string, cause: unknown): AppError {
  return new AppError(
    {
      code: "project-locked",
      message: "The project's files are in use by another program.",
      where,
      cure: "Close the other program that has the project open, or restart this one, then try again.",
    },
    { cause },
  );
}

/** An I/O error has many reasons; a full disk is the one that is worth asking after. */
function unreachable(where: string, thrown: Error): AppError {
  const free = freeBytes(where);
  if (free !== null && free < 64 * 1024) return diskFull(where, thrown);
  const extended = (thrown as { sqliteExtendedCode?: number }).sqliteExtendedCode;
  return new AppError(
    {
      code: "project-damaged",
      message: `The project's files could not be read or written: ${thrown.message}${extended === undefined ? "" : ` (SQLite ${extended})`}.`,
      where,
      cure: "Check that the drive is connected and healthy and that you may write there, then reopen the project.",
    },
    { cause: thrown },
  );
}

export function readOnly(where: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: "read-only",
      message: `${where} cannot be written to.`,
      where,
      cure: "Give yourself write permission there, or copy the project's folder to a place where you may write and open the copy.",
    },
    { cause },
  );
}

function diskFull(where: string, cause: unknown): AppError {
  const free = freeBytes(where);
  const left = free === null ? "" : ` (${formatBytes(free)} free)`;
  return new AppError(
    {
      code: "disk-full",
      message: `The disk that holds ${where} is full${left}.`,
      where,
      cure: "Free some space on that disk, then try again; there is no need to restart. Everything saved so far is safe.",
    },
    { cause },
  );
}

/** The refusal to open a damaged database; `newestBackup` is named as the way back. */
export function damaged(where: string, finding: string, newestBackup: string | null): AppError {
  return new AppError({
    code: "project-damaged",
    message: `The project's database is damaged: ${finding}`,
    where,
    cure:
      newestBackup === null
        ? "There is no backup in the project's folder. Keep the folder as it is and put back a copy of project.sqlite from your own backups."
        : `Restore the newest backup, ${newestBackup}. The damaged file is kept beside it.`,
  });
}

/** Bytes that the current user may still write near a path; null where the system won't tell. */
function freeBytes(path: string): number | null {
  try {
    const stats = statfsSync(existsSync(path) ? path : dirname(path));
    return stats.bavail * stats.bsize;
  } catch {
    return null;
  }
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
