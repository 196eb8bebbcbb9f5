import { MAX_PAGES } from "./limits.ts";

/** More than may be held at one time: a smaller page or row would be read. */
export class BudgetError extends Error {
  override readonly name = "BudgetError";
}

/** One row alone is more than may be held: other row groups would not help. */
export class RowBudgetError extends BudgetError {}

/** Bytes of pages that the columns of one row group hold together. */
export class PageBudget {
  private held = 0;

  /** Throws BudgetError. */
  take(bytes: number): void {
    if (this.held + bytes > MAX_PAGES) {
      throw new BudgetError(`pages of more than ${Math.round(MAX_PAGES / 2 ** 20)} MiB`);
    }
    this.held += bytes;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}
