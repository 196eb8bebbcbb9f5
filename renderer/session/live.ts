import type { ChangeInfo } from "#electron/api";
import { reportOf } from "#renderer/link";
import type { SessionPorts } from "./ports.ts";

/** Changes that come in quick succession, as of an import, are read together. */
const TOGETHER_MS = 120;
/** No change has this mark. */
const MISSED = -1;
/** Own changes whose news have not come yet, at most. */
const KEPT_MARKS = 200;

export interface LiveParts {
  readonly hasUnsaved: () => boolean;
  /** Told at once of samples that changed (null: more than single ones). */
  readonly heard: (sampleIds: readonly string[] | null) => void;
  /** Reads the open sample anew if it is another one by now. */
  readonly refresh: () => Promise<void>;
  /** The project's rules may be others. */
  readonly reloadRules: () => Promise<void>;
}

/** Hears what other windows and runs change in the project, and shows it without a reload. */
export class Live {
  readonly #ports: SessionPorts;
  readonly #parts: LiveParts;
  /** Tells this page from others that show the project. */
  readonly window = crypto.randomUUID();
  /** Up to where the log was heard; null before the first word. */
  #seen: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #waiting: ChangeInfo[] = [];
  /** Changes that this window made itself. */
  readonly #own = new Set<number>();

  constructor(ports: SessionPorts, parts: LiveParts) {
    this.#ports = ports;
    this.#parts = parts;
  }

  /** Listens until the answer is called. */
  watch(): () => void {
    const { api, get } = this.#ports;
    const subscription = api.projects.watch.subscribe(
      { projectId: get().projectId, window: this.window },
      {
        onData: (change) => this.#hear(change),
        onError: (thrown) => console.warn("Other windows' changes are not being told:", reportOf(thrown).message),
      },
    );
    // What was heard before the listening was broken off is still to be read.
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => void this.#read(), TOGETHER_MS);
    return () => {
      subscription.unsubscribe();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  /** A change of this window's is on the disk: its news are known here already. */
  wrote(mark: number): void {
    // Of several readers' verdicts the answer to a change tells nothing: then the sample is read anew.
    if (this.#ports.get().rules.readers > 1) return;
    this.#own.add(mark);
    if (this.#own.size > KEPT_MARKS) this.#own.delete(Math.min(...this.#own));
  }

  #hear({ sampleIds, mark, isStart }: ChangeInfo): void {
    const before = this.#seen;
    this.#seen = Math.max(before ?? mark, mark);
    if (isStart && (before === null || mark - before === this.#ownBetween(before, mark))) return;
    this.#parts.heard(isStart ? null : sampleIds);
    this.#waiting.push({ sampleIds, mark: isStart ? MISSED : mark, isStart });
    this.#timer ??= setTimeout(() => void this.#read(), TOGETHER_MS);
  }

  /** While nobody listened the log may have grown by this window's own changes alone. */
  #ownBetween(before: number, mark: number): number {
    return [...this.#own].filter((own) => own > before && own <= mark).length;
  }

  async #read(): Promise<void> {
    this.#timer = null;
    // What this window is writing makes the news of others wait: they are read when it is on the disk.
    if (this.#parts.hasUnsaved()) {
      this.#timer = setTimeout(() => void this.#read(), TOGETHER_MS);
      return;
    }
    const changes = this.#waiting.splice(0).filter(({ mark }) => !this.#own.delete(mark));
    if (changes.length === 0) return;
    const isWhole = changes.some(({ sampleIds }) => sampleIds === null);
    const sampleIds = [...new Set(changes.flatMap((change) => change.sampleIds ?? []))];
    const open = this.#ports.get().sample?.detail.id;
    if (isWhole) await this.#parts.reloadRules();
    if (isWhole || (open !== undefined && sampleIds.includes(open))) await this.#parts.refresh();
    this.#ports.host.onChanged?.(isWhole ? null : sampleIds);
  }
}
