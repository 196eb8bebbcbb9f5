import type { Prompts, SampleState } from "#core/samples";
import { isAbort, reportOf } from "#renderer/link";
import type { SessionPorts } from "./ports.ts";
import { isEmpty } from "./prompts.ts";
import type { Refinements } from "./refinement.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Segmenter } from "./segmenter.ts";
import type { Turns } from "./turns.ts";
import type { OpenSample } from "./types.ts";

/** Answers changes of the prompts one after the other, so that each is an undo step of its own. */
export class Clicks {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #segmenter: Segmenter;
  readonly #turns: Turns;
  readonly #refinements: Refinements;

  constructor(ports: SessionPorts, book: SampleBook, segmenter: Segmenter, turns: Turns, refinements: Refinements) {
    this.#ports = ports;
    this.#book = book;
    this.#segmenter = segmenter;
    this.#turns = turns;
    this.#refinements = refinements;
  }

  /** Shows the prompts at once, their mask when SAM has answered. */
  add(sample: OpenSample, prompts: Prompts, action: string): void {
    const sampleId = sample.detail.id;
    this.#book.patch(sampleId, { draft: prompts });
    void this.#turns.take(() => this.#answer(sampleId, prompts, action));
  }

  async #answer(sampleId: string, prompts: Prompts, action: string): Promise<void> {
    const before = this.#book.find(sampleId);
    // An earlier click of the same series failed and took this one with it.
    if (!before?.draft) return;
    const base = this.#refinements.baseOf(before);
    try {
      const mask = isEmpty(prompts)
        ? (base?.mask ?? proposedMask(before))
        : (await this.#segmenter.segment(sampleId, prompts, base)).rle;
      const now = this.#book.find(sampleId);
      if (!now?.draft) return;
      this.#refinements.answered(sampleId, mask, base);
      // Committed first: a sample without a draft and without unsaved changes would be let go.
      void this.#book.commit(sampleId, { mask, prompts, verdict: null }, action);
      if (now.draft === prompts) this.#book.patch(sampleId, { draft: null });
    } catch (thrown) {
      this.#book.patch(sampleId, { draft: null });
      this.#book.forgetIfSaved(sampleId);
      if (this.#ports.get().embedding === "waiting") this.#ports.set({ embedding: "unknown" });
      if (!isAbort(thrown)) this.#ports.host.notify("problem", reportOf(thrown));
    }
  }
}

/** Without prompts the mask is the chosen candidate's again, or none. */
function proposedMask({ state, detail }: OpenSample): SampleState["mask"] {
  return detail.candidates.find((candidate) => candidate.id === state.chosenCandidateId)?.rle ?? null;
}
