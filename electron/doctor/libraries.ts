import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { findElectronBinary } from "#electron/launch";

/** Asks SQLite itself. Throws when its native part can't be loaded. */
export async function sqliteVersion(): Promise<string> {
  const { DatabaseSync } = await import("@photostructure/sqlite");
  const database = new DatabaseSync(":memory:");
  try {
    const row = database.prepare("SELECT sqlite_version() AS version").get() as { version: string };
    return row.version;
  } finally {
    database.close();
  }
}

/** Throws when sharp's native part can't be loaded. */
export async function sharpVersions(): Promise<{ sharp: string; libvips: string }> {
  const { versions } = (await import("sharp")).default;
  return { sharp: versions.sharp ?? "unknown", libvips: versions.vips };
}

export interface ElectronPresence {
  /** Version of Electron that runs us, or of the npm package; null where there is none. */
  readonly version: string | null;
  readonly binary: string | null;
}

/** Looks for Electron without loading its package, which would start a download. */
export function findElectron(): ElectronPresence {
  if (process.versions.electron) return { version: process.versions.electron, binary: process.execPath };
  const packageFile = resolvePackage("electron/package.json");
  if (packageFile === null) return { version: null, binary: null };
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  return { version, binary: findElectronBinary(join(dirname(packageFile), "..", "..")) };
}

function resolvePackage(name: string): string | null {
  try {
    const file = createRequire(import.meta.url).resolve(name);
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}
