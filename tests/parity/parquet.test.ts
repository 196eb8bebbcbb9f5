import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { columnsOf, NumberRows, openParquet, type ParquetRow } from "#electron/datasets/parquet";

const FOLDER = join(import.meta.dirname, "vectors", "parquet");
const expected = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as {
  types: unknown[];
  grids: (string | null)[];
};
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

const grids = readdirSync(FOLDER).filter((name) => name.startsWith("grids-"));

/** As the script spells rows of numbers: a digit each, "." what is missing, "-" a list that is. */
function spelled(value: unknown, one: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof NumberRows) return spelled(value.lists(), one);
  const digit = (number: unknown) => (number === null ? "." : number === one ? "1" : number ? "?" : "0");
  const line = (list: unknown) => (list === null ? "-" : Array.from(list as unknown[], digit).join(""));
  return (value as unknown[]).map(line).join("/");
}

/** What NumberRows still knows of it: how much is missing, but not where. */
const withoutGaps = (grid: string | null) => grid?.replace(/[.-]/g, "") ?? null;

async function gridRows(name: string): Promise<ParquetRow[]> {
  const parquet = await openParquet(join(FOLDER, name));
  const rows: ParquetRow[] = [];
  const columns = columnsOf(parquet.schema).map((column) => column.name);
  for await (const row of parquet.readRows(0, columns)) rows.push(row);
  await parquet.close();
  return rows;
}

describe.each(grids)("%s", (name) => {
  test.each([
    ["flags", true],
    ["small", 255],
    ["longs", 2n ** 40n],
    ["halves", 0.5],
  ])("%s: lists of lists, of any page's size, are what pyarrow reads", async (column, one) => {
    const rows = await gridRows(name);
    const isLarge = expected.grids.map((grid) => (grid?.length ?? 0) > 1100);
    expect(rows.map((row) => row[column] instanceof NumberRows)).toEqual(isLarge);
    expect(rows.map((row) => spelled(row[column], one))).toEqual(
      expected.grids.map((grid, i) => (isLarge[i] ? withoutGaps(grid) : grid)),
    );
    const missing = rows.map((row) => (row[column] instanceof NumberRows ? row[column].missing : 0));
    expect(missing).toEqual(expected.grids.map((grid) => grid?.match(/\./g)?.length ?? 0));
  });

  test("lists of those, and the columns beside", async () => {
    const rows = await gridRows(name);
    const { grids: all } = expected;
    const several = all.map((_, i) => {
      if (i % 5 === 1) return null;
      return i % 5 === 3 ? [] : [all[i] ?? null, all[(i + 1) % all.length] ?? null].map(withoutGaps);
    });
    const found = rows.map((row) => (row.several as unknown[] | null | undefined) ?? null);
    expect(found.map((list) => list?.map((grid) => spelled(grid, true)) ?? null)).toEqual(several);
    expect(rows.map((row) => row.question)).toEqual(all.map((_, i) => `Which one is ${i}?`));
    const pictures = rows.map((row) => Buffer.from(row.image as Uint8Array).toString("base64"));
    expect(pictures[0]).toMatch(/^iVBORw0KGgo/);
    expect(new Set(pictures).size).toBe(1);
  });
});
