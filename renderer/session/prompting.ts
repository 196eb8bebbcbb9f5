import { rleBBox } from "#core/masks";
import type { Box, Point, Prompts } from "#core/samples";
import { Clicks } from "./clicks.ts";
import type { Edits } from "./edits.ts";
import { IgnorePrompts } from "./ignore-prompts.ts";
import type { SessionPorts } from "./ports.ts";
import { isEmpty, noPrompts, untouchedCandidate, withoutPoint, withPoint } from "./prompts.ts";
import { Refinements } from "./refinement.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Segmenter } from "./segmenter.ts";
import type { Turns } from "./turns.ts";
import type { OpenSample } from "./types.ts";

/** Points and boxes for SAM on the open sample. */
export class Prompting {
  readonly #book: SampleBook;
  readonly #segmenter: Segmenter;
  readonly #refinements = new Refinements();
  readonly #clicks: Clicks;
  readonly #ignore: IgnorePrompts;

  constructor(ports: SessionPorts, book: SampleBook, segmenter: Segmenter, turns: Turns, edits: Edits) {
    this.#book = book;
    this.#segmenter = segmenter;
    this.#clicks = new Clicks(ports, book, segmenter, turns, this.#refinements);
    this.#ignore = new IgnorePrompts(ports, edits, segmenter);
  }

  prompts(): Prompts {
    const sample = this.#book.current();
    return sample?.draft ?? sample?.state.prompts ?? noPrompts;
  }

  addPoint(point: Point): void {
    const sample = this.#book.editable();
    if (!sample || this.#ignore.addPoint(point)) return;
    this.#clicks.add(sample, this.#with(sample, point), point.label === 1 ? "positive point" : "negative point");
  }

  removePoint(index: number): void {
    this.#change(withoutPoint(this.prompts(), index), "remove point");
  }

  setBox(box: Box | null): void {
    if (!this.#ignore.setBox(box)) this.#change({ ...this.prompts(), box }, box ? "box" : "remove box");
  }

  clear(): void {
    if (!isEmpty(this.prompts())) this.#change(noPrompts, "clear prompts");
  }

  /** Shows what a point here would give; null when the pointer has left. */
  hover(point: Point | null): void {
    const sample = this.#book.current();
    if (!sample || !point || sample.detail.imageStatus !== "ok" || sample.draft) this.#segmenter.clearPreview();
    else {
      const ignored = this.#ignore.at(point);
      if (ignored) this.#segmenter.preview(sample.detail.id, ignored, null);
      else this.#segmenter.preview(sample.detail.id, this.#with(sample, point), this.#refinements.baseOf(sample));
    }
  }

  /** The prompts that a click here would give. */
  #with(sample: OpenSample, point: Point): Prompts {
    const { mask } = sample.state;
    const shown = untouchedCandidate(sample.state, sample.detail.candidates) ?? (mask && { bbox: rleBBox(mask) });
    return withPoint(this.prompts(), point, sample.draft ? null : shown);
  }

  #change(prompts: Prompts, action: string): void {
    const sample = this.#book.editable();
    if (sample) this.#clicks.add(sample, prompts, action);
  }
}
