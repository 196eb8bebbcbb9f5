import { randomUUID } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileNameOfId } from "#electron/datasets/reading";
import { makeFolders } from "#electron/store/folders";

/** Staging folders of imports that are under way in this process. */
const active = new Set<string>();
const PARENT = ".staging";
const LONGEST_NAME = 120;

/**
 * A new folder for images on their way from inside a dataset file into the project. Nothing is made before the first
 * image; what a crash left of earlier ones is removed.
 */
export async function openStaging(importsFolder: string): Promise<string> {
  const parent = join(importsFolder, PARENT);
  const left = await readdir(parent).catch(() => []);
  for (const name of left)
    if (!active.has(join(parent, name))) await rm(join(parent, name), { recursive: true, force: true });
  const folder = join(parent, randomUUID());
  active.add(folder);
  return folder;
}

export async function closeStaging(folder: string): Promise<void> {
  active.delete(folder);
  await rm(folder, { recursive: true, force: true });
  // Only an empty one goes: others may be at work beside.
  const parent = dirname(folder);
  if ((await readdir(parent).catch(() => ["?"])).length === 0) await rm(parent, { recursive: true, force: true });
}

/** Writes an image under its own name, made safe; `number` keeps equal names apart. */
export async function stageImage(
  folder: string,
  number: number,
  image: { readonly name: string; readonly bytes: Uint8Array },
): Promise<string> {
  const own = join(folder, String(number));
  makeFolders(own);
  const path = join(own, safeName(image.name));
  await writeFile(path, image.bytes);
  return path;
}

/** Once the project has its own copy. */
export async function removeStaged(path: string): Promise<void> {
  await rm(dirname(path), { recursive: true, force: true });
}

/** The last part of a name from a dataset, as every file system takes it, with its ending. */
export function safeName(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const safe = fileNameOfId(last === "" ? "image" : last);
  if (safe.length <= LONGEST_NAME) return safe;
  const dot = safe.lastIndexOf(".");
  const ending = dot > 0 && safe.length - dot <= 8 ? safe.slice(dot) : "";
  return safe.slice(0, LONGEST_NAME - ending.length) + ending;
}
