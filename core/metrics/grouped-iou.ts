import type { Convention } from "./convention.ts";
import { IouAccumulator, type IouPair } from "./iou-accumulator.ts";
import type { IouTally } from "./tally.ts";

/** Where a sample belongs. An empty category is none; a sample may be of several kinds. */
export interface SampleGroups {
  readonly category: string;
  readonly kinds: readonly string[];
}

export interface GroupedIouResult {
  /** Over all samples alike: LISA's figure. */
  readonly average: IouPair | null;
  /** Mean of `categories`, each weighing the same: the paper's "Avg.". Null where no sample has a category. */
  readonly macro: IouPair | null;
  readonly categories: ReadonlyMap<string, IouPair>;
  readonly kinds: ReadonlyMap<string, IouPair>;
}

/** gIoU and cIoU overall, per category, per kind and as the macro mean, from samples that come one at a time. */
export class GroupedIou {
  readonly #overall: IouAccumulator;
  readonly #categories = new Map<string, IouAccumulator>();
  readonly #kinds = new Map<string, IouAccumulator>();

  constructor(convention: Convention) {
    this.#overall = new IouAccumulator(convention);
  }

  add(tally: IouTally, groups: SampleGroups): void {
    this.#overall.add(tally);
    if (groups.category !== "") this.#of(this.#categories, groups.category).add(tally);
    for (const kind of new Set(groups.kinds)) this.#of(this.#kinds, kind).add(tally);
  }

  merge(other: GroupedIou): void {
    this.#overall.merge(other.#overall);
    for (const [name, part] of other.#categories) this.#of(this.#categories, name).merge(part);
    for (const [name, part] of other.#kinds) this.#of(this.#kinds, name).merge(part);
  }

  /** How many samples there were in all, and of each category and kind. */
  counts(): { samples: number; categories: ReadonlyMap<string, number>; kinds: ReadonlyMap<string, number> } {
    const count = (parts: ReadonlyMap<string, IouAccumulator>) =>
      new Map([...parts].map(([name, part]) => [name, part.samples] as const));
    return { samples: this.#overall.samples, categories: count(this.#categories), kinds: count(this.#kinds) };
  }

  result(): GroupedIouResult {
    const categories = resultsOf(this.#categories);
    return {
      average: this.#overall.result(),
      macro: macroMean([...categories.values()]),
      categories,
      kinds: resultsOf(this.#kinds),
    };
  }

  #of(parts: Map<string, IouAccumulator>, name: string): IouAccumulator {
    const known = parts.get(name);
    if (known) return known;
    const made = new IouAccumulator(this.#overall.convention);
    parts.set(name, made);
    return made;
  }
}

/** By name, so that a report does not depend on the order of the samples. */
function resultsOf(parts: ReadonlyMap<string, IouAccumulator>): ReadonlyMap<string, IouPair> {
  const names = [...parts.keys()].sort();
  const results = new Map<string, IouPair>();
  for (const name of names) {
    const result = parts.get(name)?.result();
    if (result) results.set(name, result);
  }
  return results;
}

/** Mean of gIoU and mean of cIoU over categories, each weighing the same; null for none. */
export function macroMean(categories: readonly IouPair[]): IouPair | null {
  if (categories.length === 0) return null;
  let gIoU = 0;
  let cIoU = 0;
  for (const pair of categories) {
    gIoU += pair.gIoU;
    cIoU += pair.cIoU;
  }
  return { gIoU: gIoU / categories.length, cIoU: cIoU / categories.length };
}
