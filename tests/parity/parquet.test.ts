import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { columnsOf, openParquet } from "#electron/datasets/parquet";

const FOLDER = join(import.meta.dirname, "vectors", "parquet");
const expected = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as { types: unknown[] };
const files = readdirSync(FOLDER).filter((name) => name.startsWith("types-"));

/** Ours in the spelling of scripts/make_parquet_vectors.py. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

test("there are vectors of every codec, page version and encoding", () => {
  expect(files).toHaveLength(13);
});

test.each(files)("%s holds what pyarrow put into it", async (name) => {
  const parquet = await openParquet(join(FOLDER, name));
  try {
    const columns = columnsOf(parquet.schema).map((column) => column.name);
    const rows: unknown[] = [];
    for (const index of parquet.metadata.row_groups.keys()) {
      for await (const row of parquet.readRows(index, columns)) rows.push(plain(row));
    }
    expect(parquet.metadata.row_groups).toHaveLength(2);
    expect(parquet.rows).toBe(40);
    expect(rows).toEqual(expected.types);
  } finally {
    await parquet.close();
  }
});

test("the columns' types are told", async () => {
  const parquet = await openParquet(join(FOLDER, "types-none-1.parquet"));
  await parquet.close();
  expect(columnsOf(parquet.schema).map(({ name, type, shape }) => `${name}: ${type} (${shape})`)).toEqual([
    "text: string (text)",
    "required: string (text)",
    "int64: int64 (number)",
    "int32: int32 (number)",
    "double: double (number)",
    "flag: bool (flag)",
    "bytes: binary (bytes)",
    "numbers: list<int64> (list)",
    "rows: list<list<int32>> (list)",
    "image: struct<bytes: binary, path: string> (struct)",
    "structs: list<struct<a: int64, b: string>> (list)",
  ]);
});
