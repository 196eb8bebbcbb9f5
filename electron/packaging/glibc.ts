import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

/** Versions of the C library that a native file asks for stand in it as "GLIBC_2.29" (its section .gnu.version_r). */
export function glibcOf(file: Buffer): string | null {
  if (!file.subarray(0, 4).equals(ELF)) return null;
  const versions = [...file.toString("latin1").matchAll(/GLIBC_(\d+\.\d+)/g)].map(([, version]) => version as string);
  return newest(versions);
}

/** The oldest C library that everything below a folder runs with; null where nothing there asks for any. */
export function glibcBelow(dir: string): string | null {
  const versions = readdirSync(dir, { withFileTypes: true }).map((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return glibcBelow(path);
    return entry.isFile() && isElf(path) ? glibcOf(readFileSync(path)) : null;
  });
  return newest(versions.filter((version) => version !== null));
}

/** Asked first: a model or a picture of many megabytes need not be read as a whole. */
function isElf(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(ELF.length);
    return readSync(file, head) === ELF.length && head.equals(ELF);
  } finally {
    closeSync(file);
  }
}

function newest(versions: readonly string[]): string | null {
  const numbers = (version: string): number => {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major * 1000 + minor;
  };
  return [...versions].sort((a, b) => numbers(a) - numbers(b)).at(-1) ?? null;
}
