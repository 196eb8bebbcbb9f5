import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError, toErrorReport } from "#core/errors";
import { rleArea } from "#core/masks";
import type { ImageRecord } from "#core/samples";
import type { AddReport, ImageProbe, NewSample } from "./contract.ts";
import type { StoredImage, StoredSample } from "./event-kinds.ts";
import type { Images } from "./images.ts";
import type { Ledger } from "./ledger.ts";

/** Samples in one event and one transaction: few enough to be quick, enough to spread the cost of reaching the disk. */
const BATCH = 500;
/** Files that are probed at a time. */
const PROBES = 4;

type Facts = Omit<ImageRecord, "stored" | "path">;
/** What became of an image file; `image` is null where the project has these bytes already. */
type Probed =
  | { readonly facts: Facts; readonly image: StoredImage | null }
  | { readonly problem: AppError; readonly fatal: boolean };

interface Options {
  readonly copy: boolean;
  readonly probe: ImageProbe;
}

/** Errors of the project's own disk would meet every further sample too: the import ends there, the rest is kept. */
const FATAL = new Set(["disk-full", "read-only", "project-damaged"]);

/** Adds samples batch by batch; what cannot be added is refused by itself, with its reason, and the rest goes on. */
export class SampleAdder {
  readonly #ledger: Ledger;
  readonly #images: Images;
  readonly #options: Options;
  readonly #probed = new Map<string, Probed>();
  readonly #placed = new Set<string>();
  readonly #ids: string[] = [];
  readonly #refused: { imagePath: string; message: string; cure: string }[] = [];

  constructor(ledger: Ledger, images: Images, options: Options) {
    this.#ledger = ledger;
    this.#images = images;
    this.#options = options;
  }

  async add(samples: readonly NewSample[]): Promise<AddReport> {
    for (let start = 0; start < samples.length; start += BATCH) {
      const batch = samples.slice(start, start + BATCH);
      await this.#probeAll(batch);
      this.#addBatch(batch);
      // Others get their turn between batches, also where no image had to be read.
      await setImmediate();
    }
    return { added: this.#ids.length, sampleIds: this.#ids, refused: this.#refused };
  }

  async #probeAll(batch: readonly NewSample[]): Promise<void> {
    const paths = [...new Set(batch.map((sample) => resolve(sample.imagePath)))].filter((p) => !this.#probed.has(p));
    let next = 0;
    const worker = async () => {
      while (next < paths.length) {
        const path = paths[next++] as string;
        this.#probed.set(path, await this.#probe(path));
      }
    };
    await Promise.all(Array.from({ length: Math.min(PROBES, paths.length) }, worker));
  }

  async #probe(path: string): Promise<Probed> {
    let facts: Facts;
    try {
      facts = await this.#options.probe(path);
    } catch (thrown) {
      return { problem: asAppError(thrown), fatal: false };
    }
    try {
      return { facts, image: await this.#place(path, facts) };
    } catch (thrown) {
      const problem = asAppError(thrown);
      return { problem, fatal: FATAL.has(problem.code) };
    }
  }

  /** A known image keeps its file as long as that is there and unchanged; else this one, of equal bytes, takes over. */
  async #place(path: string, facts: Facts): Promise<StoredImage | null> {
    this.#ledger.assertOpen();
    const known = this.#images.find(facts.id);
    if (known !== null && this.#images.status(known) === "ok") return null;
    return await this.#images.place(path, facts, this.#options.copy);
  }

  #addBatch(batch: readonly NewSample[]): void {
    const images = new Map<string, StoredImage>();
    const ready: { sample: NewSample; facts: Facts; id: string }[] = [];
    const taken = new Set<string>();
    this.#ledger.assertOpen();
    for (const sample of batch) {
      const probed = this.#probed.get(resolve(sample.imagePath));
      if (probed === undefined) throw new Error(`${sample.imagePath} was not probed`);
      if ("problem" in probed && probed.fatal) throw probed.problem;
      try {
        if ("problem" in probed) throw probed.problem;
        const { facts, image } = probed;
        this.#check(sample, facts, taken);
        if (image !== null && !this.#placed.has(facts.id) && !images.has(facts.id)) images.set(facts.id, image);
        const id = sample.id ?? randomUUID();
        taken.add(id);
        ready.push({ sample, facts, id });
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        this.#refused.push({ imagePath: sample.imagePath, message: thrown.message, cure: thrown.cure });
      }
    }
    if (ready.length === 0) return;
    this.#ledger.change(() => {
      const samples = ready.map(({ sample, facts, id }): StoredSample => {
        const groundTruth = sample.groundTruth == null ? null : this.#ledger.contents.putMask(sample.groundTruth);
        return { id, imageId: facts.id, question: sample.question, category: sample.category ?? "", groundTruth };
      });
      this.#ledger.record("samples.added", { images: [...images.values()], samples });
    });
    for (const id of images.keys()) this.#placed.add(id);
    for (const { id } of ready) this.#ids.push(id);
  }

  #check(sample: NewSample, facts: Facts, taken: ReadonlySet<string>): void {
    if (sample.question.trim() === "") {
      throw refusal(sample, "This sample has no question.", "Give it a question.");
    }
    const { id } = sample;
    if (id !== undefined) {
      const known = this.#ledger.db.value("SELECT 1 FROM sample WHERE id = ?", id) !== null;
      if (id === "" || known || taken.has(id)) {
        throw refusal(
          sample,
          `The project already has a sample with the id "${id}".`,
          "Give every sample an id of its own.",
        );
      }
    }
    if (sample.groundTruth != null) {
      const [height, width] = sample.groundTruth.size;
      if (height !== facts.height || width !== facts.width) {
        throw refusal(
          sample,
          `Its ground truth has ${width} x ${height} pixels, the image ${facts.width} x ${facts.height}.`,
          "Export the mask at the image's own size.",
        );
      }
      rleArea(sample.groundTruth);
    }
  }
}

function asAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError(toErrorReport(thrown), { cause: thrown });
}

function refusal(sample: NewSample, message: string, cure: string): AppError {
  return new AppError({ code: "bad-input", message, where: sample.id ?? sample.imagePath, cure });
}
