import { createHash } from "node:crypto";

/**
 * JSON with one spelling a value: keys sorted by code unit, no white space, no undefined. What is hashed is spelled so.
 * Throws a TypeError for values that JSON would silently turn into others (NaN, infinities, functions, maps, dates).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`A ${typeof value} cannot be stored.`);
  const sort = Object.prototype.toString.call(value).slice(8, -1);
  if (sort !== "Object") throw new TypeError(`A ${sort} cannot be stored.`);
  const record = value as Record<string, unknown>;
  const members: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** A hash shortened for messages. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
