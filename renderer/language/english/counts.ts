/** Numbers and counted things as English writes them; another language brings a file of its own. */

export const number = (value: number): string => value.toLocaleString("en");

/** "1 sample", "2,000 samples". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;

/** Beside a predicted IoU that is shown as the 1 (or 0) that an IoU can be: what SAM said. */
export const beyond = (said: string | null): string =>
  said === null ? "" : ` (SAM said ${said}; its estimate has no bound, an IoU ends at 0 and 1)`;

const units = ["", "kB", "MB", "GB", "TB"];

/** "1.2 GB": decimal, as disks are sold and file managers count. */
export function size(bytes: number): string {
  const exact = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  // 999,999 bytes are a megabyte when they are rounded.
  const power = exact > 0 && exact < units.length - 1 && bytes / 1000 ** exact >= 999.5 ? exact + 1 : exact;
  if (power === 0) return counted(bytes, "byte");
  const value = bytes / 1000 ** power;
  const digits = value >= 99.95 ? 0 : 1;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${units[power]}`;
}
