import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** A small folder in memory: contents and links by path from the folder, with forward slashes. */
export interface Tree {
  readonly files: Map<string, Buffer>;
  /** Path -> what it points to. */
  readonly links: Map<string, string>;
  /** What an importer is given, from the folder. "" is the folder itself. */
  readonly source: string;
}

export function readTree(folder: string, source: string): Tree {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split("\\").join("/"), readFileSync(path));
  }
  return { files, links: new Map(), source: relative(folder, source) };
}

export function copyOf(tree: Tree): Tree {
  return { files: new Map(tree.files), links: new Map(tree.links), source: tree.source };
}

/** Writes a tree into an empty folder; names that this file system does not take are left out. */
export function writeTree(tree: Tree, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of tree.files) attempt(folder, name, (path) => writeFileSync(path, content));
  for (const [name, target] of tree.links) attempt(folder, name, (path) => symlinkSync(target, path));
}

function attempt(folder: string, name: string, write: (path: string) => void): void {
  const path = join(folder, name);
  if (relative(folder, path).startsWith("..")) return;
  try {
    mkdirSync(dirname(path), { recursive: true });
    write(path);
  } catch {
    // A name with a NUL, or longer than the file system takes, or below what is a file now.
  }
}
