import { statSync } from "node:fs";
import { extname, relative, resolve, sep } from "node:path";

const CONTENT_TYPES: Readonly<Record<string, string>> = Object.freeze({
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
});

export interface StaticFile {
  /** Absolute path. */
  readonly file: string;
  readonly type: string;
  readonly bytes: number;
  readonly cacheControl: string;
}

/**
 * Finds the built file behind a URL's path (still percent-encoded), or null where there is none.
 * A path that leaves the folder, in whatever spelling, is answered like one that isn't there.
 */
export function findStaticFile(rootDir: string, pathname: string): StaticFile | null {
  const inside = decodedPath(pathname);
  if (inside === null) return null;
  const root = resolve(rootDir);
  const file = resolve(root, `.${inside === "/" ? "/index.html" : inside}`);
  // With the separator, so that "/dist-secret" isn't taken for a part of "/dist".
  if (!file.startsWith(root + sep)) return null;
  const type = CONTENT_TYPES[extname(file).toLowerCase()];
  if (!type) return null;
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) return null;
  return { file, type, bytes: stats.size, cacheControl: cacheControlOf(relative(root, file)) };
}

/** Null for paths that no page of ours asks for: broken encoding, NUL, backslashes, drive letters. */
function decodedPath(pathname: string): string | null {
  if (!pathname.startsWith("/")) return null;
  try {
    const path = decodeURIComponent(pathname);
    if (/[\0\\:]/.test(path)) return null;
    return path;
  } catch {
    return null;
  }
}

/** Vite puts a hash of the contents into the names of everything below assets/. */
function cacheControlOf(name: string): string {
  return /^assets[\\/].+-[\w-]{8,}\.\w+$/.test(name) ? "private, max-age=31536000, immutable" : "no-cache";
}
