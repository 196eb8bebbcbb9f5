import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { AppError } from "#core/errors";
import { DATABASE_FILE, type ProjectStore } from "#electron/store";
import { BUNDLE_EXTENSION, travels } from "./contents.ts";

export interface PackReport {
  readonly file: string;
  readonly images: number;
  /** Images that are not in the bundle: they lie outside of the project's folder, or where nothing of it travels. */
  readonly outside: readonly string[];
}

/** Pictures are compressed already; a database halves. */
const INCOMPRESSIBLE = /\.(png|jpe?g|webp|gif|avif|zip|rea2seg)$/i;

export interface PackOptions {
  /** A file of exactly this name may give way: somebody was asked, and said so. */
  readonly replace?: boolean;
}

/**
 * Writes an open project into one file. The database goes in as a checked copy of this moment, so people may work on
 * meanwhile. The file appears under its name when it is whole and on the disk; until then one that it replaces is there.
 */
export async function packBundle(store: ProjectStore, to: string, options: PackOptions = {}): Promise<PackReport> {
  const wanted = resolve(to);
  const file = bundleName(wanted);
  // Where the ending was left out, nobody was asked about the file that has it.
  const replaces = options.replace === true && file === wanted && isFile(file);
  if (!replaces) assertFree(file);
  const dir = resolve(store.dir);
  const files = filesBelow(dir, "").filter(travels);
  // Asked before anything is written: the project may be closed meanwhile.
  const outside = store
    .imagePlaces()
    .filter(({ relative }) => relative === null || !travels(relative))
    .map(({ path, relative }) => (relative === null ? path : join(dir, relative)));
  const database = store.backup().file;
  const zipped = (): NodeJS.ReadableStream => {
    const zip = new ZipFile();
    zip.addFile(database, DATABASE_FILE);
    for (const path of files) zip.addFile(join(dir, path), path, { compress: !INCOMPRESSIBLE.test(path) });
    zip.end();
    return failing(zip);
  };
  mkdirSync(dirname(file), { recursive: true });
  // What a link leads to is replaced, not the link.
  const target = replaces ? realpathSync(file) : file;
  await writeThenMove(zipped, target, () => {
    if (!replaces) assertFree(file);
  });
  return { file, images: files.filter((path) => path.startsWith("images/")).length, outside };
}

/** Under another name until it is whole and on the disk; `check` is the last word before it gets its own. */
async function writeThenMove(contents: () => NodeJS.ReadableStream, target: string, check: () => void): Promise<void> {
  const partial = `${target}.${randomUUID()}.part`;
  // Opened first: a stream that opens it by itself may do so after the failure was cleared away.
  const handle = await open(partial, "wx");
  try {
    await pipeline(contents(), handle.createWriteStream({ flush: true }));
    check();
    renameSync(partial, target);
  } catch (thrown) {
    // Windows removes no file that is open.
    await handle.close().catch(() => {});
    rmSync(partial, { force: true });
    throw thrown;
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function assertFree(file: string): void {
  if (!existsSync(file)) return;
  throw new AppError({
    code: "conflict",
    message: "There is a file of this name already.",
    where: file,
    cure: "Choose another name, or move that file away.",
  });
}

/** A file that goes away while it is packed is told by the zip, not by its stream. */
function failing(zip: ZipFile): NodeJS.ReadableStream {
  const stream = zip.outputStream as NodeJS.ReadableStream & { destroy(error: Error): void };
  zip.on("error", (error: Error) => stream.destroy(error));
  return stream;
}

const bundleName = (file: string): string =>
  file.toLowerCase().endsWith(BUNDLE_EXTENSION) ? file : `${file}${BUNDLE_EXTENSION}`;

/** The name that a bundle of this project would be expected to have. */
export const suggestedName = (dir: string): string => `${basename(dir)}${BUNDLE_EXTENSION}`;

function filesBelow(root: string, dir: string): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = dir === "" ? entry.name : `${dir}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}
