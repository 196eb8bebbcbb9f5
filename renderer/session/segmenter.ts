import type { Prompts, SegmentResult } from "#core/samples";
import { type Api, isAbort, reportOf } from "#renderer/link";
import type { Base } from "./refinement.ts";
import type { Preview, SessionState } from "./types.ts";

const HOVER_DELAY_MS = 40;

interface Ports {
  readonly api: Api;
  readonly get: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
}

/**
 * Asks SAM. Answers to clicks are always awaited; a hover's question is taken back as soon as the pointer has moved
 * on, except for the first one on an image, which makes the embedding that all others need.
 */
export class Segmenter {
  readonly #ports: Ports;
  #hover: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #warming: string | null = null;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async segment(sampleId: string, prompts: Prompts, base: Base | null): Promise<SegmentResult> {
    const { get, set } = this.#ports;
    this.clearPreview();
    if (get().embedding !== "ready") set({ embedding: "waiting" });
    const result = await this.#answer(sampleId, prompts, base);
    if (get().sample?.detail.id === sampleId) set({ embedding: "ready", lastSegment: result });
    return result;
  }

  /** Shows what SAM would answer, a moment after the pointer came to rest. */
  preview(sampleId: string, prompts: Prompts, base: Base | null): void {
    this.#cancelHover();
    if (this.#warming === sampleId) return;
    this.#timer = setTimeout(() => void this.#ask(sampleId, prompts, base), HOVER_DELAY_MS);
  }

  clearPreview(): void {
    this.#cancelHover();
    if (this.#ports.get().preview) this.#ports.set({ preview: null });
  }

  /** From the prompts alone, or from a mask that they correct. */
  #answer(sampleId: string, prompts: Prompts, base: Base | null, signal?: AbortSignal): Promise<SegmentResult> {
    const { api, get } = this.#ports;
    const input = { projectId: get().projectId, sampleId, prompts };
    const options = signal === undefined ? {} : { signal };
    if (base === null) return api.sam.segment.query(input, options);
    return api.sam.refine.mutate({ ...input, mask: base.mask, candidateId: base.candidateId }, options);
  }

  async #ask(sampleId: string, prompts: Prompts, base: Base | null): Promise<void> {
    const { get, set } = this.#ports;
    const first = get().embedding !== "ready";
    const abort = new AbortController();
    if (first) {
      this.#warming = sampleId;
      set({ embedding: "waiting" });
    } else this.#hover = abort;
    const isCurrent = (): boolean => get().sample?.detail.id === sampleId && !abort.signal.aborted;
    try {
      const result = await this.#answer(sampleId, prompts, base, abort.signal);
      if (!isCurrent()) return;
      const preview: Preview = { rle: result.rle, predictedIou: result.predictedIou };
      // The pointer has long gone on from where the first question was asked.
      set(first ? { embedding: "ready", lastSegment: result } : { preview });
    } catch (thrown) {
      if (isAbort(thrown) || !isCurrent()) return;
      set({ preview: null, embedding: first ? "unknown" : "ready" });
      console.warn("No preview:", reportOf(thrown).message);
    } finally {
      if (first) this.#warming = null;
    }
  }

  #cancelHover(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#hover?.abort();
    this.#hover = null;
  }
}
