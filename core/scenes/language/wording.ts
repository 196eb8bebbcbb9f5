import type { DrawWhole } from "#core/metrics";

/**
 * Which words and templates a text is made of: those that training and users share, these and the many more that are for
 * training alone, or one of two groups that it never sees.
 */
export const WORDINGS = ["train", "wide", "val", "test"] as const;
export type Wording = (typeof WORDINGS)[number];

/** The alternatives of one slot. A group that is left out has no words of its own: training's are used. */
export interface Choices<T> {
  readonly train: readonly T[];
  /** For "wide", beside those of `train`. */
  readonly wide?: readonly T[];
  readonly val?: readonly T[];
  readonly test?: readonly T[];
}

/**
 * Draws the words of one text. In a held-out wording at least half of the slots that have held-out words get one: a
 * slot takes one for certain when less than half of those so far did, and else at even odds.
 */
export class WordSource {
  private offered = 0;
  private taken = 0;
  readonly wording: Wording;
  readonly draw: DrawWhole;

  constructor(wording: Wording, draw: DrawWhole) {
    this.wording = wording;
    this.draw = draw;
  }

  /** Whether training never sees this wording. */
  get unseen(): boolean {
    return this.wording === "val" || this.wording === "test";
  }

  /** How many slots had held-out words, and how many took one. */
  get heldOut(): { readonly offered: number; readonly taken: number } {
    return { offered: this.offered, taken: this.taken };
  }

  pick<T>(list: readonly T[]): T {
    return list[this.draw(list.length)] as T;
  }

  /** True once in `odds` draws. */
  once(odds: number): boolean {
    return this.draw(odds) === 0;
  }

  choose<T>(choices: Choices<T>): T {
    if (this.wording === "wide") return this.pick([...choices.train, ...(choices.wide ?? [])]);
    const own = this.wording === "train" ? undefined : choices[this.wording];
    if (own === undefined || own.length === 0) return this.pick(choices.train);
    this.offered += 1;
    if (this.taken * 2 >= this.offered && this.once(2)) return this.pick(choices.train);
    this.taken += 1;
    return this.pick(own);
  }
}
