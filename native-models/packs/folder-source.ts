import { constants } from "node:fs";
import { copyFile, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import {
  type InstallLimits,
  isDropping,
  type PackSource,
  packRoot,
  refuseSize,
  refuseSource,
} from "./install-source.ts";
import { MANIFEST_FILE } from "./pack.ts";

/**
 * A pack in a folder, or in a folder's only folder. Links to files are followed, as download tools keep files so, and
 * checked by what they hold; a link to a folder is refused like anything else that is no file.
 * Throws `model-missing` without a pack.json, `model-broken`, `too-large`.
 */
export async function openFolderSource(dir: string, limits: InstallLimits): Promise<PackSource> {
  const top = (await readdir(dir, { withFileTypes: true })).filter(({ name }) => !isDropping(name));
  const candidates = top.some(({ name }) => name === MANIFEST_FILE)
    ? [MANIFEST_FILE]
    : await Promise.all(
        top.map(async ({ name }) => ((await isFile(path.join(dir, name, MANIFEST_FILE))) ? `${name}/pack.json` : name)),
      );
  // Only then is everything looked at: people choose the wrong folder, and that may be a whole disk.
  const root = path.join(dir, packRoot(candidates, dir));
  const files = new Map<string, number>();
  await walk(root, "", files, limits);
  if (!files.has(MANIFEST_FILE)) {
    throw refuseSource(`Its ${MANIFEST_FILE} is a folder, not a file.`, path.join(root, MANIFEST_FILE));
  }
  const fileOf = (name: string) => path.join(root, ...name.split("/"));
  return {
    manifestFile: path.join(root, MANIFEST_FILE),
    files,
    read: (name) => readFile(fileOf(name)),
    async copy(name, to, signal) {
      signal?.throwIfAborted();
      await copyFile(fileOf(name), to, constants.COPYFILE_EXCL);
    },
    close: () => undefined,
  };
}

const isFile = async (file: string): Promise<boolean> => (await stat(file).catch(() => null))?.isFile() === true;

async function walk(root: string, below: string, files: Map<string, number>, limits: InstallLimits): Promise<void> {
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    const file = path.join(root, name);
    if (entry.isDirectory()) {
      if (!isDropping(`${name}/`)) await walk(root, name, files, limits);
      continue;
    }
    const facts = await stat(file).catch(() => null);
    if (facts === null || !facts.isFile()) {
      if (isDropping(name)) continue;
      throw refuseSource(`${name} is no file: a link to a folder or to nothing, or a device.`, root);
    }
    files.set(name, facts.size);
    if (files.size > limits.entries) {
      const cure = "Choose the folder of one model pack, with nothing else in it (docs/packs.md).";
      throw refuseSize(`There are more than ${limits.entries} files in it.`, root, cure);
    }
  }
}
