import type { DecodedArray } from "hyparquet/src/types.js";
import { type DataPage, openDataPage, openDictionary } from "./data-page.ts";
import type { LeafShape } from "./leaf-shape.ts";
import { type PageBudget, RowBudgetError } from "./page-budget.ts";
import type { PageStream } from "./pages.ts";
import { ValueSink } from "./value-sink.ts";

/** Levels that are unpacked at one time. */
const WINDOW = 32_768;

/** One row of one column as parquet has it, until the next row is asked for. */
export interface LeafRow {
  /** Of each entry; all 0 where nothing repeats. */
  readonly repetition: Uint8Array;
  /** Of each entry; all at most where nothing can be missing. */
  readonly definition: Uint8Array;
  /** One for each entry whose definition is at most. */
  readonly values: DecodedArray;
}

/**
 * A column chunk, row by row. In memory are one page, the dictionary, and the row; of levels and dictionary indices
 * only a window.
 */
export class LeafReader {
  private page: DataPage | null = null;
  private dictionary: DecodedArray | null = null;
  private dictionaryBytes = 0;
  private pageBytes = 0;
  /** Entries of the page that are not in the window yet. */
  private left = 0;
  private readonly repetition = new Uint8Array(WINDOW);
  private readonly definition = new Uint8Array(WINDOW);
  private at = 0;
  private filled = 0;
  private readonly sink: ValueSink;
  private rowLevels = { repetition: new Uint8Array(16), definition: new Uint8Array(16), length: 0 };
  private rows = 0;

  constructor(
    readonly leaf: LeafShape,
    private readonly pages: PageStream,
    private readonly budget: PageBudget,
    /** Whether its numbers stay in typed arrays when they are many. */
    private readonly isGrid: boolean,
  ) {
    this.sink = new ValueSink(leaf.numbers, budget.file);
    this.definition.fill(leaf.definition);
  }

  /** The next row. Throws an Error where there is none or it is broken, BudgetError where it is too large. */
  async row(): Promise<LeafRow> {
    this.sink.clear();
    this.rowLevels.length = 0;
    if (!(await this.fill())) throw new Error(`${this.leaf.name} ends after ${this.rows} rows`);
    if (this.repetition[this.at] !== 0) throw new Error(`${this.leaf.name} begins in the middle of a row`);
    do {
      const end = this.rowEnd();
      this.append(this.at, end);
      this.at = end;
    } while (
      this.at === this.filled &&
      this.leaf.repetition > 0 &&
      (await this.fill()) &&
      this.repetition[this.at] !== 0
    );
    this.rows++;
    const { repetition, definition, length } = this.rowLevels;
    return {
      repetition: repetition.subarray(0, length),
      definition: definition.subarray(0, length),
      values: this.sink.values(),
    };
  }

  /** Where the next row begins in the window, or where the window ends. */
  private rowEnd(): number {
    if (this.leaf.repetition === 0) return this.at + 1;
    // What the window begins with belongs to the row in any case: its first entry, or the first after `fill`.
    const next = this.repetition.subarray(0, this.filled).indexOf(0, this.at + 1);
    return next < 0 ? this.filled : next;
  }

  private append(from: number, to: number): void {
    const row = this.rowLevels;
    const needed = row.length + (to - from);
    const { rowNumbers, rowValues } = this.budget.file.limits;
    // Each level of lists and structs makes objects of its own.
    const most = this.isGrid ? rowNumbers : Math.floor((rowValues * 3) / Math.max(3, this.leaf.definition));
    if (needed > most) throw new RowBudgetError(`more than ${most} values in one row of a column`);
    if (needed > row.repetition.length) {
      const size = Math.max(needed, row.repetition.length * 2);
      row.repetition = grown(row.repetition, row.length, size);
      row.definition = grown(row.definition, row.length, size);
    }
    row.repetition.set(this.repetition.subarray(from, to), row.length);
    row.definition.set(this.definition.subarray(from, to), row.length);
    row.length = needed;
    this.page?.take(this.present(from, to), this.sink);
  }

  private present(from: number, to: number): number {
    const { definition } = this;
    const most = this.leaf.definition;
    let count = 0;
    for (let i = from; i < to; i++) if (definition[i] === most) count++;
    return count;
  }

  /** Makes sure of an entry at `at`; false at the end of the chunk. */
  private async fill(): Promise<boolean> {
    if (this.at < this.filled) return true;
    while (this.left === 0) if (!(await this.nextPage())) return false;
    this.filled = Math.min(WINDOW, this.left);
    this.at = 0;
    this.left -= this.filled;
    this.budget.file.enter(this.filled);
    this.page?.repetition?.read(this.repetition, 0, this.filled);
    this.page?.definition?.read(this.definition, 0, this.filled);
    return true;
  }

  private async nextPage(): Promise<boolean> {
    this.page = null;
    this.budget.give(this.pageBytes);
    this.pageBytes = 0;
    const raw = await this.pages.next();
    if (raw === null) return false;
    const size = raw.header.uncompressed_page_size;
    if (raw.header.type === "DICTIONARY_PAGE") {
      this.dictionary = null;
      this.budget.give(this.dictionaryBytes);
      this.dictionaryBytes = 0;
      this.budget.take(size);
      this.dictionaryBytes = size;
      this.dictionary = openDictionary(raw, this.leaf, this.budget.file.limits);
      return true;
    }
    this.budget.take(size);
    this.pageBytes = size;
    this.page = openDataPage(raw, this.leaf, this.dictionary, this.budget.file.limits);
    this.left = this.page.entries;
    return true;
  }
}

function grown(levels: Uint8Array<ArrayBuffer>, length: number, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(levels.subarray(0, length));
  return larger;
}
