import type { Box, Point, Prompts } from "#core/samples";
import type { Edits } from "./edits.ts";
import type { SessionPorts } from "./ports.ts";
import type { Segmenter } from "./segmenter.ts";

/**
 * SAM's tools while the ignore layer is painted. It has no prompts of its own that later clicks could go on from: each
 * click or box adds what SAM sees there, a negative point takes it away.
 */
export class IgnorePrompts {
  readonly #ports: Pick<SessionPorts, "get">;
  readonly #edits: Edits;
  readonly #segmenter: Segmenter;

  constructor(ports: Pick<SessionPorts, "get">, edits: Edits, segmenter: Segmenter) {
    this.#ports = ports;
    this.#edits = edits;
    this.#segmenter = segmenter;
  }

  /** What SAM is asked for a point here; null while the mask is painted. */
  at(point: Point): Prompts | null {
    return this.#ports.get().layer === "ignore" ? { points: [{ ...point, label: 1 }], box: null } : null;
  }

  /** Answers whether the point was one for the ignore layer. */
  addPoint(point: Point): boolean {
    const prompts = this.at(point);
    if (prompts) this.#join(prompts, point.label === 0, point.label === 1 ? "positive point" : "negative point");
    return prompts !== null;
  }

  setBox(box: Box | null): boolean {
    if (!box || this.#ports.get().layer !== "ignore") return false;
    this.#join({ points: [], box }, false, "box");
    return true;
  }

  #join(prompts: Prompts, subtract: boolean, action: string): void {
    const find = async (sampleId: string) => (await this.#segmenter.segment(sampleId, prompts, null)).rle;
    void this.#edits.join(find, subtract, action);
  }
}
