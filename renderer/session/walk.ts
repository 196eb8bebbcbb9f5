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

  constructor(ports: SessionPorts, book: SampleBook, ahead: Ahead, open: (sampleId: string) => Promise<void>) {
    this.#ports = ports;
    this.#book = book;
    this.#ahead = ahead;
    this.#open = open;
  }

  /** The sample before or after the open one in the queue as it is filtered. */
  async step(by: 1 | -1): Promise<void> {
    const { api, get, guarded, host } = this.#ports;
    const { sample, filter, projectId } = get();
    if (!sample) return;
    const known = by === 1 ? this.#ahead.after(sample.detail.id, filter) : null;
    if (known !== null) return this.#open(known);
    await guarded(async () => {
      const next = await neighbourOf(api, projectId, filter, sample.detail.ordinal, by);
      if (next) return this.#open(next.id);
      const message = by === 1 ? "This is the last sample of the queue." : "This is the first sample of the queue.";
      host.notify("info", { message, cure: "" });
    });
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
      const cure = "Clear the filter to go on with the others.";
      this.#ports.host.notify("done", { message: "Every sample that the filter shows has a verdict.", cure });
    });
  }

  async #tellDone(): Promise<void> {
    const { api, get, host } = this.#ports;
    const waiting = (await api.samples.counts.query({ projectId: get().projectId }))["needs-question"];
    if (waiting === 0) {
      host.notify("done", {
        message: "Every sample has a verdict.",
        cure: "The keys for the sample before and after go through them.",
      });
      return;
    }
    const left = waiting === 1 ? "1 sample waits" : `${waiting.toLocaleString("en")} samples wait`;
    host.notify("info", {
      message: `Every sample that can be judged has a verdict; ${left} for a question.`,
      cure: "Filter the queue by “needs a question” to write them.",
    });
  }
}
