import { z } from "zod";
import type { ProjectStore, StoreChange } from "#electron/store";
import { streamOf } from "./stream.ts";

/** A page names itself, so that it is told apart from others that show the same project. */
export const windowSchema = z.string().min(1).max(100);

export const changeSchema = z.object({
  /** Null: more than single samples, such as the project's rules or an import. */
  sampleIds: z.array(z.string()).nullable(),
  /** As in the answer to the change, so that a window knows its own; one more with every event of the log. */
  mark: z.number().int(),
  /** No change, but where the log stands as the listening begins: what was missed before shows by it. */
  isStart: z.boolean(),
});
export type ChangeInfo = z.infer<typeof changeSchema>;

/** Event streams take turns where there are many (web-event-streams.ts): a window is gone when it stays away longer. */
const GRACE_MS = 20_000;

interface Shown {
  /** Windows, with how many streams each has open. */
  readonly windows: Map<string, number>;
  /** What the last window that left asked for. */
  close: (() => void) | null;
}

/** Which windows show which project: it is closed with the last of them. */
export class WindowBoard {
  readonly #projects = new Map<string, Shown>();
  readonly #graceMs: number;

  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs;
  }

  /** Every change of a project from now on; the window counts as one that shows it until it leaves or stays away. */
  async *watch(
    projectId: string,
    window: string,
    store: ProjectStore,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ChangeInfo, void, void> {
    const shown = this.#shown(projectId);
    shown.windows.set(window, (shown.windows.get(window) ?? 0) + 1);
    try {
      const changes = streamOf<StoreChange>((listener) => store.onChange(listener), signal);
      yield { sampleIds: null, mark: store.mark, isStart: true };
      for await (const { sampleIds, mark } of changes) {
        yield { sampleIds: sampleIds === null ? null : [...sampleIds], mark, isStart: false };
      }
    } finally {
      shown.windows.set(window, (shown.windows.get(window) ?? 1) - 1);
      setTimeout(() => this.#forget(shown, window), this.#graceMs).unref();
    }
  }

  /** The window goes. `close` is called at once where no other shows the project, else when the last of them is gone. */
  leave(projectId: string, window: string, close: () => void): void {
    const shown = this.#shown(projectId);
    shown.windows.delete(window);
    shown.close = shown.windows.size === 0 ? null : close;
    if (shown.windows.size === 0) close();
  }

  #shown(projectId: string): Shown {
    const shown = this.#projects.get(projectId) ?? { windows: new Map(), close: null };
    this.#projects.set(projectId, shown);
    return shown;
  }

  #forget(shown: Shown, window: string): void {
    if ((shown.windows.get(window) ?? 0) > 0) return;
    shown.windows.delete(window);
    if (shown.windows.size > 0) return;
    shown.close?.();
    shown.close = null;
  }
}
