/**
 * Browsers open at most six connections to a host, all tabs together. A stream of events holds one for good, so
 * three tabs would leave none for anything else. Two are kept free for it.
 */
export const MOST_EVENT_STREAMS = 4;

/**
 * The event streams that are open, oldest first. One more than there may be ends the oldest; its page connects anew
 * by itself a few seconds later and is told the present state first, so with many tabs they take turns.
 */
export class EventStreams {
  readonly #open = new Set<AbortController>();

  add(stream: AbortController): void {
    this.#open.add(stream);
    if (this.#open.size <= MOST_EVENT_STREAMS) return;
    const [oldest] = this.#open;
    if (oldest) this.#open.delete(oldest);
    oldest?.abort();
  }

  remove(stream: AbortController): void {
    this.#open.delete(stream);
  }
}
