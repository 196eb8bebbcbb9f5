import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { AppError } from "#core/errors";
import type { TransferNote, TransferProgress, TransferReport } from "#core/samples";
import { hashOfBytes, masksAmong } from "#electron/datasets/mask-review";
import { NameClaims, shortNameOfId } from "#electron/datasets/predictions";
import { extensionOf, type FolderFile, filesBelow, isRefusal, kindOf, REASONS } from "#electron/datasets/reading";
import { NoteBook } from "#electron/datasets/transfer";
import { OutputFolder, WriteError } from "#electron/datasets/writing";
import type { ProjectStore } from "#electron/store";
import { type JudgedMask, judged, type RejectedMasks } from "./judged.ts";
import { entryOf, reviewCsv, reviewJson } from "./review-list.ts";
import { copyMasks, type MaskFile, type MaskOutput, writeChanged } from "./write-masks.ts";

export interface ReviewExportRequest {
  readonly store: Pick<ProjectStore, "dir" | "title" | "exportSamples">;
  /** A folder that is not there yet, or is empty: never the masks' own. */
  readonly out: string;
  readonly rejected: RejectedMasks;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** Where the file of all notes goes; null for none. */
  readonly notesFolder: string | null;
  readonly now?: (() => Date) | undefined;
}

/** Samples after which others get their turn. */
const BREATH = 200;
/** A file of annotations is rewritten in memory. */
const MAX_BYTES = 2 ** 30;

/**
 * Writes the masks of a review as they came: the same files, names and encodings. What nobody changed is copied byte by
 * byte; review.json and review.csv beside them say what was decided. The folder appears when all of it is there.
 * Throws `bad-input` for a project without masks to review, `conflict` where something lies at `out`, `cancelled`,
 * `disk-full`, `read-only`; nothing is left at or beside `out` then.
 */
export async function exportReview(request: ReviewExportRequest): Promise<TransferReport> {
  const signal = request.signal ?? new AbortController().signal;
  const folder = await OutputFolder.create(request.out, request.store.dir);
  const book = new NoteBook(request.notesFolder, "review", (request.now ?? (() => new Date()))());
  try {
    const taken = await new ReviewExport(request, folder, book, signal).write();
    signal.throwIfAborted();
    await folder.commit();
    book.close();
    const told = book.report();
    return {
      direction: "export",
      format: "mask-review",
      path: folder.path,
      taken,
      present: 0,
      ...told,
      cancelled: false,
    };
  } catch (thrown) {
    await folder.discard();
    throw signal.aborted ? cancelled(folder.path, thrown) : thrown;
  } finally {
    book.close();
  }
}

class ReviewExport {
  readonly #request: ReviewExportRequest;
  readonly #folder: OutputFolder;
  readonly #book: NoteBook;
  readonly #signal: AbortSignal;
  readonly #lost = new Set<JudgedMask>();
  readonly #notReviewed: string[] = [];

  constructor(request: ReviewExportRequest, folder: OutputFolder, book: NoteBook, signal: AbortSignal) {
    this.#request = request;
    this.#folder = folder;
    this.#book = book;
    this.#signal = signal;
  }

