import { limitsOf, type ParquetLimits } from "./limits.ts";

/** More than may be held at one time: a smaller page or row would be read. */
export class BudgetError extends Error {
  override readonly name = "BudgetError";
}

/** One row alone is more than may be held: other row groups would not help. */
export class RowBudgetError extends BudgetError {}

/** More than can be in a file of its size. */
export class FileBudgetError extends BudgetError {}

/** What reading one file may cost in all: a few bytes can claim millions of values, again and again. */
export class FileBudget {
  readonly limits: ParquetLimits;
  private pages = 0;
  private entries = 0;
  private bytes = 0;
  private rows = 0;

  constructor(byteLength: number) {
    this.limits = limitsOf(byteLength);
  }

  /** Bytes of a page that is about to be inflated. Throws FileBudgetError, as all of these. */
  inflate(bytes: number): void {
    this.pages += bytes;
    check("bytes of pages", this.pages, this.limits.allPages);
  }

  /** Values, nulls and empty lists that are about to be read. */
  enter(entries: number): void {
    this.entries += entries;
    check("values", this.entries, this.limits.allEntries);
  }

  /** Bytes and texts that are about to be copied. */
  copy(bytes: number): void {
    this.bytes += bytes;
    check("bytes of values", this.bytes, this.limits.allBytes);
  }

  row(): void {
    this.rows++;
    check("rows", this.rows, this.limits.allRows);
  }
}

function check(what: string, count: number, most: number): void {
  if (count > most) throw new FileBudgetError(`more than ${most} ${what}`);
}

/** Bytes of pages that the columns of one row group hold together. */
export class PageBudget {
  private held = 0;

  constructor(readonly file: FileBudget) {}

  /** Throws BudgetError. */
  take(bytes: number): void {
    const most = this.file.limits.pages;
    if (this.held + bytes > most) throw new BudgetError(`pages of more than ${Math.round(most / 2 ** 20)} MiB`);
    this.file.inflate(bytes);
    this.held += bytes;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}
