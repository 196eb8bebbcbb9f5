import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#core/errors";
import { folderSize } from "#electron/doctor";

export const CACHE_KINDS = ["embeddings", "packs", "chat"] as const;
export type CacheKind = (typeof CACHE_KINDS)[number];

/**
 * What the app itself puts into each subfolder. Nothing else is counted or deleted: the cache's folder is the user's to
 * name, and other things may lie there.
 */
const ours: Readonly<Record<CacheKind, RegExp>> = {
  embeddings: /\.r2e$/,
  packs: /^mobilesam-\d/,
  chat: /^[0-9a-f]+\.json$/,
};

export interface CacheReport {
  readonly dir: string;
  readonly kinds: readonly { readonly kind: CacheKind; readonly bytes: number; readonly entries: number }[];
}

/** How much of each kind there is; a folder that is not there yet is empty. */
export async function cacheReport(cacheDir: string): Promise<CacheReport> {
  const kinds = CACHE_KINDS.map(async (kind) => {
    const paths = await pathsOf(cacheDir, kind);
    const sizes = await Promise.all(paths.map(sizeOf));
    return { kind, bytes: sizes.reduce((sum, size) => sum + size, 0), entries: paths.length };
  });
  return { dir: cacheDir, kinds: await Promise.all(kinds) };
}

/**
 * Deletes one kind and answers how many bytes went. A model that is loaded stays so until its process ends. Throws
 * AppError `bad-input` where the system refuses.
 */
export async function clearCache(cacheDir: string, kind: CacheKind): Promise<number> {
  let bytes = 0;
  for (const path of await pathsOf(cacheDir, kind)) {
    const size = await sizeOf(path);
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw new AppError(
        {
          code: "bad-input",
          message: `The system does not let it be deleted: ${(cause as Error).message}`,
          where: path,
          cure: "Make it writable for you, or close what uses it, and try again.",
        },
        { cause },
      );
    });
    bytes += size;
  }
  return bytes;
}

async function pathsOf(cacheDir: string, kind: CacheKind): Promise<string[]> {
  const dir = join(cacheDir, kind);
  const names = await readdir(dir).catch(() => [] as string[]);
  return names.filter((name) => ours[kind].test(name)).map((name) => join(dir, name));
}

/** Another process may delete while we look: what is gone has no size. */
async function sizeOf(path: string): Promise<number> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return 0;
  return facts.isDirectory() ? await folderSize(path).catch(() => 0) : facts.size;
}
