import { type Dirent, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { AppError } from "#core/errors";
import { isProject } from "#electron/store";

const IMAGE_ENDINGS: ReadonlySet<string> = new Set([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"]);

export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: "folder" | "project" | "image" | "file";
}

export interface FolderListing {
  readonly dir: string;
  readonly parent: string | null;
  /** The folder itself is a project. */
  readonly isProject: boolean;
  /** It is no folder but a file, which is told only where files are asked for; nothing is listed then. */
  readonly isFile: boolean;
  readonly entries: readonly FolderEntry[];
  /** How many more there are than are listed. */
  readonly more: number;
}

/** A dataset's folder can hold a million files; a dialog shows the first of them and says so. */
const MOST_ENTRIES = 5000;

const byName = (a: { name: string }, b: { name: string }): number =>
  a.name.localeCompare(b.name, "en", { numeric: true });

function readFolder(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (cause) {
    throw new AppError({ code: "bad-input", ...unreadable(dir, cause), where: dir }, { cause });
  }
}

/** What is wrong with a place that cannot be listed: a person who mistyped it has to know that it is not there. */
function unreadable(dir: string, cause: unknown): { message: string; cure: string } {
  if (isFile(dir)) {
    return { message: "This is a file, not a folder.", cure: "Choose the folder that holds it, or another one." };
  }
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  // A file among the folders on the way is ENOTDIR.
  if (code === "ENOENT" || code === "ENOTDIR") {
    return { message: "There is nothing at this place.", cure: "Check how it is written, or choose another place." };
  }
  return { message: "This folder cannot be read.", cure: "Check that you may read it, or choose another one." };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Folders, projects and images of one folder, and its other files where they are asked for, for the studio's own
 * file dialog; hidden entries are left out. Throws AppError `bad-input` for what cannot be listed.
 */
export function listFolder(dir: string | undefined, files = false): FolderListing {
  const here = resolve(dir ?? homedir());
  const parent = dirname(here);
  const place = { dir: here, parent: parent === here ? null : parent };
  if (files && isFile(here)) return { ...place, isProject: false, isFile: true, entries: [], more: 0 };
  const entries: FolderEntry[] = [];
  for (const entry of readFolder(here)) {
    if (entry.name.startsWith(".")) continue;
    const path = join(here, entry.name);
    const kind = kindOf(entry, path);
    if (kind && (files || kind !== "file")) entries.push({ name: entry.name, path, kind });
  }
  const order = { project: 0, folder: 1, file: 2, image: 3 } as const;
  entries.sort((a, b) => order[a.kind] - order[b.kind] || byName(a, b));
  return { ...place, isProject: isProject(here), isFile: false, ...bounded(entries) };
}

function bounded(entries: readonly FolderEntry[]): Pick<FolderListing, "entries" | "more"> {
  return { entries: entries.slice(0, MOST_ENTRIES), more: Math.max(0, entries.length - MOST_ENTRIES) };
}

function kindOf(entry: Dirent, path: string): FolderEntry["kind"] | null {
  const asFile = () => (IMAGE_ENDINGS.has(extname(entry.name).toLowerCase()) ? "image" : "file");
  // Only a link has to be looked at again: a folder of a million files is listed without a call for each.
  if (entry.isFile()) return asFile();
  try {
    if (statSync(path).isDirectory()) return isProject(path) ? "project" : "folder";
    return statSync(path).isFile() ? asFile() : null;
  } catch {
    // A dangling link, or a file that went away meanwhile: nothing to offer.
    return null;
  }
}

/** Paths of a folder's images, not of its subfolders, in natural order of their names. */
export function imagesIn(dir: string): readonly string[] {
  const images = readFolder(resolve(dir))
    .filter((entry) => !entry.isDirectory() && IMAGE_ENDINGS.has(extname(entry.name).toLowerCase()))
    .sort(byName)
    .map((entry) => join(resolve(dir), entry.name));
  if (images.length === 0) {
    throw new AppError({
      code: "bad-input",
      message: "There are no images in this folder.",
      where: resolve(dir),
      cure: `Choose a folder with ${[...IMAGE_ENDINGS].join(", ")} files.`,
    });
  }
  return images;
}
