import { beforeEach, describe, expect, it } from "vitest";
import type { TransferReport } from "#core/samples";
import type { TransferJob } from "#electron/api";
import {
  figuresOf,
  heard,
  isTransferring,
  markRead,
  progressWords,
  shareOf,
  tellable,
  titleOf,
  useTransfers,
} from "#renderer/transfers";

const report: TransferReport = {
  ...{ direction: "import", format: "coco", path: "/data/a.json", taken: 12, present: 3, skipped: 0, partly: 0 },
  ...{ reasons: [], notes: [], notesFile: null, cancelled: false },
};
const job = (id: string, change: Partial<TransferJob> = {}): TransferJob => ({
  ...{ id, projectId: "p", kind: "import", format: "coco", path: "/data/a.json" },
  ...{ state: "running", progress: null, report: null, error: null },
  ...change,
});
const told = () => tellable(useTransfers.getState(), "p")?.id ?? null;

beforeEach(() => useTransfers.setState({ jobs: [], shown: null, read: new Set() }));

describe("transfers", () => {
  it("are told while they go on, and once they ended until that was seen", () => {
    heard(job("a"));
    expect(told()).toBe("a");
    expect(isTransferring("p")).toBe(true);
    heard(job("a", { state: "done", report }));
    expect([told(), isTransferring("p")]).toEqual(["a", false]);
    markRead("a");
    expect(told()).toBeNull();
  });

  it("that go on come before those that ended, and other projects' are not told", () => {
    heard(job("old", { state: "failed" }));
    heard(job("other", { projectId: "q" }));
    heard(job("new"));
    heard(job("late", { state: "done" }));
    expect(told()).toBe("new");
    heard(job("new", { state: "cancelled" }));
    expect(told()).toBe("late");
    markRead("late");
    expect(told()).toBe("new");
  });

  it("that ended stay ended, whatever is answered later", () => {
    heard(job("a", { state: "done", report }));
    heard(job("a"));
    expect(useTransfers.getState().jobs.map(({ state }) => state)).toEqual(["done"]);
  });

  it("say how far they are, or that nobody knows", () => {
    const progress = { done: 30, total: 40, unit: "files" as const, taken: 1, skipped: 0 };
    expect(shareOf(job("a"))).toBeNull();
    expect(shareOf(job("a", { progress }))).toBe(0.75);
    expect(shareOf(job("a", { progress: { ...progress, total: 0 } }))).toBeNull();
    expect(shareOf(job("a", { progress: { ...progress, done: 50 } }))).toBe(1);
  });
});

describe("the words of a transfer", () => {
  it("count in the source's unit", () => {
    const at = (done: number, total: number, unit: "bytes" | "files" | "rows" | "samples") =>
      progressWords({ done, total, unit, taken: 0, skipped: 0 });
    expect(at(12, 40, "files")).toBe("12 of 40 files");
    expect(at(1_200_000, 0, "rows")).toBe("1,200,000 rows");
    expect(at(1.5 * 2 ** 20, 2 ** 31, "bytes")).toBe("1.5 MB of 2 GB");
    expect(at(900, 0, "bytes")).toBe("900 bytes");
  });

  it("say what became of it", () => {
    expect(titleOf(job("a"))).toBe("Importing");
    expect(titleOf(job("a", { state: "done", report }))).toBe("Import done");
    expect(titleOf(job("a", { state: "done", report: { ...report, partly: 1 } }))).toBe("Import done, with notes");
    expect(titleOf(job("a", { kind: "export", state: "failed" }))).toBe("Export failed");
    expect(titleOf(job("a", { kind: "predictions", state: "cancelled" }))).toBe("Import of masks cancelled");
  });

  it("name what the figures count", () => {
    expect(figuresOf(report, "import")).toEqual([
      ["samples taken", 12],
      ["already there", 3],
      ["skipped", 0],
      ["taken in part", 0],
    ]);
    expect(figuresOf(report, "export").map(([name]) => name)).toEqual(["samples written", "skipped", "taken in part"]);
  });
});
