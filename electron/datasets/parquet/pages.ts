import type { PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { FileSource } from "./file-source.ts";
import { MAX_HEADER, MAX_PAGES } from "./limits.ts";
import { BudgetError } from "./page-budget.ts";
import { endOfStruct, HeaderCut } from "./thrift.ts";

/** What is read at once where a header is looked for; small pages lie in it whole. */
const WINDOW = 64 * 2 ** 10;

/** A page as it lies in the file. */
export interface RawPage {
  readonly header: PageHeader;
  /** As many bytes as its header says, compressed. */
  readonly bytes: Uint8Array;
}

/** The pages of one column chunk, one at a time, read when they are asked for. */
export class PageStream {
  private window: Uint8Array = new Uint8Array(0);
  private windowStart = 0;

  constructor(
    private readonly source: FileSource,
    private at: number,
    private readonly end: number,
  ) {}

  /** Null after the last page. Throws an Error that says what is wrong. */
  async next(): Promise<RawPage | null> {
    // As hyparquet: a single byte at the end is no page any more.
    if (this.at >= this.end - 1) return null;
    const { header, length } = await this.header();
    const size = header.compressed_page_size;
    const start = this.at + length;
    if (!isCount(size) || size > this.end - start) throw new Error(`a page claims ${size} bytes`);
    if (!isCount(header.uncompressed_page_size))
      throw new Error(`a page claims ${header.uncompressed_page_size} bytes`);
    if (Math.max(size, header.uncompressed_page_size) > MAX_PAGES) {
      throw new BudgetError(`pages of more than ${Math.round(MAX_PAGES / 2 ** 20)} MiB`);
    }
    this.at = start + size;
    return { header, bytes: await this.bytes(start, this.at) };
  }

  private async header(): Promise<{ readonly header: PageHeader; readonly length: number }> {
    for (let size = WINDOW; ; size *= 16) {
      const bytes = await this.bytes(this.at, Math.min(this.end, this.at + size), true);
      try {
        const length = endOfStruct(bytes, 0);
        return { header: parquetHeader({ view: viewOf(bytes), offset: 0 }), length };
      } catch (thrown) {
        const isWhole = this.at + size >= this.end || size >= MAX_HEADER;
        if (isWhole || !(thrown instanceof HeaderCut)) throw thrown;
      }
    }
  }

  /** Of the file; what is `kept` need not be read again. */
  private async bytes(start: number, end: number, kept = false): Promise<Uint8Array> {
    const from = start - this.windowStart;
    if (from >= 0 && end - this.windowStart <= this.window.length) {
      return this.window.subarray(from, end - this.windowStart);
    }
    const bytes = await this.source.bytes(start, end);
    if (kept) [this.window, this.windowStart] = [bytes, start];
    return bytes;
  }
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
