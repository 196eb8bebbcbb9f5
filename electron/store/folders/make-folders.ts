import { existsSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AppError } from "#core/errors";

/**
 * Makes a folder and those above it that are missing, and answers the new ones, the uppermost first. One by one:
 * Node's `recursive` never ends where a folder that is there answers ENOENT, as those of /proc do.
 * Throws `read-only` where none can be made, `bad-input` where a file is in the way, else the file system's own error;
 * then none is left behind.
 */
export function makeFolders(path: string): string[] {
  const missing: string[] = [];
  let there = resolve(path);
  while (!existsSync(there) && dirname(there) !== there) {
    missing.unshift(there);
    there = dirname(there);
  }
  if (!statSync(there).isDirectory()) throw inTheWay(there);
  const made: string[] = [];
  try {
    for (const folder of missing) if (makeOne(folder)) made.push(folder);
  } catch (thrown) {
    removeFolders(made);
    throw thrown;
  }
  return made;
}

function removeFolders(made: readonly string[]): void {
  for (const folder of [...made].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // Somebody has put something there meanwhile: it is theirs.
      return;
    }
  }
}

/** False where another process was faster. */
function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "";
    if (code === "EEXIST" && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    if (code === "EEXIST") throw inTheWay(folder, thrown);
    if (!["ENOENT", "EACCES", "EPERM", "EROFS"].includes(code)) throw thrown;
    const message = `No folder can be made in ${dirname(folder)}.`;
    throw new AppError({ code: "read-only", message, where: folder, cure: "Name another place." }, { cause: thrown });
  }
}

function inTheWay(path: string, cause?: unknown): AppError {
  const message = `${path} is no folder, so there can be none below it.`;
  return new AppError({ code: "bad-input", message, where: path, cure: "Name another place." }, { cause });
}
