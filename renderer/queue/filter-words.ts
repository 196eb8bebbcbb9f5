import { textNow } from "#renderer/language";
import type { QueueFilter } from "#renderer/session";
import { oneLine } from "#renderer/words";

/** One part of a filter beside search and status: how it reads on a chip, and the filter without it. */
export interface FilterPart {
  readonly key: string;
  readonly words: string;
  readonly without: QueueFilter;
}

const LISTS = ["category", "kind", "split", "author", "assignee"] as const;

/** The parts that a chip each is shown for, in a fixed order. */
export function filterParts(filter: QueueFilter): readonly FilterPart[] {
  const { chips } = textNow().filters;
  const parts: FilterPart[] = [];
  for (const list of LISTS) {
    for (const value of filter[list] ?? []) {
      const rest = (filter[list] ?? []).filter((one) => one !== value);
      const words = chips[list](oneLine(value, 40));
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
    const words = chips.score(score.min.toFixed(2), score.max.toFixed(2));
    parts.push({ key: "score", words, without: leaving("score") });
  }
  if (disagreement !== undefined) {
    const words = chips.disagreement(disagreement.toFixed(2));
    parts.push({ key: "disagreement", words, without: leaving("disagreement") });
  }
  if (stale !== undefined) {
    parts.push({ key: "stale", words: stale ? chips.stale : chips.notStale, without: leaving("stale") });
  }
  if (readersDisagree !== undefined) {
    const words = readersDisagree ? chips.readersDisagree : chips.readersAgree;
    parts.push({ key: "readersDisagree", words, without: leaving("readersDisagree") });
  }
  return parts;
}
