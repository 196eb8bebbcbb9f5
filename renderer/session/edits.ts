import type { Rle } from "#core/masks";
import type { Candidate } from "#core/samples";
import {
  type Combination,
  combined,
  type FloodOptions,
  type MaskOp,
  type MaskWork,
  type Outline,
  type Place,
  type Size,
  type Stroke,
  withOutline,
  withStroke,
} from "#renderer/editing";
import { textNow } from "#renderer/language";
import { isAbort, reportOf } from "#renderer/link";
import type { Effects } from "./effects.ts";
import { type Layer, layerOf, onLayer, withLayer } from "./layers.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Turns } from "./turns.ts";
import type { OpenSample } from "./types.ts";

/** What an edit makes of the mask that is there when its turn comes. */
type Change = (mask: Rle | null, size: Size) => Rle | null;
type SlowChange = (mask: Rle | null, size: Size) => Promise<Rle | null>;

const opNames: Readonly<Record<MaskOp["kind"], string>> = {
  "fill-holes": "fill holes",
  "remove-islands": "remove islands",
  grow: "grow",
  shrink: "shrink",
  smooth: "smooth",
};

const combinationNames: Readonly<Record<Combination, string>> = {
  union: "union with",
  intersection: "intersection with",
  difference: "subtract",
  xor: "XOR with",
};

/**
 * Edits of the open sample's mask, or of its ignore layer, by hand. Each is one undo step and on its way to the disk when it was made. Points and
 * box stay, so that SAM can go on from there; a verdict is withdrawn, as by every change of the mask.
 */
export class Edits {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #turns: Turns;
  readonly #work: MaskWork;
  readonly #effects: Effects;

  constructor(ports: SessionPorts, book: SampleBook, turns: Turns, work: MaskWork, effects: Effects) {
    this.#ports = ports;
    this.#book = book;
    this.#turns = turns;
    this.#work = work;
    this.#effects = effects;
  }

  setLayer(layer: Layer): void {
    this.#ports.set({ layer, preview: null });
  }

  /** The dataset's own mask as the mask, for instance to judge or to mend it. */
  takeReference(): void {
    const sample = this.#book.editable();
    if (sample?.detail.groundTruth) this.#keep(sample, "mask", sample.detail.groundTruth, "take the reference mask");
  }

  /** What somebody else finds, e.g. SAM, joins the layer that is painted, or leaves it. */
  async join(find: (sampleId: string) => Promise<Rle>, subtract: boolean, action: string): Promise<void> {
    const sample = this.#book.editable();
    if (!sample) return;
    const found = async (mask: Rle | null): Promise<Rle | null> =>
      combined(mask, await find(sample.detail.id), subtract ? "difference" : "union");
    await this.#slowly(sample, found, action);
  }

  /** Answers the mask that it led to; null if that is the one that was there, or nothing can be changed now. */
  stroke(stroke: Stroke): Promise<Rle | null> {
    const action = stroke.erase ? "eraser stroke" : "brush stroke";
    return this.#edit((mask, size) => withStroke(mask, size, stroke), action);
  }

  outline(outline: Outline, kind: "polygon" | "lasso"): Promise<Rle | null> {
    const action = outline.subtract ? `subtract ${kind}` : kind;
    return this.#edit((mask, size) => withOutline(mask, size, outline), action);
  }

  async combine(candidate: Candidate, how: Combination): Promise<void> {
    const action = `${combinationNames[how]} candidate ${candidate.rank}`;
    const sample = this.#book.editable();
    const made = await this.#edit((mask) => combined(mask, candidate.rle, how), action);
    if (sample && !made) this.#tellUnchanged(action);
  }

  async apply(op: MaskOp): Promise<void> {
    const sample = this.#book.editable();
    if (!sample) return;
    const made = await this.#slowly(
      sample,
      async (mask) => mask && (await this.#work.apply(mask, op)),
      opNames[op.kind],
    );
    if (made === "unchanged") this.#tellUnchanged(opNames[op.kind]);
  }

  /** Adds or takes away what is coloured like the pixel at a place of the picture, which lies at an address. */
  async flood(url: string, place: Place, options: FloodOptions, subtract: boolean): Promise<void> {
    const sample = this.#book.editable();
    if (!sample) return;
    const flooded = async (mask: Rle | null): Promise<Rle | null> =>
      combined(mask, await this.#work.flood(url, place, options), subtract ? "difference" : "union");
    await this.#slowly(sample, flooded, subtract ? "subtract flood fill" : "flood fill");
  }

  /** At once where nothing else is being made of masks, so that the next stroke begins where this one ended. */
  async #edit(change: Change, action: string): Promise<Rle | null> {
    const sample = this.#book.editable();
    if (!sample) return null;
    const { layer } = this.#ports.get();
    if (this.#turns.areFree && !this.#book.isMoving(sample.detail.id)) {
      return this.#keep(sample, layer, change(layerOf(sample, layer), sizeOf(sample)), action);
    }
    const made = await this.#slowly(sample, async (mask, size) => change(mask, size), action);
    return made === "unchanged" ? null : made;
  }

  /** When its turn comes. Null if it failed or came too late, which was told. */
  async #slowly(sample: OpenSample, change: SlowChange, action: string): Promise<Rle | "unchanged" | null> {
    const sampleId = sample.detail.id;
    const { layer } = this.#ports.get();
    const turn = async (): Promise<Rle | "unchanged" | null> => {
      await this.#moved(sampleId);
      const before = this.#book.find(sampleId) ?? sample;
      const made = await change(layerOf(before, layer), sizeOf(before));
      const now = this.#book.find(sampleId);
      if (!now) return null;
      if (layerOf(now, layer) !== layerOf(before, layer)) {
        const { otherMask, otherMaskCure: cure } = textNow().notices;
        this.#ports.host.notify("info", { message: otherMask(action), cure }, "sample");
        return null;
      }
      return this.#keep(now, layer, made, action) ?? "unchanged";
    };
    try {
      return await this.#book.hold(sample, () => this.#turns.take(turn));
    } catch (thrown) {
      if (!isAbort(thrown)) this.#ports.host.notify("problem", reportOf(thrown));
      return null;
    }
  }

  #keep(sample: OpenSample, layer: Layer, made: Rle | null, action: string): Rle | null {
    const { detail, state } = sample;
    if (!made || made.counts === layerOf(sample, layer)?.counts) return null;
    this.#ports.set({ preview: null });
    this.#effects.follow(detail, state);
    void this.#book.commit(detail.id, withLayer(layer, made), onLayer(action, layer));
    return made;
  }

  /** What an undo leads to is known when it is on the disk; when nothing gets there, the edit is of what is shown. */
  #moved(sampleId: string): Promise<void> {
    const isWaiting = (): boolean => this.#book.isMoving(sampleId) && this.#ports.get().save.kind === "saving";
    if (!isWaiting()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.#ports.subscribe(() => {
        if (isWaiting()) return;
        stop();
        resolve();
      });
    });
  }

  #tellUnchanged(action: string): void {
    this.#ports.host.notify("info", { message: textNow().notices.unchanged(action), cure: "" }, "sample");
  }
}

const sizeOf = ({ detail }: OpenSample): Size => ({ width: detail.image.width, height: detail.image.height });
