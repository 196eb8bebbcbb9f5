import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  decodeText,
  isRefusal,
  parseJson,
  readCsvRows,
  readHead,
  readJson,
  readLines,
  readText,
} from "#electron/datasets/reading";
import { all, listening, put, scratch } from "./scratch.ts";

/** A file that takes no room on the disk: zeros up to its end. */
function sparse(bytes: number): string {
  const file = join(scratch(), "large");
  const handle = openSync(file, "w");
  ftruncateSync(handle, bytes);
  writeSync(handle, "x", 0);
  closeSync(handle);
  return file;
}

describe("readText and readJson", () => {
  it("read UTF-8, else cp1252, without a byte order mark", () => {
    expect(decodeText(Buffer.from("\ufeffé\u2028"))).toBe("é\u2028");
    expect(decodeText(Buffer.from([0x93, 0xe9, 0x94, 0x80]))).toBe("“é”€");
  });

  it("refuse what is larger than is read whole, folders, and what is not there", async () => {
    await expect(readText(sparse(65 * 2 ** 20))).rejects.toMatchObject({ code: "too-large" });
    await expect(readText(scratch())).rejects.toMatchObject({ code: "bad-input" });
    await expect(readText("/no/such/file")).rejects.toMatchObject({ code: "not-found", where: "/no/such/file" });
  });

  it("say where JSON breaks off, and refuse depth without exhausting the stack", async () => {
    const file = put(scratch(), "a.json", '{"a":');
    await expect(readJson(file)).rejects.toMatchObject({ code: "bad-input", where: file });
    expect(() => parseJson("[".repeat(300) + "]".repeat(300), "x")).toThrow("200 levels");
    expect(() => parseJson("[".repeat(1e6) + "]".repeat(1e6), "x")).toThrow();
    expect(parseJson("[".repeat(150) + "]".repeat(150), "x")).toBeInstanceOf(Array);
  });

  it("reads the first bytes alone", async () => {
    expect(await readHead(put(scratch(), "a", "abcdef"), 3)).toBe("abc");
  });
});

describe("readLines", () => {
  const linesOf = async (content: string | Uint8Array) => {
    const file = put(scratch(), "a.jsonl", content);
    return (await all(readLines(file, listening(file).context))).map(({ number, text }) => [number, text]);
  };

  it("splits at line feeds alone, numbers blank lines and leaves them out", async () => {
    expect(await linesOf("\ufeffa\u2028b\u0085c\r\n\n \r\nd\re\n\u2029")).toEqual([
      [1, "a\u2028b\u0085c"],
      [4, "d\re"],
      // U+2029 alone is white space.
    ]);
    expect(await linesOf("a")).toEqual([[1, "a"]]);
    expect(await linesOf("")).toEqual([]);
  });

  it("puts lines together that lie in several pieces of the file, and characters that are cut in two", async () => {
    const long = "é".repeat(1_500_000);
    const found = await linesOf(`a\n${long}\nb`);
    expect(found.map(([number, text]) => [number, (text as string).length])).toEqual([
      [1, 1],
      [2, 1_500_000],
      [3, 1],
    ]);
    expect(found[1]?.[1] === long).toBe(true);
  });

  it("refuses a giant line by its number, before it is read to its end", async () => {
    const file = sparse(200 * 2 ** 20);
    const { context, progress } = listening(file);
    await expect(all(readLines(file, context))).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringContaining("Line 1"),
    });
    expect(progress.at(-1)?.[0]).toBeLessThan(70 * 2 ** 20);
  });

  it("stops when it is cancelled", async () => {
    const file = put(scratch(), "a", "a\nb\n");
    const { context } = listening(file, { signal: AbortSignal.abort() });
    await expect(all(readLines(file, context))).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("readCsvRows", () => {
  const rows = (text: string) => [...readCsvRows(text)].map(({ line, cells }) => [line, ...cells]);
  it("takes quotes, doubled quotes, separators and line ends inside them, CR LF and a missing last line end", () => {
    expect(rows('a,b\r\n"x, ""y""\nz",2\n\n,\n"end')).toEqual([
      [1, "a", "b"],
      [2, 'x, "y"\nz', "2"],
      [5, "", ""],
      [6, "end"],
    ]);
  });
  it("takes tabs where the first line has them, and a carriage return that stands alone", () => {
    expect(rows("a\tb,c\n1,2\t3\r4\t")).toEqual([
      [1, "a", "b,c"],
      [2, "1,2", "3\r4", ""],
    ]);
  });
  it("ends with any text", () => {
    for (const text of ['"', '""', '"a"b,c', "\r", ",", '"a\n', "\r\n\r\n", "\ra"])
      expect(rows(text).length).toBeLessThan(3);
  });
});

it("tells errors of one sample from those that end a reading", () => {
  expect(isRefusal(new Error("bug"))).toBe(false);
  expect(isRefusal(Object.assign(new Error(), { code: "not-found" }))).toBe(false);
});
