import { type Convention, GroupedIou, type GroupedIouResult, type IouTally, type SampleGroups } from "#core/metrics";
import { INTERVAL_LEVEL, IntervalCollector } from "./intervals.ts";
import type { EvaluationReport, FigureRow } from "./report.ts";

/** The report's columns: what stands for a sample's answer. Both oracles choose by ground truth. */
export const FIGURE_COLUMNS = ["initial", "top1", "top3Oracle", "candidateOracle"] as const;
export type FigureColumn = (typeof FIGURE_COLUMNS)[number];

/** One tally a column; a column that is left out is not measured and stays null in the report. */
export type ColumnTallies = Readonly<Partial<Record<FigureColumn, IouTally>>>;

/** gIoU and cIoU of every column: over all samples, by category, by kind, and the categories' mean. */
export class FigureTable {
  readonly #convention: Convention;
  readonly #columns = new Map<FigureColumn, GroupedIou>();
  readonly #intervals: Map<FigureColumn, IntervalCollector> | null;

  constructor(convention: Convention, withIntervals: boolean) {
    this.#convention = convention;
    this.#intervals = withIntervals ? new Map() : null;
  }

  add(tallies: ColumnTallies, groups: SampleGroups): void {
    for (const column of FIGURE_COLUMNS) {
      const tally = tallies[column];
      if (tally === undefined) continue;
      entryOf(this.#columns, column, () => new GroupedIou(this.#convention)).add(tally, groups);
      if (this.#intervals) entryOf(this.#intervals, column, () => new IntervalCollector()).add(tally, groups);
    }
  }

  /** By the first column: every sample has every column that is measured. */
  counts(): { readonly samples: number } & EvaluationReport["counts"] {
    const [first] = this.#columns.values();
    const counts = first?.counts();
    const record = (of: ReadonlyMap<string, number> | undefined) => named(of ?? new Map());
    return { samples: counts?.samples ?? 0, categories: record(counts?.categories), kinds: record(counts?.kinds) };
  }

  figures(): Pick<EvaluationReport, "average" | "macro" | "categories" | "kinds"> {
    const results = new Map([...this.#columns].map(([column, groups]) => [column, groups.result()] as const));
    const row = (pick: (result: GroupedIouResult) => FigureRow["top1"] | undefined) =>
      rowOf((column) => {
        const result = results.get(column);
        return (result && pick(result)) ?? null;
      });
    const [first] = results.values();
    const rows = (of: "categories" | "kinds") =>
      named(new Map([...(first?.[of].keys() ?? [])].map((name) => [name, row((result) => result[of].get(name))])));
    return {
      average: row((result) => result.average),
      macro: row((result) => result.macro),
      categories: rows("categories"),
      kinds: rows("kinds"),
    };
  }

  /** Every column is drawn with the same seed: in one resample all columns stand on the same samples. */
  async intervals(resamples: number, seed: number, signal?: AbortSignal): Promise<EvaluationReport["intervals"]> {
    if (this.#intervals === null) return null;
    const options = { resamples, seed, level: INTERVAL_LEVEL };
    const spans = new Map<FigureColumn, Awaited<ReturnType<IntervalCollector["intervals"]>>>();
    for (const [column, collector] of this.#intervals) {
      spans.set(column, await collector.intervals(this.#convention, options, signal));
    }
    const [first] = spans.values();
    const rows = (of: "categories" | "kinds") => {
      const names = Object.keys(first?.[of] ?? {});
      return named(new Map(names.map((name) => [name, rowOf((column) => spans.get(column)?.[of][name] ?? null)])));
    };
    return {
      level: INTERVAL_LEVEL,
      average: rowOf((column) => spans.get(column)?.average ?? null),
      macro: rowOf((column) => spans.get(column)?.macro ?? null),
      categories: rows("categories"),
      kinds: rows("kinds"),
    };
  }
}

function rowOf<T>(leaf: (column: FigureColumn) => T | null): Record<FigureColumn, T | null> {
  return {
    initial: leaf("initial"),
    top1: leaf("top1"),
    top3Oracle: leaf("top3Oracle"),
    candidateOracle: leaf("candidateOracle"),
  };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** By name, and without a prototype: a category may be named like something that objects have. */
function named<T>(entries: ReadonlyMap<string, T>): Record<string, T> {
  const record: Record<string, T> = Object.create(null);
  for (const [name, value] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) record[name] = value;
  return record;
}
