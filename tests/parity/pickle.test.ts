import { expect, test } from "vitest";
import { AppError } from "#core/errors";
import { type PickleValue, unpickle } from "#electron/datasets/pickle";
import vectors from "./vectors/pickle.json" with { type: "json" };

/** Our value in the spelling of scripts/make_pickle_vectors.py; tuples and lists are one there too. */
function tagged(value: PickleValue): unknown {
  if (typeof value === "bigint") return { int: value.toString() };
  if (typeof value === "number") return value;
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(tagged);
  if (value instanceof Set) return { set: [...value].map(tagged) };
  return { dict: [...value].map(([key, item]) => [tagged(key), tagged(item)]) };
}

/** The vector with its floats as numbers, which is what ours are. */
function withFloats(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFloats);
  if (value === null || typeof value !== "object") return value;
  if ("float" in value) return Number(String(value.float).replace("inf", "Infinity").replace("nan", "NaN"));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withFloats(item)]));
}

test.each(vectors.values)("$name is read as Python wrote it", ({ pickle, value }) => {
  expect(tagged(unpickle(Buffer.from(pickle, "base64"), "test.p"))).toStrictEqual(withFloats(value));
});

test.each(vectors.refused)("$name is refused by the opcode's name and place", ({ pickle }) => {
  const read = () => unpickle(Buffer.from(pickle, "base64"), "test.p");
  expect(read).toThrow(AppError);
  expect(read).toThrow(/^This pickle wants to run code: [A-Z_0-9]+( [\w.]+)?\./);
  expect(read).toThrow(
    expect.objectContaining({ code: "bad-input", where: expect.stringMatching(/^test\.p, byte \d+$/) }),
  );
});
