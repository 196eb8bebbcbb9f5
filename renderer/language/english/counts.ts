/** Numbers and counted things as English writes them; another language brings a file of its own. */

export const number = (value: number): string => value.toLocaleString("en");

/** "1 sample", "2,000 samples". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;
