import { NumberRows } from "./number-rows.ts";

/** Text of one value in the details of a sample. */
const MAX_DETAIL = 16_384;

export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

/**
 * A value as JSON has it: integers as numbers where that is exact, else text, times as ISO 8601.
 * Undefined for what has bytes in it or is too long for a detail.
 */
export function plainValue(value: unknown): unknown {
  const budget = { left: MAX_DETAIL };
  const json = toJson(value, budget);
  return budget.left < 0 ? undefined : json;
}

function toJson(value: unknown, budget: { left: number }): unknown {
  budget.left -= typeof value === "string" ? value.length + 2 : 4;
  if (budget.left < 0 || value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (isBytes(value)) {
    budget.left = -1;
    return null;
  }
  if (value instanceof NumberRows) {
    // Counted first: a list of each would be made only to be thrown away.
    if (value.count + value.values.length > MAX_DETAIL / 4) budget.left = -1;
    return budget.left < 0 ? null : toJson(value.lists(), budget);
  }
  if (ArrayBuffer.isView(value))
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => toJson(item, budget));
  if (Array.isArray(value)) {
    if (value.length > MAX_DETAIL) budget.left = -1;
    return budget.left < 0 ? null : value.map((item) => toJson(item, budget));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, budget)]));
}

/** Bytes that are a picture's: as they are, or as base64 with or without a data URL's head; null for all else. */
export function bytesOf(value: unknown): Uint8Array | null {
  if (isBytes(value)) return value;
  if (typeof value !== "string") return null;
  const text = /^data:[\w/+.-]{0,80};base64,/.test(value.slice(0, 100)) ? value.slice(value.indexOf(",") + 1) : value;
  if (text === value && !/^(\/9j\/|iVBORw0KGgo|UklGR|R0lGOD|SUkq|TU0A|Qk)/.test(text)) return null;
  if (text === value && /\.\w{2,5}$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.length > 16 ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : null;
}

/** What a value is, in words, for a note: `a list of 3 numbers`. */
export function typeOfValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (isBytes(value)) return `${value.length} bytes`;
  if (value instanceof NumberRows) return rowsInWords(value);
  if (Array.isArray(value))
    return `a list of ${value.length}${value.length > 0 ? `, the first ${typeOfValue(value[0])}` : ""}`;
  if (typeof value === "object") return `a struct of ${Object.keys(value).slice(0, 8).join(", ")}`;
  if (typeof value === "string") return `the text "${value.slice(0, 40)}"`;
  return typeof value === "bigint" ? "a number" : `a ${typeof value}`;
}

/** A value for people who map columns, in at most 120 characters. */
export function shortExample(value: unknown): string {
  if (isBytes(value)) return `${pictureKind(value)}${value.length} bytes`;
  if (typeof value === "string") return clip(value);
  if (value instanceof NumberRows) return rowsInWords(value);
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const members = Object.entries(value).slice(0, 6);
    return clip(members.map(([key, item]) => `${key}: ${shortExample(item).slice(0, 50)}`).join(", "));
  }
  if (Array.isArray(value))
    return clip(`[${value.slice(0, 4).map(shortExample).join(", ")}${value.length > 4 ? ", ..." : ""}]`);
  return value === null || value === undefined ? "" : clip(String(value instanceof Date ? plainValue(value) : value));
}

function rowsInWords({ count, width, isFlags }: NumberRows): string {
  return `${count} lists of ${width ?? "different numbers of"} ${isFlags ? "flags" : "numbers"}`;
}

function pictureKind(bytes: Uint8Array): string {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return "PNG, ";
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "JPEG, ";
  return bytes[0] === 0x52 && bytes[8] === 0x57 ? "WebP, " : "";
}

const clip = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 117)}...`);
