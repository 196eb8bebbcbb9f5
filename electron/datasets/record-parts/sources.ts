import { basename } from "node:path";
import { AppError } from "#core/errors";
import { type FolderFile, filesBelow, kindOf, readHead } from "#electron/datasets/reading";

/** Its first bytes as text; "" for what cannot be read. For guessing alone. */
export async function headOf(file: string, bytes = 8192): Promise<string> {
  try {
    return await readHead(file, bytes);
  } catch {
    return "";
  }
}

/**
 * The annotation files of a source: the file itself whatever its name, or those of a folder whose names fit, by name.
 * Throws `not-found`, and `bad-input` with `cure` where a folder has none.
 */
export async function annotationFiles(
  source: string,
  fits: (name: string) => boolean,
  cure: string,
): Promise<FolderFile[]> {
  if ((await kindOf(source)) === "file") return [{ name: basename(source), path: source }];
  const found: FolderFile[] = [];
  for await (const file of filesBelow(source, 4)) if (fits(file.name)) found.push(file);
  if (found.length > 0) return found;
  throw new AppError({
    code: "bad-input",
    message: "This folder has none of the format's files.",
    where: source,
    cure,
  });
}

/** The first file at or below `source` (to `depth`) whose name fits, after looking at `limit` files; never throws. */
export async function firstFile(
  source: string,
  fits: (name: string) => boolean,
  depth = 3,
  limit = 3000,
): Promise<FolderFile | null> {
  const kind = await kindOf(source);
  if (kind === "file") return fits(basename(source)) ? { name: basename(source), path: source } : null;
  if (kind === "nothing") return null;
  let seen = 0;
  try {
    for await (const file of filesBelow(source, depth)) {
      if (fits(file.name)) return file;
      if (++seen >= limit) return null;
    }
  } catch {
    // A folder that may not be read looks like nothing.
  }
  return null;
}

/** `train`, `val`, `test`... as the name of a file or folder tells it; "" where it tells nothing. */
export function splitOfName(name: string): string {
  const found = /(?:^|[^a-z])(train|val|validation|testdev|test|dev|challenge|submission)(?![a-z])/i.exec(name);
  const split = found?.[1]?.toLowerCase() ?? "";
  return split === "validation" ? "val" : split;
}
