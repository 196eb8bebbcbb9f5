import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { AppError } from "#core/errors";
import { readFailure } from "./text.ts";

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

/** Why a relative path from a dataset cannot be followed; null if it can. The same on every platform. */
export function pathProblem(path: string): string | null {
  if (path === "") return "it is empty";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\u0000-\u001f]/.test(path)) return "it has control characters";
  if (/^([a-z]:|[\\/])/i.test(path)) return "it is absolute";
  for (const part of path.split(/[\\/]/)) {
    if (part === "..") return "it leads out of its folder";
    if (DEVICE.test((part.split(".")[0] ?? "").trim())) return `"${part}" is a device on Windows`;
    if (part.includes(":")) return `"${part}" has a colon`;
  }
  return null;
}

/**
 * The file that a dataset names by a relative path, inside `folder` also after its links are followed: a dataset
 * from elsewhere must not make us read (and copy into a project) what lies beside it.
 * Throws `bad-input` for a path that leads out, means something else on another system or is a pipe or device,
 * `not-found` where nothing lies.
 */
export async function fileInside(folder: string, path: string): Promise<string> {
  const problem = pathProblem(path);
  if (problem !== null) {
    throw new AppError({
      code: "bad-input",
      message: `The path "${path.slice(0, 300)}" is not followed: ${problem}.`,
      where: folder,
      cure: "Give paths relative to the dataset's folder, without `..`.",
    });
  }
  const file = join(folder, ...path.split(/[\\/]/));
  try {
    const [real, root] = await Promise.all([realpath(file), realpath(folder)]);
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) throw leadsOut(path, folder, real);
    const stats = await stat(real);
    if (!stats.isFile() && !stats.isDirectory()) throw special(path, folder);
    return file;
  } catch (thrown) {
    throw readFailure(thrown, file);
  }
}

function leadsOut(path: string, folder: string, real: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `"${path.slice(0, 300)}" is a link that leads out of its folder, to ${real}.`,
    where: folder,
    cure: "Name the folder where the files really are, or copy them here.",
  });
}

/** To open a pipe waits until somebody writes to it, which may be never. */
function special(path: string, folder: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `"${path.slice(0, 300)}" is a pipe or device, no file.`,
    where: folder,
    cure: "Put the file itself there.",
  });
}

export interface FolderFile {
  /** From the folder, with forward slashes. */
  readonly name: string;
  readonly path: string;
}

type Links = "none" | "files";

/**
 * Every file below a folder, by name; hidden files are left out. Links are not followed unless `links` says `files`,
 * for a person's own folder, and then to files alone. Throws `not-found`.
 */
export async function* filesBelow(folder: string, depth = 8, links: Links = "none"): AsyncGenerator<FolderFile> {
  yield* walk(folder, "", depth, links);
}

async function* walk(folder: string, prefix: string, depth: number, links: Links): AsyncGenerator<FolderFile> {
  let entries: Awaited<ReturnType<typeof listFolder>>;
  try {
    entries = await listFolder(folder);
  } catch (thrown) {
    throw readFailure(thrown, folder);
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield { name: prefix + entry.name, path };
    else if (entry.isDirectory() && depth > 0) yield* walk(path, `${prefix}${entry.name}/`, depth - 1, links);
    else if (entry.isSymbolicLink() && links === "files" && (await kindOf(path)) === "file") {
      yield { name: prefix + entry.name, path };
    }
  }
}

async function listFolder(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.name.startsWith(".")).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether something is there, and what; never throws. */
export async function kindOf(path: string): Promise<"file" | "folder" | "nothing"> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "nothing";
  } catch {
    return "nothing";
  }
}

/** Whether this very path is a link. Throws the file system's own errors. */
export async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}

/** `a` of `/x/a.b.json`: the name without its last extension. */
export function stemOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** `.json`, in lower case; "" without one. */
export function extensionOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot).toLowerCase() : "";
}

export const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set([
  ".jpg",
  ".jpeg",
  ".png",
  ".webp",
  ".tif",
  ".tiff",
  ".bmp",
  ".gif",
]);
