import { fromErrorReport } from "#core/errors";
import type { MaskWork } from "#renderer/editing";
import type { RasterAnswer, RasterKind, RasterRequest, RasterRequests } from "./messages.ts";

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (thrown: unknown) => void;
}

/** The page's handle on the raster worker, in which pictures and masks are decoded, so that the page never stalls. */
class RasterClient {
  #worker: Worker | null = null;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();

  ask<K extends RasterKind>(kind: K, input: RasterRequests[K]["input"]): Promise<RasterRequests[K]["output"]> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#started().postMessage({ id, kind, input } as RasterRequest);
    });
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL("./raster-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<RasterAnswer>) => this.#settle(event.data));
    worker.addEventListener("error", (event) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message || "The raster worker failed."));
      this.#waiting.clear();
      worker.terminate();
      this.#worker = null;
    });
    this.#worker = worker;
    return worker;
  }

  #settle(answer: RasterAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.output as never);
    else waiting?.reject(fromErrorReport(answer.report));
  }
}

export const raster = new RasterClient();

/** In a thread of its own, so that a long operation does not keep a mask from being drawn. */
const edits = new RasterClient();

export const maskWork: MaskWork = {
  apply: (mask, op) => edits.ask("edit", { mask, op }),
  flood: (url, place, options) => edits.ask("flood", { url, place, options }),
  measure: (mask, reference, ignore) => edits.ask("effect", { mask, reference, ignore }),
};
