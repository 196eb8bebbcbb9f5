import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError } from "#core/errors";
import type { NewSample } from "./contract.ts";
import type { ImportedProposal, ImportedSample, StoredImage } from "./event-kinds.ts";
import { checkModelName, foreignCandidateId } from "./foreign-masks.ts";
import { type ImageIntake, isFatal, type TakenImage } from "./image-intake.ts";
import type { ChangeBy, Ledger } from "./ledger.ts";
import { checkMasks, detailsBody, refusal } from "./sample-check.ts";

export interface IntakeReport {
  readonly ids: readonly string[];
  readonly present: number;
  readonly refused: readonly { readonly index: number; readonly problem: AppError }[];
}

interface ReadySample {
  readonly sample: NewSample;
  readonly id: string;
  readonly image: Exclude<TakenImage, { readonly problem: AppError }>;
  readonly details: string | null;
}

/** Takes samples batch by batch; what cannot be added is refused by itself, with its reason, and the rest goes on. */
export class SampleIntake {
  readonly #ledger: Ledger;
  readonly #images: ImageIntake;
  readonly #by: ChangeBy;
  /** Samples before this place in the queue count as present when they come again; later ones are refused. */
  readonly #begin: number;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ledger: Ledger, images: ImageIntake, by: ChangeBy) {
    this.#ledger = ledger;
    this.#images = images;
    this.#by = by;
    this.#begin = by === "import" ? Number(ledger.db.value("SELECT max(ordinal) FROM sample") ?? -1) + 1 : 0;
  }

  /** One transaction. Batches that are given at a time follow one another in the order in which they were given. */
  add(batch: readonly NewSample[]): Promise<IntakeReport> {
    const adding = this.#turn.then(() => this.#add(batch));
    this.#turn = adding.catch(() => {});
    return adding;
  }

  async #add(batch: readonly NewSample[]): Promise<IntakeReport> {
    this.#ledger.assertOpen();
    const paths = new Set<string>();
    for (const sample of batch) {
      const path = resolve(sample.imagePath);
      // A sample that is there already needs no look at its image: an import that was cut off goes on quickly.
      if (this.#images.has(path) || this.#ordinalOf(sample) === null) paths.add(path);
    }
    const images = await this.#images.take(paths);
    const report = this.#record(batch, images);
    // Others get their turn between batches, also where no image had to be read.
    await setImmediate();
    return report;
  }

  #record(batch: readonly NewSample[], images: ReadonlyMap<string, TakenImage>): IntakeReport {
    this.#ledger.assertOpen();
    const refused: { index: number; problem: AppError }[] = [];
    const ready: ReadySample[] = [];
    const ids = new Set<string>();
    let present = 0;
    for (const [index, sample] of batch.entries()) {
      try {
        if (this.#isPresent(sample, ids)) {
          present++;
          continue;
        }
        const image = images.get(resolve(sample.imagePath));
        if (image === undefined) throw new Error(`${sample.imagePath} was not read`);
        if ("problem" in image) {
          refused.push({ index, problem: image.problem });
          continue;
        }
        if (sample.proposal != null) checkModelName(sample.proposal.model);
        checkMasks(sample, image);
        const id = sample.id ?? randomUUID();
        ready.push({ sample, id, image, details: detailsBody(sample) });
        ids.add(id);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || isFatal(thrown)) throw thrown;
        refused.push({ index, problem: thrown });
      }
    }
    if (ready.length > 0) this.#write(ready);
    return { ids: [...ids], present, refused };
  }

  #ordinalOf({ id }: NewSample): number | null {
    return id === undefined ? null : (this.#ledger.db.value("SELECT ordinal FROM sample WHERE id = ?", id) as number);
  }

  #isPresent(sample: NewSample, ids: ReadonlySet<string>): boolean {
    const { id } = sample;
    if (id === undefined) return false;
    if (id === "") throw refusal(sample, "This sample's id is empty.", "Give every sample an id, or none.");
    const ordinal = this.#ordinalOf(sample);
    if (ordinal !== null && ordinal < this.#begin) return true;
    if (ordinal === null && !ids.has(id)) return false;
    const message =
      this.#by === "import"
        ? `An earlier sample of this import has the id "${id}" too.`
        : `The project already has a sample with the id "${id}".`;
    throw refusal(sample, message, "Give every sample an id of its own.");
  }

  #write(ready: readonly ReadySample[]): void {
    const images = new Map<string, StoredImage>();
    // In the order of the samples: of several files of the same bytes the first one counts.
    for (const { image } of ready) {
      if (image.pending !== null && !images.has(image.id)) images.set(image.id, image.pending);
    }
    this.#ledger.change(() => {
      const samples = ready.map((one) => this.#store(one));
      this.#ledger.record("samples.imported", { images: [...images.values()], samples });
    }, this.#by);
    for (const { image } of ready) image.pending = null;
  }

  #store({ sample, id, image, details }: ReadySample): ImportedSample {
    const { contents } = this.#ledger;
    return {
      id,
      imageId: image.id,
      question: sample.question,
      category: sample.category ?? "",
      groundTruth: sample.groundTruth == null ? null : contents.putMask(sample.groundTruth),
      ...(sample.kind === undefined || sample.kind.length === 0 ? {} : { kind: sample.kind }),
      ...(sample.split === undefined || sample.split === "" ? {} : { split: sample.split }),
      ...(sample.ignore == null ? {} : { ignore: contents.putMask(sample.ignore) }),
      ...(sample.proposal == null ? {} : { proposal: this.#propose(sample.proposal) }),
      ...(details === null ? {} : { details: contents.putBody(details) }),
    };
  }

  #propose({ model, rle }: NonNullable<NewSample["proposal"]>): ImportedProposal {
    return { model, candidateId: foreignCandidateId(model), mask: this.#ledger.contents.putMask(rle) };
  }
}
