import type { Rle } from "#core/masks";
import type { Stroke } from "#renderer/editing";

interface Live {
  readonly stroke: Stroke;
  /** The counts of the mask that it led to; null until that is known. */
  result: string | null;
}

type Listener = {
  /** The last stroke has grown from this point on. */
  readonly grown: (stroke: Stroke, from: number) => void;
  /** Strokes are gone: what was drawn of them must go too. */
  readonly gone: () => void;
};

/** Strokes that the mask on the screen does not hold yet: the one under way, and those whose mask is being drawn anew. */
export class LiveStrokes {
  #strokes: Live[] = [];
  /** How many points of the last stroke were told. */
  #told = 0;
  readonly #listeners = new Set<Listener>();

  get all(): readonly Stroke[] {
    return this.#strokes.map(({ stroke }) => stroke);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The stroke under way as it is now; null takes it back. */
  show(stroke: Stroke | null): void {
    const last = this.#strokes.at(-1);
    if (!stroke) {
      if (last && last.result === null) this.#keep(this.#strokes.slice(0, -1));
      return;
    }
    if (last?.stroke !== stroke) {
      this.#strokes.push({ stroke, result: null });
      this.#told = 0;
    }
    const from = this.#told;
    this.#told = stroke.points.length;
    for (const { grown } of this.#listeners) grown(stroke, from);
  }

  /** The stroke has ended; `made` tells which mask it led to, null if to none. */
  async finish(stroke: Stroke, made: Promise<Rle | null>): Promise<void> {
    this.show(stroke);
    const mask = await made.catch(() => null);
    const live = this.#strokes.find((one) => one.stroke === stroke);
    if (!live) return;
    if (mask) live.result = mask.counts;
    else this.#keep(this.#strokes.filter((one) => one !== live));
  }

  /** The screen shows this mask now, while `current` is the one that there is: whatever is in it needs no drawing. */
  shown(counts: string | null, current: string | null): void {
    const at = counts === null ? -1 : this.#strokes.findLastIndex(({ result }) => result === counts);
    if (at >= 0) this.#keep(this.#strokes.slice(at + 1));
    // Another mask was put in their place, for instance by an undo.
    else if (counts === current) this.#keep(this.#strokes.filter(({ result }) => result === null));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(strokes: Live[]): void {
    if (strokes.length === this.#strokes.length) return;
    this.#strokes = strokes;
    for (const { gone } of this.#listeners) gone();
  }
}

/** One canvas, one hand. */
export const liveStrokes = new LiveStrokes();
