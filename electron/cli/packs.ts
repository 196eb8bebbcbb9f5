import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, toErrorReport } from "#core/errors";
import { userDirs } from "#electron/config";
import { openPack, readManifest } from "#native-models/packs";
import type { Terminal } from "./terminal.ts";

interface PackRow {
  readonly dir: string;
  readonly id: string | null;
  readonly version: string | null;
  readonly title: string | null;
  readonly licence: string | null;
  readonly domain: string | null;
  readonly files: number;
  readonly bytes: number;
  /** Null when nothing is wrong, as far as was looked. */
  readonly problem: string | null;
  readonly cure: string | null;
}

/** `rea2seg pack list`: what the manifests say; no file is hashed. */
export async function listPacks(terminal: Terminal): Promise<void> {
  const packs = await Promise.all((await packFolders()).map((dir) => describePack(dir, false)));
  const text = packs.map(formatRow).join("\n\n");
  terminal.answer({ packs }, packs.length === 0 ? `No pack in ${packsDir()} yet. ${BUILD_CURE}` : text);
}

/** `rea2seg pack verify [ID]`: every file by size and SHA-256. Throws `model-missing` or `model-broken`. */
export async function verifyPacks(id: string | undefined, terminal: Terminal): Promise<void> {
  const all = await Promise.all((await packFolders()).map((dir) => describePack(dir, true)));
  const packs = all.filter((pack) => id === undefined || pack.id === id || pack.dir === join(packsDir(), id));
  if (packs.length === 0) {
    const message = id === undefined ? "There is no pack to verify yet." : `There is no pack "${id}".`;
    throw new AppError({ code: "model-missing", message, where: packsDir(), cure: BUILD_CURE });
  }
  const broken = packs.find((pack) => pack.problem !== null);
  if (broken) {
    const code = "model-broken";
    const cure = broken.cure ?? BUILD_CURE;
    throw new AppError({ code, message: broken.problem ?? "", where: broken.dir, cure });
  }
  terminal.answer(
    { packs },
    packs.map((pack) => `${formatRow(pack)}\n  every file is as its manifest says`).join("\n\n"),
  );
}

const BUILD_CURE = "`rea2seg doctor` builds the pack mobilesam; so does the first use of a model.";

function packsDir(): string {
  return join(userDirs().cacheDir, "packs");
}

async function packFolders(): Promise<readonly string[]> {
  const entries = await readdir(packsDir(), { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return folders.map((entry) => join(packsDir(), entry.name)).sort();
}

async function describePack(dir: string, verify: boolean): Promise<PackRow> {
  const empty = { dir, id: null, version: null, title: null, licence: null, domain: null, files: 0, bytes: 0 };
  try {
    const manifest = await readManifest(dir);
    const files = Object.values(manifest.files);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const { id, version, title, licence, domain } = manifest;
    const row = { dir, id, version, title, licence, domain, files: files.length, bytes, problem: null, cure: null };
    if (!verify) return row;
    return await openPack(dir).then(
      () => row,
      (thrown) => ({ ...row, ...problemOf(thrown) }),
    );
  } catch (thrown) {
    return { ...empty, ...problemOf(thrown) };
  }
}

function problemOf(thrown: unknown): { problem: string; cure: string } {
  const { message, where, cure } = toErrorReport(thrown);
  return { problem: where === undefined ? message : `${message} (${where})`, cure };
}

function formatRow(pack: PackRow): string {
  if (pack.problem !== null) return `${pack.id ?? pack.dir}: ${pack.problem}\n  cure: ${pack.cure}`;
  return [
    `${pack.id} ${pack.version}: ${pack.title}`,
    `  ${pack.files} files, ${(pack.bytes / 1e6).toFixed(1)} MB, licence ${pack.licence}`,
    `  made for: ${pack.domain}`,
    `  ${pack.dir}`,
  ].join("\n");
}
