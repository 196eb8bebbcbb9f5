import { describe, expect, it } from "vitest";
import type { ProjectStore, StoreChange } from "#electron/store";
import { WindowBoard } from "../../../electron/api/windows.ts";

/** Only what the board listens to. */
function store() {
  const listeners = new Set<(change: StoreChange) => void>();
  const open = {
    onChange: (listener: (change: StoreChange) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as ProjectStore;
  const tell = (change: StoreChange): void => {
    for (const listener of listeners) listener(change);
  };
  return { open, listeners, tell };
}

describe("windows that show a project", () => {
  it("hear of every change, and count until they stop reading", async () => {
    const board = new WindowBoard();
    const { open, listeners, tell } = store();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = board.watch("p", "w1", open, one.signal);
    const second = board.watch("p", "w2", open, two.signal);
    const heard = [first.next(), second.next()];
    expect(board.hasOthers("p", "w1")).toBe(true);
    tell({ sampleIds: ["s1"], mark: 7 });
    expect(await Promise.all(heard)).toEqual([
      { done: false, value: { sampleIds: ["s1"], mark: 7 } },
      { done: false, value: { sampleIds: ["s1"], mark: 7 } },
    ]);
    const ending = second.next();
    two.abort();
    expect((await ending).done).toBe(true);
    expect(board.hasOthers("p", "w1")).toBe(false);
    expect(board.hasOthers("p", "w3")).toBe(true);
    expect(board.hasOthers("q", "w1")).toBe(false);
    expect(listeners.size).toBe(1);
  });
});
