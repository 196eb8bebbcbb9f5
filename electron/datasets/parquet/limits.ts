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
