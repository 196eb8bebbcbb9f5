import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJobQueue, defaultMemoryCeiling } from "#electron/jobs";

describe("job queue", () => {
  it("gives higher priorities first and keeps the order within one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 1 })), (priorities) => {
        const queue = createJobQueue<{ priority: number; index: number }>();
        const jobs = priorities.map((priority, index) => ({ priority, index }));
        for (const job of jobs) queue.push(job, job.priority);
        const expected = [...jobs].sort((a, b) => b.priority - a.priority || a.index - b.index);
        expect(jobs.map(() => queue.take())).toEqual(expected);
        expect(queue.take()).toBeNull();
      }),
    );
  });

  it("puts an interrupted job before its equals and behind its betters", () => {
    const queue = createJobQueue<string>();
    queue.push("run 2", 0);
    queue.push("click", 1);
    queue.pushFront("run 1", 0);
    expect(queue.drain()).toEqual(["click", "run 1", "run 2"]);
  });

  it("removes what waits and says whether it did", () => {
    const queue = createJobQueue<string>();
    queue.push("a", 0);
    expect(queue.remove("b")).toBe(false);
    expect(queue.remove("a")).toBe(true);
    expect(queue.size).toBe(0);
  });
});

describe("defaultMemoryCeiling", () => {
  it("is 60 % of the memory and at most 4 GiB", () => {
    expect(defaultMemoryCeiling(4 * 1024 ** 3)).toBe(Math.floor(2.4 * 1024 ** 3));
    expect(defaultMemoryCeiling(64 * 1024 ** 3)).toBe(4 * 1024 ** 3);
  });
});
