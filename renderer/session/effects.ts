import type { StoreApi } from "zustand/vanilla";
import { ignoreOf, type SampleDetail, type SampleState } from "#core/samples";
import type { Effect, MaskWork } from "#renderer/editing";
import { reportOf } from "#renderer/link";
import type { SessionState } from "./types.ts";

/** What of a sample's state is measured. */
type Layers = Pick<SampleState, "mask" | "ignore">;

const isSame = (a: Layers, b: Layers): boolean =>
  a.mask?.counts === b.mask?.counts && a.ignore?.counts === b.ignore?.counts;

interface Followed {
  readonly detail: SampleDetail;
  /** The last layers that were seen, measured or not. */
  newest: Layers;
  /** Layers to be measured, oldest first: at most those before the first edit and the newest. */
  waiting: Layers[];
  measured: { readonly effect: Effect | null } | null;
  running: boolean;
}

/**
 * Measures how near the open sample's mask is to the reference, from its first edit by hand on. While one mask is being
 * measured only the newest of those that come is kept.
 */
export class Effects {
  readonly #store: StoreApi<SessionState>;
  readonly #work: MaskWork;
  readonly #stop: () => void;
  #followed: Followed | null = null;

  constructor(store: StoreApi<SessionState>, work: MaskWork) {
    this.#store = store;
    this.#work = work;
    this.#stop = store.subscribe((now, before) => {
      if (now.sample !== before.sample) this.#see(now);
    });
  }

  end(): void {
    this.#stop();
    this.#followed = null;
  }

  /** A mask or ignore layer of this sample is about to be edited. */
  follow(detail: SampleDetail, layers: Layers): void {
    if (!detail.groundTruth || this.#followed?.detail.id === detail.id) return;
    this.#followed = { detail, newest: layers, waiting: [layers], measured: null, running: false };
  }

  #see({ sample, effect }: SessionState): void {
    const followed = this.#followed;
    if (!followed) return;
    if (sample?.detail.id !== followed.detail.id) {
      this.#followed = null;
      if (effect) this.#store.setState({ effect: null });
      return;
    }
    if (isSame(followed.newest, sample.state)) return;
    followed.newest = sample.state;
    followed.waiting = followed.measured ? [sample.state] : [...followed.waiting.slice(0, 1), sample.state];
    void this.#measure(followed);
  }

  async #measure(followed: Followed): Promise<void> {
    if (followed.running) return;
    followed.running = true;
    try {
      for (let layers = followed.waiting.shift(); layers !== undefined; layers = followed.waiting.shift()) {
        const effect = await this.#effectOf(layers, followed.detail);
        const before = followed.measured;
        followed.measured = { effect };
        if (this.#followed !== followed) return;
        // The first is the mask before any edit: there is nothing to tell of it yet.
        if (before) this.#store.setState({ effect: effect && { now: effect, before: before.effect } });
      }
    } catch (thrown) {
      console.warn("The mask was not measured:", reportOf(thrown).message);
    } finally {
      followed.running = false;
    }
  }

  async #effectOf(layers: Layers, detail: SampleDetail): Promise<Effect | null> {
    const { groundTruth } = detail;
    return layers.mask && groundTruth ? this.#work.measure(layers.mask, groundTruth, ignoreOf(layers, detail)) : null;
  }
}
