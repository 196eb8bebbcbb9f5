import { createHash } from "node:crypto";
import { fileNameOfId, pathProblem } from "#electron/datasets/reading";

/** Beside PNG masks: one line `{ id, mask, ignore? }` a sample, for names that say less than their id. */
export const NAMES_FILE = "names.jsonl";
/** What marks the ignore region of a mask: `<name>.ignore.png`. */
export const IGNORE_SUFFIX = ".ignore";

/** File systems take 255 bytes (or UTF-16 units) a name; extensions, suffixes and temporary names need some of them. */
const MAX_NAME_BYTES = 180;
const HASH_DIGITS = 12;

/**
 * A file name (without extension) for an id that every file system takes: `fileNameOfId`, and ids that are too long
 * for a name end in a hash of the whole id.
 */
export function shortNameOfId(id: string): string {
  // `x.ignore.png` is the ignore region of x, so an id that ends so is spelt otherwise.
  const spelt = fileNameOfId(wellFormed(id)).replace(/\.(?=ignore$)/i, "%2E") || "%";
  const name = pathProblem(spelt) === null ? spelt : spellFirst(spelt);
  return Buffer.byteLength(name) <= MAX_NAME_BYTES ? name : withHash(name, id);
}

/** Windows sees a device also before a blank and a dot: `con .txt`. */
function spellFirst(name: string): string {
  return `%${name.charCodeAt(0).toString(16).toUpperCase()}${name.slice(1)}`;
}

/** Half surrogates become U+FFFD, as they do on the disk. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

function withHash(name: string, id: string): string {
  const hash = createHash("sha256").update(id).digest("hex").slice(0, HASH_DIGITS);
  return `${cut(name, MAX_NAME_BYTES - HASH_DIGITS - 1)}-${hash}`;
}

/** At most `bytes` of UTF-8, never in the middle of a character or of a %XX, nor ending in what Windows drops. */
function cut(name: string, bytes: number): string {
  let length = 0;
  let kept = "";
  for (const character of name) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept.replace(/%[0-9A-F]?$/, "");
}

/** Gives every id a name of its own, also on disks that do not tell upper from lower case or é from e + accent. */
export class NameClaims {
  readonly #taken = new Set<string>();

  /** `natural` replaces the name that would be made of the id, where a source had one. */
  claim(id: string, natural: string = shortNameOfId(id)): string {
    if (this.#take(natural)) return natural;
    const hashed = withHash(natural, id);
    for (let n = 1; ; n++) {
      const name = n === 1 ? hashed : `${hashed}-${n}`;
      if (this.#take(name)) return name;
    }
  }

  #take(name: string): boolean {
    const key = wellFormed(name).normalize("NFC").toLowerCase();
    if (this.#taken.has(key)) return false;
    this.#taken.add(key);
    return true;
  }
}
