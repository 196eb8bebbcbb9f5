import { AppError, toErrorReport } from "#core/errors";
import type { ImageProbe } from "./contract.ts";
import type { StoredImage } from "./event-kinds.ts";
import type { Images } from "./images.ts";
import type { Ledger } from "./ledger.ts";

export interface IntakeOptions {
  readonly copy: boolean;
  readonly probe: ImageProbe;
}

/** What became of an image file. */
export type TakenImage =
  | {
      readonly id: string;
      readonly width: number;
      readonly height: number;
      /** Still to be recorded; null where the project has these bytes already. */
      pending: StoredImage | null;
    }
  | { readonly problem: AppError };

/** Files that are probed at a time. */
const PROBES = 4;
/** Images whose facts are remembered: some 80 MB for paths of usual length. */
const REMEMBERED = 200_000;
/** Errors of the project's own disk would meet every further sample too: the import ends there, the rest is kept. */
const FATAL = new Set(["disk-full", "read-only", "project-damaged"]);

export function isFatal(problem: AppError): boolean {
  return FATAL.has(problem.code);
}

/** Reads and places the images of an import, each file once as long as it is among the last that were met. */
export class ImageIntake {
  readonly #ledger: Ledger;
  readonly #images: Images;
  readonly #options: IntakeOptions;
  readonly #limit: number;
  readonly #recent = new Map<string, TakenImage>();

  constructor(ledger: Ledger, images: Images, options: IntakeOptions, limit = REMEMBERED) {
    this.#ledger = ledger;
    this.#images = images;
    this.#options = options;
    this.#limit = limit;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#recent.size;
  }

  has(path: string): boolean {
    return this.#recent.has(path);
  }

  /** By absolute path. Throws what the project's own disk refuses; everything else is told by image. */
  async take(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, TakenImage>> {
    const taken = new Map<string, TakenImage>();
    const unread: string[] = [];
    for (const path of paths) {
      const known = this.#recent.get(path);
      if (known === undefined) unread.push(path);
      else this.#remember(path, known, taken);
    }
    let next = 0;
    let fatal: AppError | null = null;
    const worker = async () => {
      while (next < unread.length && fatal === null) {
        const path = unread[next++] as string;
        try {
          this.#remember(path, await this.#take(path), taken);
        } catch (thrown) {
          fatal ??= asAppError(thrown);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(PROBES, unread.length) }, worker));
    if (fatal !== null) throw fatal;
    return taken;
  }

  #remember(path: string, image: TakenImage, taken: Map<string, TakenImage>): void {
    taken.set(path, image);
    this.#recent.delete(path);
    this.#recent.set(path, image);
    if (this.#recent.size <= this.#limit) return;
    const oldest = this.#recent.keys().next().value;
    if (oldest !== undefined) this.#recent.delete(oldest);
  }

  async #take(path: string): Promise<TakenImage> {
    let facts: Awaited<ReturnType<ImageProbe>>;
    try {
      facts = await this.#options.probe(path);
    } catch (thrown) {
      return { problem: asAppError(thrown) };
    }
    const { id, width, height } = facts;
    this.#ledger.assertOpen();
    // A known image keeps its file as long as that is there and unchanged; else this one, of equal bytes, takes over.
    const known = this.#images.find(id);
    if (known !== null && this.#images.status(known) === "ok") return { id, width, height, pending: null };
    try {
      return { id, width, height, pending: await this.#images.place(path, facts, this.#options.copy) };
    } catch (thrown) {
      const problem = asAppError(thrown);
      if (isFatal(problem)) throw problem;
      return { problem };
    }
  }
}

function asAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError(toErrorReport(thrown), { cause: thrown });
}
