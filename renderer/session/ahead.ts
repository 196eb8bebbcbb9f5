import type { SampleDetail, SampleSummary } from "#core/samples";
import { reportOf } from "#renderer/link";
import { isFiltered } from "./filter.ts";
import { neighbourOf } from "./neighbours.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";
import type { QueueFilter } from "./types.ts";

interface Next {
  /** The sample that it follows, in the queue as it was filtered. */
  readonly after: string;
  readonly filter: QueueFilter;
  readonly detail: SampleDetail;
}

/**
 * What comes next in the queue, made ready while the person looks: the next sample is read and its picture decoded, and
 * its embedding is made, in the whole queue also that of the one after it.
 */
export class Ahead {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  #next: Next | null = null;
  /** The sample that is being read ahead. */
  #asked: string | null = null;

  constructor(ports: SessionPorts, book: SampleBook) {
    this.#ports = ports;
    this.#book = book;
  }

  async look(detail: SampleDetail): Promise<void> {
    const { api, get } = this.#ports;
    const { projectId, filter } = get();
    this.forget();
    try {
      const first = await neighbourOf(api, projectId, filter, detail.ordinal, 1);
      // A place in a filtered queue takes many questions to find: there the next one is enough.
      const isWhole = !isFiltered(filter);
      const second = first && isWhole ? await neighbourOf(api, projectId, filter, first.ordinal, 1) : null;
      if (!this.#book.isCurrent(detail.id)) return;
      if (first) await this.#keep(first, { after: detail.id, filter });
      const sampleIds = [detail, first, second].flatMap((sample) => (sample ? [sample.id] : []));
      if (this.#book.isCurrent(detail.id) && detail.imageStatus === "ok")
        await api.sam.prefetch.mutate({ projectId, sampleIds });
    } catch (thrown) {
      console.warn("Nothing was made ready ahead:", reportOf(thrown).message);
    }
  }

  async #keep({ id }: SampleSummary, place: Omit<Next, "detail">): Promise<void> {
    const { api, get, set } = this.#ports;
    this.#asked = id;
    const detail = await api.samples.get.query({ projectId: get().projectId, sampleId: id });
    // Nobody is waiting for it any more where another sample was opened or something of it changed meanwhile.
    if (this.#asked !== id || !this.#book.isCurrent(place.after)) return;
    this.#next = { ...place, detail };
    set({ nextImageId: detail.imageStatus === "ok" ? detail.imageId : null });
  }

  /** Which sample follows this one in the queue as it is filtered now; null where that was not looked up. */
  after(sampleId: string, filter: QueueFilter): string | null {
    const next = this.#next;
    return next?.after === sampleId && next.filter === filter ? next.detail.id : null;
  }

  /** The sample as it was read ahead, once. */
  take(sampleId: string): SampleDetail | null {
    const next = this.#next;
    this.forget();
    return next?.detail.id === sampleId ? next.detail : null;
  }

  /** Nothing that was read before counts. */
  forget(): void {
    this.#asked = null;
    this.#next = null;
  }

  /** These samples (null: more than single ones) are others now; in a filtered queue another one may follow then. */
  heard(sampleIds: readonly string[] | null): void {
    const after = this.#book.current()?.detail.id;
    const isOther = (id: string) => id === this.#asked || (isFiltered(this.#ports.get().filter) && id !== after);
    if (sampleIds === null || sampleIds.some(isOther)) this.forget();
  }
}
