type Listener = (event: MessageEvent | Event) => void;

/** Node 20 has no EventSource. This one is made over fetch, sends the headers given, and does not reconnect. */
export function eventSourceWith(headers: Record<string, string>) {
  return class FetchEventSource {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSED = 2;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSED = 2;
    readyState = 0;
    readonly #target = new EventTarget();
    readonly #abort = new AbortController();

    constructor(readonly url: string) {
      void this.#read();
    }

    addEventListener(type: string, listener: Listener): void {
      this.#target.addEventListener(type, listener);
    }

    removeEventListener(type: string, listener: Listener): void {
      this.#target.removeEventListener(type, listener);
    }

    close(): void {
      this.readyState = this.CLOSED;
      this.#abort.abort();
    }

    async #read(): Promise<void> {
      try {
        const accept = { ...headers, accept: "text/event-stream" };
        const response = await fetch(this.url, { headers: accept, signal: this.#abort.signal });
        if (!response.ok || !response.body) throw new Error(`The event stream was answered with ${response.status}.`);
        this.readyState = this.OPEN;
        let text = "";
        for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
          const blocks = (text + chunk).split("\n\n");
          text = blocks.pop() ?? "";
          for (const block of blocks) this.#dispatch(block);
        }
        throw new Error("The event stream ended.");
      } catch {
        if (this.readyState === this.CLOSED) return;
        this.readyState = this.CLOSED;
        this.#target.dispatchEvent(new Event("error"));
      }
    }

    #dispatch(block: string): void {
      const fields = new Map<string, string>();
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
      }
      if (!fields.has("data") && !fields.has("event")) return;
      const event = new MessageEvent(fields.get("event") ?? "message", { data: fields.get("data") ?? "" });
      this.#target.dispatchEvent(event);
    }
  };
}
