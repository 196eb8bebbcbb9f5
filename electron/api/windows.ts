import { z } from "zod";
import type { ProjectStore, StoreChange } from "#electron/store";
import { streamOf } from "./stream.ts";

/** A page names itself, so that it is told apart from others that show the same project. */
export const windowSchema = z.string().min(1).max(100);

export const changeSchema = z.object({
  /** Null: more than single samples, such as the project's rules or an import. */
  sampleIds: z.array(z.string()).nullable(),
  /** As in the answer to the change, so that a window knows its own. */
  mark: z.number().int(),
});
export type ChangeInfo = z.infer<typeof changeSchema>;

/** Which windows show which project: it is closed with the last of them. */
export class WindowBoard {
  readonly #watching = new Map<string, Set<string>>();

  /** Every change of a project from now on; the window counts as one that shows it until it stops reading. */
  async *watch(
    projectId: string,
    window: string,
    store: ProjectStore,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ChangeInfo, void, void> {
    const windows = this.#watching.get(projectId) ?? new Set<string>();
    this.#watching.set(projectId, windows.add(window));
    try {
      for await (const { sampleIds, mark } of streamOf<StoreChange>((listener) => store.onChange(listener), signal)) {
        yield { sampleIds: sampleIds === null ? null : [...sampleIds], mark };
      }
    } finally {
      windows.delete(window);
    }
  }

  hasOthers(projectId: string, window: string): boolean {
    return [...(this.#watching.get(projectId) ?? [])].some((other) => other !== window);
  }
}
