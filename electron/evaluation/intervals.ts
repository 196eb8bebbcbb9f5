import { setImmediate } from "node:timers/promises";
import {
  type BootstrapOptions,
  type Convention,
  type IouIntervals,
  type IouResamples,
  type IouTally,
  intervalsOf,
  macroResamples,
  resampleIou,
  type SampleGroups,
} from "#core/metrics";

export const INTERVAL_LEVEL = 0.95;

/** Low and high of both figures; null where there was nothing to draw. */
export type IntervalPair = { readonly gIoU: [number, number]; readonly cIoU: [number, number] } | null;

export interface ColumnIntervals {
  readonly average: IntervalPair;
  readonly macro: IntervalPair;
  readonly categories: Readonly<Record<string, IntervalPair>>;
  readonly kinds: Readonly<Record<string, IntervalPair>>;
}

/** The samples of one column: two numbers each, kept only where intervals were asked for. */
export class IntervalCollector {
  readonly #all: IouTally[] = [];
  readonly #categories = new Map<string, IouTally[]>();
  readonly #kinds = new Map<string, IouTally[]>();

  add(tally: IouTally, groups: SampleGroups): void {
    this.#all.push(tally);
    if (groups.category !== "") listOf(this.#categories, groups.category).push(tally);
    for (const kind of new Set(groups.kinds)) listOf(this.#kinds, kind).push(tally);
  }

  /**
   * Every row is resampled from its own samples, with a seed of its own: the categories' draws stay independent.
   * Between rows it lets others have their turn, and looks at the signal.
   */
  async intervals(convention: Convention, options: BootstrapOptions, signal?: AbortSignal): Promise<ColumnIntervals> {
    let rows = 0;
    const resample = async (tallies: readonly IouTally[]) => {
      await setImmediate();
      signal?.throwIfAborted();
      return resampleIou(tallies, convention, { ...options, seed: (options.seed + rows++) % 2 ** 32 });
    };
    const average = pairOf(await resample(this.#all));
    const parts: IouResamples[] = [];
    const categories: Record<string, IntervalPair> = record();
    for (const [name, tallies] of named(this.#categories)) {
      const part = await resample(tallies);
      parts.push(part);
      categories[name] = pairOf(part);
    }
    const kinds: Record<string, IntervalPair> = record();
    for (const [name, tallies] of named(this.#kinds)) kinds[name] = pairOf(await resample(tallies));
    const macro = pairOf(parts.length === 0 ? null : macroResamples(parts));
    return { average, macro, categories, kinds };
  }
}

/** Without a prototype: a category may be named like something that objects have. */
function record(): Record<string, IntervalPair> {
  return Object.create(null);
}

function listOf(lists: Map<string, IouTally[]>, name: string): IouTally[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

/** By name, so that an interval does not depend on the order of the samples' categories. */
function named(lists: ReadonlyMap<string, IouTally[]>): [string, IouTally[]][] {
  return [...lists].sort(([a], [b]) => (a < b ? -1 : 1));
}

function pairOf(resamples: IouResamples | null): IntervalPair {
  const found: IouIntervals | null = resamples && intervalsOf(resamples, INTERVAL_LEVEL);
  return found && { gIoU: [found.gIoU.low, found.gIoU.high], cIoU: [found.cIoU.low, found.cIoU.high] };
}
