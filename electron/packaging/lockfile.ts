import { readFileSync } from "node:fs";
import { join } from "node:path";

/** As much of package-lock.json (version 3) as packaging reads. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export type PackageLock = { readonly packages: Readonly<Record<string, LockedPackage>> };

export function readLock(root: string): PackageLock {
  return JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as PackageLock;
}

export function lockedPackage(lock: PackageLock, path: string): LockedPackage {
  const found = lock.packages[path];
  if (found === undefined) throw new Error(`package-lock.json has no ${path}.`);
  return found;
}

/** Where Node would find `name` from within the package at `from` ("" is the app itself); null where it is not locked. */
export function resolveLocked(lock: PackageLock, name: string, from: string): string | null {
  for (let dir = from; ; dir = dir.slice(0, Math.max(0, dir.lastIndexOf("/node_modules/")))) {
    const path = `${dir === "" ? "" : `${dir}/`}node_modules/${name}`;
    if (path in lock.packages) return path;
    if (dir === "") return null;
  }
}

/** "node_modules/a/node_modules/@b/c" is @b/c. */
export const nameOfPath = (path: string): string =>
  path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
