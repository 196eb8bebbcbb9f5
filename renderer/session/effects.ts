import type { StoreApi } from "zustand/vanilla";
import type { Rle } from "#core/masks";
import type { SampleDetail } from "#core/samples";
import type { Effect, MaskWork } from "#renderer/editing";
import { reportOf } from "#renderer/link";
import type { SessionState } from "./types.ts";

interface Followed {
  readonly detail: SampleDetail;
  /** The last mask that was seen, measured or not. */
  newest: Rle | null;
  /** Masks to be measured, oldest first: at most the one before the first edit and the newest. */
  waiting: (Rle | null)[];
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

  /** A mask of this sample is about to be edited. */
  follow(detail: SampleDetail, mask: Rle | null): void {
    if (!detail.groundTruth || this.#followed?.detail.id === detail.id) return;
    this.#followed = { detail, newest: mask, waiting: [mask], measured: null, running: false };
  }

  #see({ sample, effect }: SessionState): void {
    const followed = this.#followed;
    if (!followed) return;
    if (sample?.detail.id !== followed.detail.id) {
      this.#followed = null;
      if (effect) this.#store.setState({ effect: null });
      return;
    }
    const { mask } = sample.state;
    if (followed.newest?.counts === mask?.counts) return;
    followed.newest = mask;
    followed.waiting = followed.measured ? [mask] : [...followed.waiting.slice(0, 1), mask];
    void this.#measure(followed);
  }

  async #measure(followed: Followed): Promise<void> {
    if (followed.running) return;
    followed.running = true;
    try {
      while (followed.waiting.length > 0) {
        const mask = followed.waiting.shift() ?? null;
        const effect = await this.#effectOf(mask, followed.detail);
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

  async #effectOf(mask: Rle | null, { groundTruth, ignore }: SampleDetail): Promise<Effect | null> {
    return mask && groundTruth ? this.#work.measure(mask, groundTruth, ignore) : null;
  }
}
