import type { ErrorReport } from "#core/errors";
import type { SampleState } from "#core/samples";

/** One change on its way to the disk. */
export interface SaveOp {
  readonly sampleId: string;
  readonly kind: "commit" | "undo" | "redo";
  /** With `commit`: the whole state after the change. */
  readonly state?: SampleState;
  /** With `commit`: the undo depth of what it was made of. */
  readonly basedOn?: number;
  /** In words, for the log and for the banner. */
  readonly action: string;
}

export type SaveStatus =
  | { readonly kind: "saved" }
  | { readonly kind: "saving"; readonly waiting: number }
  | { readonly kind: "problem"; readonly waiting: number; readonly action: string; readonly report: ErrorReport };

interface Entry {
  readonly op: SaveOp;
  readonly settle: (saved: boolean) => void;
}

/**
 * Writes changes one after the other, in the order in which they were made. The first that fails stops the queue:
 * it and what came after it wait until `retry`, so nothing that was made is lost; `discard` gives it up knowingly.
 * Undo and redo never wait for a retry: what is made meanwhile is made of what the screen shows, from before them.
 */
export class SaveQueue {
  readonly #entries: Entry[] = [];
  readonly #write: (op: SaveOp) => Promise<void>;
  readonly #reportOf: (thrown: unknown) => ErrorReport;
  readonly #onChange: (status: SaveStatus) => void;
  readonly #onLeftOut: (op: SaveOp, why: ErrorReport | null) => void;
  #problem: ErrorReport | null = null;
  #running = false;

  constructor(options: {
    readonly write: (op: SaveOp) => Promise<void>;
    readonly reportOf: (thrown: unknown) => ErrorReport;
    readonly onChange: (status: SaveStatus) => void;
    /** An undo or redo is not done: it failed, or (null) what it waited for did. */
    readonly onLeftOut: (op: SaveOp, why: ErrorReport | null) => void;
  }) {
    this.#write = options.write;
    this.#reportOf = options.reportOf;
    this.#onChange = options.onChange;
    this.#onLeftOut = options.onLeftOut;
  }

  /** Resolves to true when the change is on the disk, to false when it was discarded. */
  push(op: SaveOp): Promise<boolean> {
    return new Promise((settle) => {
      this.#entries.push({ op, settle });
      this.#tell();
      void this.#run();
    });
  }

  /** How many changes of a sample are not on the disk yet, the one being written included. */
  waiting(sampleId: string): number {
    return this.#entries.filter(({ op }) => op.sampleId === sampleId).length;
  }

  /** Whether an undo or a redo of a sample is not on the disk yet: what it leads to is not known before. */
  isMoving(sampleId: string): boolean {
    return this.#entries.some(({ op }) => op.sampleId === sampleId && op.kind !== "commit");
  }

  get size(): number {
    return this.#entries.length;
  }

  get stopped(): boolean {
    return this.#problem !== null;
  }

  retry(): void {
    this.#problem = null;
    this.#tell();
    void this.#run();
  }

  /** Gives up everything that waits; answers the samples that it concerned. */
  discard(): readonly string[] {
    const dropped = this.#entries.splice(0);
    this.#problem = null;
    for (const { settle } of dropped) settle(false);
    this.#tell();
    return [...new Set(dropped.map(({ op }) => op.sampleId))];
  }

  async #run(): Promise<void> {
    if (this.#running || this.#problem) return;
    this.#running = true;
    for (let entry = this.#entries[0]; entry && !this.#problem; entry = this.#entries[0]) {
      try {
        await this.#write(entry.op);
        if (this.#entries[0] === entry) this.#entries.shift();
        entry.settle(true);
      } catch (thrown) {
        if (this.#entries[0] === entry) this.#failed(entry, this.#reportOf(thrown));
      }
      this.#tell();
    }
    this.#running = false;
  }

  #failed(failed: Entry, report: ErrorReport): void {
    const isCommit = failed.op.kind === "commit";
    if (isCommit) this.#problem = report;
    const left = isCommit ? this.#entries.filter(({ op }) => op.kind !== "commit") : [failed];
    for (const entry of left) {
      this.#entries.splice(this.#entries.indexOf(entry), 1);
      entry.settle(false);
      this.#onLeftOut(entry.op, entry === failed ? report : null);
    }
  }

  #tell(): void {
    const first = this.#entries[0];
    const waiting = this.#entries.length;
    if (!first) this.#onChange({ kind: "saved" });
    else if (this.#problem) {
      this.#onChange({ kind: "problem", waiting, action: first.op.action, report: this.#problem });
    } else this.#onChange({ kind: "saving", waiting });
  }
}
