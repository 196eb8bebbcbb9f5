import type { Rle } from "#core/masks";
import { canonicalJson, sha256 } from "./canonical.ts";
import type { Database } from "./database.ts";

/** A mask's identity: SHA-256 over its canonical RLE. */
export function maskHash(rle: Rle): string {
  return sha256(canonicalJson({ counts: rle.counts, size: rle.size }));
}

/**
 * Masks, run results and samples' details, kept once under the hash of their content. Events name them by hash, so that the chain
 * covers their bytes while a mask that stays the same through a hundred edits is stored once.
 */
export class Contents {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** `hash` is the mask's own, where that is known already. */
  putMask(rle: Rle, hash: string = maskHash(rle)): string {
    this.#db.run(
      "INSERT INTO mask (hash, height, width, counts) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      hash,
      rle.size[0],
      rle.size[1],
      rle.counts,
    );
    return hash;
  }

  mask(hash: string): Rle | null {
    const row = this.#db.get<{ height: number; width: number; counts: string }>(
      "SELECT height, width, counts FROM mask WHERE hash = ?",
      hash,
    );
    return row === undefined ? null : { size: [row.height, row.width], counts: row.counts };
  }

  putDocument(value: unknown): string {
    return this.putBody(canonicalJson(value));
  }

  /** `body` is canonical JSON already. */
  putBody(body: string): string {
    const hash = sha256(body);
    this.#db.run("INSERT INTO document (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", hash, body);
    return hash;
  }

  document(hash: string): string | null {
    return this.#db.value("SELECT body FROM document WHERE hash = ?", hash) as string | null;
  }

  /** Null if the mask is there and unaltered, else what is wrong with it. */
  maskProblem(hash: string): string | null {
    const rle = this.mask(hash);
    if (rle === null) return `its mask ${hash.slice(0, 12)} is missing`;
    return maskHash(rle) === hash ? null : `its mask ${hash.slice(0, 12)} was altered`;
  }

  documentProblem(hash: string, what: "result" | "details"): string | null {
    const body = this.document(hash);
    if (body === null) return `its ${what} ${hash.slice(0, 12)} is missing`;
    return sha256(body) === hash ? null : `its ${what} ${hash.slice(0, 12)} was altered`;
  }
}
