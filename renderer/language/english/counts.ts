/** Numbers and counted things as English writes them; another language brings a file of its own. */

export const number = (value: number): string => value.toLocaleString("en");

/** "1 sample", "2,000 samples". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;

/** Beside a predicted IoU that is shown as the 1 (or 0) that an IoU can be: what SAM said. */
export const beyond = (said: string | null): string =>
  said === null ? "" : ` (SAM said ${said}; its estimate has no bound, an IoU ends at 0 and 1)`;
