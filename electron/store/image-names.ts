import { basename } from "node:path";

const HASH_PART = 16;
const LONGEST = 80;

/**
 * Name of a copied image in the project: the start of its hash keeps names apart, the file's own name tells people
 * which picture it is. Characters that some file system refuses become underscores.
 */
export function copyName(id: string, path: string): string {
  const own = basename(path).replace(/[^\p{L}\p{N}._-]+/gu, "_");
  return `images/${id.slice(0, HASH_PART)}-${own.slice(-LONGEST)}`;
}

/** The file's own name, as it was when the image was added. */
export function imageNameOf(path: string): string {
  return basename(path.replaceAll("\\", "/")).replace(/^[0-9a-f]{16}-(?=.)/, "");
}
