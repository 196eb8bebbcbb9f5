import type { PickleValue } from "./value.ts";

/**
 * A pickled value as JSON has it: dicts as objects (keys as text), sets as arrays, bytes as base64, a bigint or a number
 * that JSON lacks as text. The value is a tree (`readPickle` saw to that).
 */
export function pickleToJson(value: PickleValue): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(pickleToJson);
  if (value instanceof Set) return [...value].map(pickleToJson);
  const entries = [...value].map(([key, item]) => [keyText(key), pickleToJson(item)] as const);
  return Object.fromEntries(entries);
}

function keyText(key: PickleValue): string {
  const json = pickleToJson(key);
  return typeof json === "string" ? json : JSON.stringify(json);
}
