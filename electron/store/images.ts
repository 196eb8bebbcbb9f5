import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, type Stats, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { AppError } from "#core/errors";
import type { ImageRecord, ImageStatus } from "#core/samples";
import { sha256OfFileNow } from "#native-models/hashing";
import type { ImagePlace } from "./contract.ts";
import type { Database, Row, SqlValue } from "./database.ts";
import type { StoredImage } from "./event-kinds.ts";
import { storeFailure } from "./failures.ts";
import { copyHashed, syncFolder } from "./files.ts";
import { copyName } from "./image-names.ts";

interface ImageRow extends Row {
  readonly id: string;
  readonly path: string;
  readonly relative: string | null;
  readonly stored: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
  readonly mtime_ms: number;
}

/** Copies that are not whole yet; what a crash left here is removed on the next opening. */
const PARTIAL = ".partial";

type Facts = Omit<ImageRecord, "stored" | "path">;

/** The files behind the images of one project. */
export class Images {
  readonly #db: Database;
  readonly #dir: string;

  constructor(db: Database, dir: string) {
    this.#db = db;
    this.#dir = dir;
  }

  removePartialCopies(): void {
    rmSync(join(this.#dir, "images", PARTIAL), { recursive: true, force: true });
  }

  find(imageId: string): ImageRecord | null {
    const row = this.#db.get<ImageRow>("SELECT * FROM image WHERE id = ?", imageId);
    if (row === undefined) return null;
    const { id, width, height, bytes, format } = row;
    const path = row.relative === null ? row.path : join(this.#dir, ...row.relative.split("/"));
    const stored = row.stored as ImageRecord["stored"];
    return { id, path, stored, width, height, bytes, format, mtimeMs: row.mtime_ms };
  }

  /** Throws `not-found` for an image that the project doesn't know. */
  record(imageId: string): ImageRecord {
    const record = this.find(imageId);
    if (record !== null) return record;
    throw new AppError({
      code: "not-found",
      message: `There is no image ${imageId} in this project.`,
      where: this.#dir,
      cure: "Reload the sample list.",
    });
  }

  /** Where the images of samples lie; one query, however many samples there are. */
  places(): readonly ImagePlace[] {
    return this.#db.all<Row & ImagePlace>(
      "SELECT path, relative FROM image WHERE EXISTS (SELECT 1 FROM sample WHERE image_id = image.id) ORDER BY path",
    );
  }

  /**
   * Compares the file with the record by size and time, and by hash where those differ. What was found is
   * remembered for that size and time.
   */
  status(record: ImageRecord): ImageStatus {
    let stats: Stats;
    try {
      stats = statSync(record.path);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      return code === "ENOENT" || code === "ENOTDIR" ? "missing" : "damaged";
    }
    if (!stats.isFile()) return "changed";
    const { size, mtimeMs } = stats;
    if (size === record.bytes && mtimeMs === record.mtimeMs) return "ok";
    if (size !== record.bytes) return "changed";
    const known = this.#db.value(
      "SELECT status FROM image_check WHERE image_id = ? AND size = ? AND mtime_ms = ?",
      record.id,
      size,
      mtimeMs,
    );
    if (known !== null) return known as ImageStatus;
    return this.#rehash(record, size, mtimeMs);
  }

  #rehash(record: ImageRecord, size: number, mtimeMs: number): ImageStatus {
    let status: ImageStatus;
    try {
      status = sha256OfFileNow(record.path) === record.id ? "ok" : "changed";
    } catch {
      return "damaged";
    }
    const note: SqlValue[] = [record.id, size, mtimeMs, status];
    try {
      this.#db.run(
        "INSERT OR REPLACE INTO image_check (image_id, size, mtime_ms, status) VALUES (?, ?, ?, ?)",
        ...note,
      );
    } catch {
      // Only a note to save time: a full disk must not hide what was found.
    }
    return status;
  }

  /**
   * Places an image for the project: where it lies, or copied to `images/<hash>-<name>`, checked against its hash
   * before it gets its name. Throws `image-changed` if the file is no longer the one that was probed.
   */
  async place(file: string, facts: Facts, copy: boolean): Promise<StoredImage> {
    const path = resolve(file);
    const { id, width, height, bytes, format } = facts;
    const common = { id, width, height, bytes, format };
    if (!copy) {
      return { ...common, path, relative: this.#relative(path), stored: "referenced", mtimeMs: facts.mtimeMs };
    }
    const name = copyName(id, path);
    const target = join(this.#dir, ...name.split("/"));
    await this.#copy(path, target, id);
    return { ...common, path: target, relative: name, stored: "copied", mtimeMs: statSync(target).mtimeMs };
  }

  #relative(path: string): string | null {
    const inside = relative(this.#dir, path);
    if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return null;
    return inside.split(sep).join("/");
  }

  async #copy(from: string, target: string, id: string): Promise<void> {
    const folder = join(this.#dir, "images");
    const partial = join(folder, PARTIAL, randomUUID());
    try {
      if (existsSync(target) && sha256OfFileNow(target) === id) return;
      mkdirSync(join(folder, PARTIAL), { recursive: true });
      if ((await copyHashed(from, partial)) !== id) throw changedWhileCopied(from);
      renameSync(partial, target);
      syncFolder(folder);
    } catch (thrown) {
      rmSync(partial, { force: true });
      throw storeFailure(thrown, folder);
    }
  }
}

function changedWhileCopied(file: string): AppError {
  return new AppError({
    code: "image-changed",
    message: `${file} changed while it was being copied.`,
    where: file,
    cure: "Wait until whatever writes it has finished, then add it again.",
  });
}
