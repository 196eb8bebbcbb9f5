import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { TransferNote, TransferReport } from "#core/samples";
import { makeFolders } from "#electron/store/folders";

/** Notes in the report itself. */
const FIRST = 1000;
/** Notes in the file: beyond them the source is of another format or hostile, and its notes fill a disk. */
const MOST_WRITTEN = 1_000_000;
/** Different reasons; a format has a handful. */
const MOST_REASONS = 200;
const BUFFERED = 1 << 18;

/** Counts notes by reason, keeps the first of them and writes them to a file (the first million), in bounded memory. */
export class NoteBook {
  readonly #folder: string | null;
  readonly #name: string;
  readonly #first: TransferNote[] = [];
  readonly #reasons = new Map<string, TransferReport["reasons"][number]>();
  #handle: number | null = null;
  #file: string | null = null;
  #waiting = "";
  skipped = 0;
  partly = 0;

  /** Writes `<folder>/<time>-<format>.jsonl` with the first note; null: writes nothing. */
  constructor(folder: string | null, format: string, now: Date) {
    this.#folder = folder;
    const time = now
      .toISOString()
      .replace(/\.\d+Z$/, "")
      .replaceAll(":", "")
      .replace("T", "-");
    this.#name = `${time}-${format.replace(/[^a-z0-9-]/gi, "_").slice(0, 40)}`;
  }

  add(note: TransferNote): void {
    this[note.outcome]++;
    this.#count(note);
    if (this.#first.length < FIRST) this.#first.push(note);
    if (this.#folder === null || this.skipped + this.partly > MOST_WRITTEN) return;
    this.#waiting += `${JSON.stringify(note)}\n`;
    if (this.#waiting.length >= BUFFERED) this.#flush();
  }

  close(): void {
    if (this.#waiting !== "") this.#flush();
    if (this.#handle !== null) closeSync(this.#handle);
    this.#handle = null;
  }

  report(): Pick<TransferReport, "skipped" | "partly" | "reasons" | "notes" | "notesFile"> {
    const reasons = [...this.#reasons.values()].sort((a, b) => b.count - a.count);
    return { skipped: this.skipped, partly: this.partly, reasons, notes: this.#first, notesFile: this.#file };
  }

  #count({ reason, outcome }: TransferNote): void {
    const isKnown = this.#reasons.has(`${outcome} ${reason}`);
    const name = isKnown || this.#reasons.size < MOST_REASONS ? reason : "another reason";
    const entry = this.#reasons.get(`${outcome} ${name}`) ?? { reason: name, outcome, count: 0 };
    this.#reasons.set(`${outcome} ${name}`, { ...entry, count: entry.count + 1 });
  }

  #flush(): void {
    if (this.#handle === null) this.#open(this.#folder as string);
    writeSync(this.#handle as unknown as number, this.#waiting);
    this.#waiting = "";
  }

  #open(folder: string): void {
    makeFolders(folder);
    for (let attempt = 1; this.#handle === null; attempt++) {
      this.#file = join(folder, `${this.#name}${attempt === 1 ? "" : `-${attempt}`}.jsonl`);
      try {
        this.#handle = openSync(this.#file, "wx");
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
      }
    }
  }
}
