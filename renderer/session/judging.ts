import type { ReviewRules } from "#core/samples";
import type { Place } from "#renderer/editing";
import { textNow } from "#renderer/language";
import { reportOf } from "#renderer/link";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";
import { isVeiled } from "./veil.ts";

/** The project's rules of judging, and pointing at the target before a mask is seen. */
export class Judging {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  /** Since when the question is on the screen, and which sample's. */
  #shown: { readonly sampleId: string; readonly at: number } | null = null;
  /** Samples whose pointing is on its way. */
  readonly #pending = new Set<string>();

  constructor(ports: SessionPorts, book: SampleBook) {
    this.#ports = ports;
    this.#book = book;
  }

  /** Reads the rules; without an answer they stay as they were. */
  async load(): Promise<void> {
    const { api, get, set } = this.#ports;
    try {
      const rules = await api.judging.rules.query({ projectId: get().projectId });
      if (JSON.stringify(rules) !== JSON.stringify(get().rules)) set({ rules });
    } catch (thrown) {
      console.warn("The rules of judging could not be read:", reportOf(thrown).message);
    }
  }

  /** Answers whether the rules are on the disk. */
  async change(rules: Partial<ReviewRules>): Promise<boolean> {
    const { api, get, set, host } = this.#ports;
    try {
      set({ rules: await api.judging.changeRules.mutate({ projectId: get().projectId, rules }) });
      return true;
    } catch (thrown) {
      host.notify("problem", reportOf(thrown));
      return false;
    }
  }

  /** Whether this person wants to point first in every project. */
  setOwn(ownBlind: boolean): void {
    if (this.#ports.get().ownBlind !== ownBlind) this.#ports.set({ ownBlind });
  }

  /** The question came onto the screen: from here on the time to pointing counts. */
  shown(sampleId: string): void {
    if (this.#shown?.sampleId !== sampleId) this.#shown = { sampleId, at: performance.now() };
  }

  /** Where the target is, in pixels of the picture; null: nothing to point at. Reveals what was hidden once it is kept. */
  async point(place: Place | null, by: "pointer" | "keyboard"): Promise<void> {
    const { api, get, host } = this.#ports;
    const state = get();
    const sampleId = state.sample?.detail.id;
    if (sampleId === undefined || state.loading !== null || !isVeiled(state) || this.#pending.has(sampleId)) return;
    const since = this.#shown?.sampleId === sampleId ? this.#shown.at : performance.now();
    const milliseconds = Math.round(performance.now() - since);
    this.#pending.add(sampleId);
    try {
      const pointed = { place: place && rounded(place), by, milliseconds };
      const pointing = await api.judging.point.mutate({ projectId: state.projectId, sampleId, pointed });
      const sample = this.#book.find(sampleId);
      if (sample) this.#book.patch(sampleId, { detail: { ...sample.detail, pointing } });
    } catch (thrown) {
      host.notify("problem", reportOf(thrown));
    } finally {
      this.#pending.delete(sampleId);
    }
  }
}

/** Nothing can be done to the sample before its target was pointed at. */
export function tellPointFirst({ host }: SessionPorts): void {
  const { pointFirst: message, pointFirstCure: cure } = textNow().notices;
  host.notify("info", { message, cure }, "sample");
}

/** To a hundredth of a pixel: finer than a pointer, short in the log. */
function rounded({ x, y }: Place): Place {
  const round = (value: number): number => Math.round(value * 100) / 100;
  return { x: round(x), y: round(y) };
}
