import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { AppError } from "#core/errors";
import type { ProjectStore } from "#electron/store";
import { BUNDLE_DATABASE, BUNDLE_EXTENSION, travels } from "./contents.ts";

export interface PackReport {
  readonly file: string;
  readonly images: number;
  /** Images that lie outside of the project's folder: they are not in the bundle. */
  readonly outside: readonly string[];
}

/** Pictures are compressed already; a database halves. */
const INCOMPRESSIBLE = /\.(png|jpe?g|webp|gif|avif|zip|rea2seg)$/i;

/**
 * Writes an open project into one file. The database goes in as a checked copy of this moment, so people may work on
 * meanwhile. The file appears under its name when it is whole, and never in another's place.
 */
export async function packBundle(store: ProjectStore, to: string): Promise<PackReport> {
  const file = bundleName(resolve(to));
  if (existsSync(file)) {
    const message = "There is a file of this name already.";
    throw new AppError({
      code: "conflict",
      message,
      where: file,
      cure: "Choose another name, or move that file away.",
    });
  }
  const dir = resolve(store.dir);
  const files = filesBelow(dir, "").filter(travels);
  // Asked before anything is written: the project may be closed meanwhile.
  const outside = imagesOutside(store, dir);
  const zip = new ZipFile();
  zip.addFile(store.backup().file, BUNDLE_DATABASE);
  for (const path of files) zip.addFile(join(dir, path), path, { compress: !INCOMPRESSIBLE.test(path) });
  zip.end();
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.part`;
  try {
    await pipeline(failing(zip), createWriteStream(partial, { flags: "wx" }));
    renameSync(partial, file);
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw thrown;
  }
  return { file, images: files.filter((path) => path.startsWith("images/")).length, outside };
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

function imagesOutside(store: ProjectStore, dir: string): string[] {
  const outside = new Set<string>();
  for (const { image } of store.exportSamples()) {
    if (!resolve(image.path).startsWith(`${dir}${sep}`)) outside.add(image.path);
  }
  return [...outside];
}

function filesBelow(root: string, dir: string): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = dir === "" ? entry.name : `${dir}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}
