import type { ErrorReport } from "#core/errors";
import { textNow } from "#renderer/language";
import { reportOf } from "#renderer/link";
import { tellPointFirst } from "./judging.ts";
import { neighbourOf } from "./neighbours.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Turns } from "./turns.ts";
import type { OpenSample } from "./types.ts";
import { isVeiled } from "./veil.ts";

export type Move = "undo" | "redo";

/** Undo and redo of the open sample, and the word to a person where there is nothing to be done. */
export class Moves {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #turns: Turns;
  /** The sample of the newest verdict that was given here and not undone since. */
  #judged: string | null = null;

  constructor(ports: SessionPorts, book: SampleBook, turns: Turns) {
    this.#ports = ports;
    this.#book = book;
    this.#turns = turns;
  }

  /** A verdict was given: people look for its undo on the sample that comes next. */
  judged(sampleId: string): void {
    this.#judged = sampleId;
  }

  async move(kind: Move): Promise<void> {
    const state = this.#ports.get();
    if (!state.sample || state.loading !== null) return;
    const sampleId = state.sample.detail.id;
    // The screen tells nothing of what was done before the pointing; its undo would be one in the dark.
    if (depthOf(state.sample, kind) > 0 && isVeiled(state)) {
      tellPointFirst(this.#ports);
      return;
    }
    // At once if it can be: an edit right afterwards must see that this is on its way.
    if (!this.#turns.areFree) await this.#turns.settled();
    const sample = this.#book.find(sampleId);
    if (!sample) return;
    if (depthOf(sample, kind) === 0) return this.#tellNothing(sample, kind);
    // What is made from now on is made of what is shown, so that an undo must not come before it on the disk.
    if (this.#book.isStopped) {
      tellNotMoved(this.#ports, kind, null);
      return;
    }
    await this.#book.move(sampleId, kind);
    if (sampleId === this.#judged && !this.#book.find(sampleId)?.state.verdict) this.#judged = null;
  }

  async #tellNothing(sample: OpenSample, kind: Move): Promise<void> {
    const words = textNow().notices;
    const cure = kind === "undo" ? await this.#wayToVerdict(sample) : "";
    if (!this.#book.isCurrent(sample.detail.id)) return;
    const message = kind === "undo" ? words.nothingToUndo : words.nothingToRedo;
    this.#ports.host.notify("info", { message, cure }, "sample");
  }

  /** How to come to the undo of the newest verdict, which is another sample's. */
  async #wayToVerdict({ detail }: OpenSample): Promise<string> {
    if (this.#judged === null || this.#judged === detail.id) return "";
    const words = textNow().notices;
    const isBefore = (await this.#before(detail.ordinal)) === this.#judged;
    return isBefore ? words.undoVerdict(this.#ports.host.stepKey?.(-1) ?? null) : words.undoVerdictElsewhere;
  }

  /** Where the key for the sample before leads. */
  async #before(ordinal: number): Promise<string | null> {
    const { api, get } = this.#ports;
    const { projectId, filter } = get();
    try {
      return (await neighbourOf(api, projectId, filter, ordinal, -1))?.id ?? null;
    } catch (thrown) {
      console.warn("The sample before was not found:", reportOf(thrown).message);
      return null;
    }
  }
}

const depthOf = (sample: OpenSample, kind: Move): number => (kind === "undo" ? sample.undoDepth : sample.redoDepth);

/** An undo or redo is not done: it failed itself, or (null) changes before it wait to be saved. */
export function tellNotMoved({ host }: SessionPorts, kind: Move, why: ErrorReport | null): void {
  const words = textNow().notices;
  const stopped = { message: words.moveStopped[kind], cure: words.moveStoppedCure[kind] };
  host.notify("problem", why ? { ...why, message: words.moveFailed[kind](why.message) } : stopped);
}
