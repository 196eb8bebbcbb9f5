import { roundedId } from "#electron/datasets/reading";

/** A parsed JSON object: what a record of a dataset is before anyone has looked at it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string as it is, a finite number in digits; null for everything else, numbers that were rounded too. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) && roundedId(value) === null ? String(value) : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list of finite numbers, of a certain length where one is given; null for everything else. */
export function numbersOf(value: unknown, length?: number): readonly number[] | null {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) return null;
  return value.every((each) => typeof each === "number" && Number.isFinite(each)) ? (value as number[]) : null;
}

/** Width and height in pixels; null unless both are positive whole numbers. */
export function sizeOf(width: unknown, height: unknown): { readonly width: number; readonly height: number } | null {
  if (!isPixels(width) || !isPixels(height)) return null;
  return { width, height };
}

const isPixels = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

/** The members that are there, of those that are named. */
export function pick(record: JsonRecord, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(record, key)).map((key) => [key, record[key]]));
}

/** The record without what went elsewhere. */
export function omit(record: JsonRecord, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
