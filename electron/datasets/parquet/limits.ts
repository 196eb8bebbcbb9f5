/** A footer of 100,000 row groups has about as much; its parser makes an object of every field. */
export const MAX_FOOTER = 8 * 2 ** 20;
/** The columns that are read of one row group, decompressed. */
export const MAX_ROW_GROUP = 512 * 2 ** 20;
/** Values of the columns that are read of one row group, nested ones counted one by one. */
export const MAX_VALUES = 24_000_000;
export const MAX_COLUMNS = 2_000;
/** Structs in lists in structs. */
export const MAX_NESTING = 24;
