import { describe, expect, it } from "vitest";
import { textNow } from "#renderer/language";
import { filterParts } from "#renderer/queue";
import {
  emptyFilter,
  isFiltered,
  PAUSE_MINUTES,
  Pace,
  pageQuery,
  type QueueFilter,
  queueFilterOf,
} from "#renderer/session";

const full: QueueFilter = {
  search: " cup ",
  status: ["rejected"],
  category: ["a", "b"],
  kind: [],
  author: ["ada"],
  score: { min: 0, max: 0.5 },
  disagreement: 0.3,
  stale: true,
};

describe("a filter", () => {
  it("asks only for what shuts something out, and is the same after it was saved", () => {
    expect(pageQuery(emptyFilter)).toEqual({});
    expect(isFiltered({ search: " ", status: [], category: [] })).toBe(false);
    const asked = pageQuery(full);
    expect(asked).toEqual({
      search: "cup",
      status: ["rejected"],
      category: ["a", "b"],
      author: ["ada"],
      score: { min: 0, max: 0.5 },
      disagreement: 0.3,
      stale: true,
    });
    expect(pageQuery(queueFilterOf(asked))).toEqual(asked);
    expect(queueFilterOf({})).toEqual(emptyFilter);
  });

  it("is shown in parts, each of which can be taken away alone", () => {
    const parts = filterParts(full);
    expect(parts.map(({ words }) => words)).toEqual([
      "category a",
      "category b",
      "by ada",
      "score 0.00 to 0.50",
      "disagreement ≥ 0.30",
      "stale",
    ]);
    expect(parts[0]?.without.category).toEqual(["b"]);
    for (const part of parts) expect(filterParts(part.without)).toHaveLength(parts.length - 1);
    const left = parts.reduce((filter: QueueFilter, { words }) => {
      return filterParts(filter).find((part) => part.words === words)?.without ?? filter;
    }, full);
    expect(pageQuery(left)).toEqual({ search: "cup", status: ["rejected"] });
  });
});

describe("the pace", () => {
  it("is the median from opening to the first verdict, and second thoughts are no sample more", () => {
    const pace = new Pace();
    expect(pace.judged(5)).toEqual({ verdicts: 0, seconds: null });
    pace.opened(0);
    expect(pace.judged(4000)).toEqual({ verdicts: 1, seconds: 4 });
    expect(pace.judged(9000)).toEqual({ verdicts: 1, seconds: 4 });
    pace.opened(10_000);
    expect(pace.judged(16_000)).toEqual({ verdicts: 2, seconds: 5 });
  });

  it("leaves out gaps in which nobody was at work, and a verdict that is all there was after one", () => {
    const pace = new Pace();
    pace.opened(0);
    pace.seen(10_000);
    pace.seen(3_610_000);
    expect(pace.judged(3_615_000)).toEqual({ verdicts: 1, seconds: 15 });
    // Reading for two minutes is work.
    pace.opened(4_000_000);
    expect(pace.judged(4_120_000)).toEqual({ verdicts: 2, seconds: 67.5 });
    pace.opened(5_000_000);
    pace.seen(9_000_000);
    expect(pace.judged(9_000_004)).toEqual({ verdicts: 2, seconds: 67.5 });
    expect(textNow().queue.paceHint(2, PAUSE_MINUTES)).toContain("more than 3 minutes without a key");
  });

  it("reads as people say it", () => {
    expect(textNow().queue.pace(4.26, 3)).toBe("4.3 s a verdict · less than a minute left");
    expect(textNow().queue.pace(41.2, 22)).toBe("41 s a verdict · 15 min left");
    expect(textNow().queue.pace(41, 1000)).toBe("41 s a verdict · 11 h left");
    expect(textNow().queue.pace(9, 0)).toBe("9.0 s a verdict · none left");
  });
});
