import type { QueueFilter } from "#renderer/session";
import { oneLine } from "#renderer/words";

/** One part of a filter beside search and status: how it reads on a chip, and the filter without it. */
export interface FilterPart {
  readonly key: string;
  readonly words: string;
  readonly without: QueueFilter;
}

const LISTS = ["category", "kind", "split", "author", "assignee"] as const;
const LIST_WORDS: Readonly<Partial<Record<(typeof LISTS)[number], string>>> = { author: "by", assignee: "assigned to" };

/** The parts that a chip each is shown for, in a fixed order. */
export function filterParts(filter: QueueFilter): readonly FilterPart[] {
  const parts: FilterPart[] = [];
  for (const list of LISTS) {
    for (const value of filter[list] ?? []) {
      const rest = (filter[list] ?? []).filter((one) => one !== value);
      const words = `${LIST_WORDS[list] ?? list} ${oneLine(value, 40)}`;
      parts.push({ key: `${list} ${value}`, words, without: { ...filter, [list]: rest } });
    }
  }
  const { score, disagreement, stale, readersDisagree, ...rest } = filter;
  const ranges = {
    ...(score === undefined ? {} : { score }),
    ...(disagreement === undefined ? {} : { disagreement }),
    ...(stale === undefined ? {} : { stale }),
    ...(readersDisagree === undefined ? {} : { readersDisagree }),
  };
  const leaving = (key: keyof typeof ranges): QueueFilter => {
    const { [key]: _, ...others } = ranges;
    return { ...rest, ...others };
  };
  if (score) {
    const words = `score ${score.min.toFixed(2)} to ${score.max.toFixed(2)}`;
    parts.push({ key: "score", words, without: leaving("score") });
  }
  if (disagreement !== undefined) {
    const words = `disagreement ≥ ${disagreement.toFixed(2)}`;
    parts.push({ key: "disagreement", words, without: leaving("disagreement") });
  }
  if (stale !== undefined) {
    parts.push({ key: "stale", words: stale ? "stale" : "not stale", without: leaving("stale") });
  }
  if (readersDisagree !== undefined) {
    const words = readersDisagree ? "readers disagree" : "readers do not disagree";
    parts.push({ key: "readersDisagree", words, without: leaving("readersDisagree") });
  }
  return parts;
}