  /** How many masks went out. */
  async write(): Promise<number> {
    const masks = await this.#collect();
    if (masks.length === 0) throw nothingToReview(this.#request.store.dir);
    const roots = groupedBy(masks, ({ origin }) => origin.root);
    const claims = new NameClaims();
    for (const [root, ofRoot] of roots) {
      const prefix = roots.size === 1 ? "" : `${claims.claim(root, shortNameOfId(basename(root)))}/`;
      await this.#writeRoot(root, ofRoot, {
        ...{ folder: this.#folder, prefix, written: new Set<string>() },
        partly: (id, reason, message) => this.#note("partly", id, reason, message),
      });
    }
    const listed = masks.filter((mask) => !this.#lost.has(mask));
    const { store, rejected } = this.#request;
    const list = { project: store.title, rejected, masks: listed.map(entryOf), notReviewed: this.#notReviewed };
    // A mask's own file of this name goes first.
    const name =
      roots.size === 1 && masks.some(({ origin }) => /^review\.(json|csv)$/i.test(origin.file))
        ? "rea2seg-review"
        : "review";
    await this.#folder.write(`${name}.json`, reviewJson(list));
    await this.#folder.write(`${name}.csv`, reviewCsv(list));
    return listed.filter(({ change }) => change !== "out").length;
  }

  async #collect(): Promise<JudgedMask[]> {
    const masks: JudgedMask[] = [];
    let seen = 0;
    for (const stored of this.#request.store.exportSamples()) {
      this.#signal.throwIfAborted();
      const mask = judged(stored, this.#request.rejected);
      if (mask !== null) masks.push(mask);
      else
        this.#note(
          "skipped",
          stored.id,
          REASONS.maskMissing,
          "It came with no mask to review. Export it as a dataset.",
        );
      if (++seen % BREATH === 0) await new Promise(setImmediate);
    }
    return masks;
  }

  async #writeRoot(root: string, masks: readonly JudgedMask[], output: MaskOutput): Promise<void> {
    const kind = masks[0]?.origin.kind;
    const isFile = kind === "coco" || kind === "lines" || (kind === "npy" && (await kindOf(root)) !== "folder");
    const byFile = groupedBy(masks, ({ origin }) => origin.file);
    let done = 0;
    for (const [name, ofFile] of byFile) {
      this.#signal.throwIfAborted();
      const path = isFile ? root : join(root, ...name.split("/"));
      await this.#writeFile(name, path, ofFile, output);
      done += ofFile.length;
      const skipped = this.#book.skipped;
      this.#request.onProgress?.({
        done,
        total: masks.length,
        unit: "samples",
        taken: done - this.#lost.size,
        skipped,
      });
      await new Promise(setImmediate);
    }
    if (isFile) return;
    for await (const { name, path } of otherMasks(root, masks)) {
      if (output.written.has(name) || byFile.has(name)) continue;
      this.#notReviewed.push(name);
      await copyMasks(output, name, path);
    }
  }

  async #writeFile(name: string, path: string, masks: readonly JudgedMask[], output: MaskOutput): Promise<void> {
    try {
      const bytes = await intactBytes(path, masks[0]?.origin.hash ?? "");
      const file: MaskFile = { name, path, bytes, masks };
      if (masks.every(({ change }) => change === "keep")) await copyMasks(output, name, path);
      else await writeChanged(file, output);
    } catch (thrown) {
      const isOfFile = isRefusal(thrown) || (thrown instanceof AppError && thrown.code === "image-changed");
      if (!isOfFile || thrown instanceof WriteError) throw thrown;
      const { code, message, cure } = thrown;
      const reason =
        code === "not-found" ? "its file is gone" : code === "image-changed" ? CHANGED : REASONS.maskDamaged;
      for (const mask of masks) {
        this.#lost.add(mask);
        this.#note("skipped", mask.id, reason, `${message} (${path}) ${cure}`);
      }
    }
  }

  #note(outcome: TransferNote["outcome"], id: string, reason: string, message: string): void {
    this.#book.add({ outcome, reason, file: id, field: null, line: null, message });
  }
}

function groupedBy(masks: readonly JudgedMask[], keyOf: (mask: JudgedMask) => string): Map<string, JudgedMask[]> {
  const groups = new Map<string, JudgedMask[]>();
  for (const mask of masks) {
    const group = groups.get(keyOf(mask));
    if (group === undefined) groups.set(keyOf(mask), [mask]);
    else group.push(mask);
  }
  return groups;
}

const CHANGED = "its file has changed since it was imported";

/** Masks' files that hold none that is under review, such as those of another size than their image. */
async function* otherMasks(root: string, masks: readonly JudgedMask[]): AsyncGenerator<FolderFile> {
  if ((await kindOf(root)) !== "folder") return;
  const kind = masks[0]?.origin.kind;
  const ending = kind === "png" || kind === "npy" ? `.${kind}` : ".json";
  const files: FolderFile[] = [];
  for await (const file of filesBelow(root, 8, "files")) files.push(file);
  // Where images lie among the masks only those that say that they are masks are.
  const areTogether = masks.some(({ image }) => !relative(root, dirname(image)).startsWith(".."));
  const isMask = ending === ".png" && areTogether ? masksAmong(files) : () => true;
  for (const file of files) if (extensionOf(file.name) === ending && isMask(file)) yield file;
}

async function intactBytes(path: string, hash: string): Promise<Buffer> {
  if ((await kindOf(path)) !== "file") {
    const cure = "Put it back where it was when the review began.";
    throw new AppError({ code: "not-found", message: "The file of masks is not there any more.", where: path, cure });
  }
  if ((await stat(path)).size > MAX_BYTES) {
    const message = "This file is too large to be written again in memory.";
    throw new AppError({ code: "too-large", message, where: path, cure: "Split it before the review." });
  }
  const bytes = await readFile(path);
  if (hashOfBytes(bytes) === hash) return bytes;
  const cure = "Put the file back that was imported, or import the new one into a new review.";
  throw new AppError({ code: "image-changed", message: "The file of masks is another one by now.", where: path, cure });
}

function nothingToReview(where: string): AppError {
  const message = "This project holds no masks that came to be reviewed.";
  const cure = "Export its samples as a dataset instead, or begin a review from the start screen.";
  return new AppError({ code: "bad-input", message, where, cure });
}

function cancelled(where: string, cause: unknown): AppError {
  const message = "The export was cancelled, and nothing of it was kept.";
  return new AppError({ code: "cancelled", message, where, cure: "Start it again when you want it." }, { cause });
}
