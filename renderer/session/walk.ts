import { textNow } from "#renderer/language";
import type { Ahead } from "./ahead.ts";
import { pageQuery } from "./filter.ts";
import { neighbourOf } from "./neighbours.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";

/** Going through the queue, sample by sample. */
export class Walk {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #ahead: Ahead;
  readonly #open: (sampleId: string) => Promise<void>;
  /** Steps that were asked for and not gone yet; back is negative. */
  #wanted = 0;
  #isWalking = false;
  /** Where the queue ended on the way, if it did. */
  #end: 1 | -1 | null = null;

  constructor(ports: SessionPorts, book: SampleBook, ahead: Ahead, open: (sampleId: string) => Promise<void>) {
    this.#ports = ports;
    this.#book = book;
    this.#ahead = ahead;
    this.#open = open;
  }

  /**
   * The sample before or after the open one in the queue as it is filtered. Presses that come while one is looked for
   * or opened add up: the last of the samples that they lead to is opened.
   */
  async step(by: 1 | -1): Promise<void> {
    const { sample, filter } = this.#ports.get();
    const known = by === 1 && sample ? this.#ahead.after(sample.detail.id, filter) : null;
    // It was read already: within this very press it is on the screen.
    if (known !== null && !this.#isWalking) return this.#open(known);
    this.#wanted += by;
    if (this.#isWalking) return;
    this.#isWalking = true;
    await this.#ports.guarded(async () => {
      while (this.#wanted !== 0) {
        const next = await this.#target();
        if (next !== null) await this.#open(next);
        // Told when the sample that it is said of is on the screen.
        if (this.#end !== null) this.#tellEnd(this.#end);
        this.#end = null;
        if (next === null) return;
      }
    });
    this.#wanted = 0;
    this.#isWalking = false;
  }

  /** Where the presses up to now lead; null where that is where we are. */
  async #target(): Promise<string | null> {
    const { api, get } = this.#ports;
    const { sample, filter, projectId } = get();
    if (!sample) return null;
    let [ordinal, found]: [number, string | null] = [sample.detail.ordinal, null];
    while (this.#wanted !== 0) {
      const by = this.#wanted > 0 ? 1 : -1;
      this.#wanted -= by;
      const next = await neighbourOf(api, projectId, filter, ordinal, by);
      if (next === null) {
        this.#wanted = 0;
        this.#end = by;
        return found;
      }
      ordinal = next.ordinal;
      found = next.id;
    }
    return found === sample.detail.id ? null : found;
  }

  #tellEnd(by: 1 | -1): void {
    const { last, first } = textNow().notices;
    this.#ports.host.notify("info", { message: by === 1 ? last : first, cure: "" }, "sample");
  }

  /** The next one that can be judged and was not, of those that the filter shows; their status is what is asked for. */
  async nextOpen(): Promise<void> {
    const { api, get, guarded } = this.#ports;
    const afterOrdinal = this.#book.current()?.detail.ordinal ?? -1;
    await guarded(async () => {
      const { status: _, ...filter } = pageQuery(get().filter);
      const next = await api.samples.nextOpen.query({ projectId: get().projectId, afterOrdinal, filter });
      if (next) return this.#open(next.id);
      if (Object.keys(filter).length === 0) return this.#tellDone();
      const { filteredDone: message, filteredDoneCure: cure } = textNow().notices;
      this.#ports.host.notify("done", { message, cure });
    });
  }

  async #tellDone(): Promise<void> {
    const { api, get, host } = this.#ports;
    const waiting = (await api.samples.counts.query({ projectId: get().projectId }))["needs-question"];
    const words = textNow().notices;
    if (waiting === 0) {
      const keyOf = (by: 1 | -1) => host.stepKey?.(by) ?? null;
      host.notify("done", { message: words.done, cure: words.doneCure(keyOf(-1), keyOf(1)) });
      return;
    }
    host.notify("info", { message: words.questionsLeft(waiting), cure: words.questionsLeftCure });
  }
}
