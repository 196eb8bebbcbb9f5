import { describe, expect, it, vi } from "vitest";
import type { ProjectStore, StoreChange } from "#electron/store";
import { WindowBoard } from "../../../electron/api/windows.ts";

/** Only what the board listens to. */
function store() {
  const listeners = new Set<(change: StoreChange) => void>();
  const open = {
    mark: 6,
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
  it("are told where the log stands, then every change", async () => {
    const { open, listeners, tell } = store();
    const abort = new AbortController();
    const news = new WindowBoard(0).watch("p", "w1", open, abort.signal);
    expect((await news.next()).value).toEqual({ sampleIds: null, mark: 6, isStart: true });
    tell({ sampleIds: ["s1"], mark: 7 });
    expect((await news.next()).value).toEqual({ sampleIds: ["s1"], mark: 7, isStart: false });
    const ending = news.next();
    abort.abort();
    expect((await ending).done).toBe(true);
    expect(listeners.size).toBe(0);
  });

  it("keep it open until the last of them has left", async () => {
    const board = new WindowBoard(60_000);
    const { open } = store();
    for (const window of ["w1", "w2"]) await board.watch("p", window, open, undefined).next();
    const close = vi.fn();
    board.leave("p", "w1", close);
    expect(close).not.toHaveBeenCalled();
    board.leave("p", "w2", close);
    expect(close).toHaveBeenCalledOnce();
  });

  it("that stay away are gone after a while, and the project with the last of them", async () => {
    const board = new WindowBoard(20);
    const { open } = store();
    const [away, back] = [new AbortController(), new AbortController()];
    await board.watch("p", "w1", open, undefined).next();
    const second = board.watch("p", "w2", open, away.signal);
    await second.next();
    const close = vi.fn();
    board.leave("p", "w1", close);
    // It comes back before its time is over: its stream was ended for another one's sake.
    const ending = second.next();
    away.abort();
    await ending;
    const again = board.watch("p", "w2", open, back.signal);
    await again.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(close).not.toHaveBeenCalled();
    board.leave("p", "w3", close);
    const last = again.next();
    back.abort();
    await last;
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  });
});
