/** A footer of 100,000 row groups has about as much; its parser makes an object of every field. */
export const MAX_FOOTER = 8 * 2 ** 20;
/** The pages and dictionaries that are open at one time, one of each column that is read, decompressed. */
export const MAX_PAGES = 512 * 2 ** 20;
/** A page's header: its statistics may hold a largest and a smallest value. */
export const MAX_HEADER = 16 * 2 ** 20;
/** Rows of one row group. */
export const MAX_ROWS = 24_000_000;
/** Numbers of one row in one column of lists of lists: the pixels of masks. They stay in typed arrays. */
export const MAX_ROW_NUMBERS = 32_000_000;
/** Values of one row in one column of any other kind, which become JavaScript's own. */
export const MAX_ROW_VALUES = 4_000_000;
/** Values of a page that its encoding only gives all at once. */
export const MAX_WHOLE_VALUES = 8_000_000;
export const MAX_COLUMNS = 2_000;
/** Structs in lists in structs. */
export const MAX_NESTING = 24;
/** Lists of numbers in one mask: rows of pixels, or polygons. */
export const MAX_GRID_LISTS = 1_000_000;
/** Masks in one row of a column of several: each is an object of its own. */
export const MAX_ROW_GRIDS = 10_000;

/** What a file of some size may hold: bytes that a mask takes when it is repeated without end are not there by chance. */
export interface ParquetLimits {
  /** Bytes of the pages that are open at one time, and of all. */
  readonly pages: number;
  readonly allPages: number;
  /** Numbers of one row in one column of masks, values of one in any other; all values, nulls among them. */
  readonly rowNumbers: number;
  readonly rowValues: number;
  readonly allEntries: number;
  /** Bytes and texts of all rows. */
  readonly allBytes: number;
  readonly allRows: number;
}

/**
 * Every limit has a part for small files, of which a whole one costs a second or two, and a part that grows with the
 * file, beyond what true ones hold: rows of pixels of 1000 x 1000, an ellipse in each, come to 7000 a byte (brotli).
 */
export function limitsOf(byteLength: number): ParquetLimits {
  return {
    pages: Math.min(MAX_PAGES, 96 * 2 ** 20 + 16_384 * byteLength),
    allPages: 256 * 2 ** 20 + 65_536 * byteLength,
    rowNumbers: Math.min(MAX_ROW_NUMBERS, 8_000_000 + 1024 * byteLength),
    rowValues: Math.min(MAX_ROW_VALUES, 300_000 + 64 * byteLength),
    allEntries: 32_000_000 + 32_768 * byteLength,
    allBytes: 512 * 2 ** 20 + 1024 * byteLength,
    allRows: 10_000 + byteLength,
  };
}
