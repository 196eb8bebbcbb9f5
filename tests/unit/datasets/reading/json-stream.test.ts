import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonElements } from "#electron/datasets/reading";
import { JsonScanner } from "../../../../electron/datasets/reading/json-scanner.ts";
import { all, listening, put, scratch } from "./scratch.ts";

/** What the scanner finds of a text that comes in pieces of these sizes. */
function scan(text: string | Uint8Array, wanted: string[], sizes: readonly number[] = [1 << 20], limit = 1 << 20) {
  const found: { path: string; key: string | number; value: unknown }[] = [];
  const scanner = new JsonScanner(wanted, limit, (path, key, json) =>
    found.push({ path, key, value: JSON.parse(json) }),
  );
  const bytes = Buffer.from(text);
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] as number;
    scanner.write(bytes.subarray(at, at + size));
    at += size;
  }
  scanner.end();
  return found;
}

describe("JsonScanner", () => {
  it("finds the same elements as JSON.parse, however the text is cut and indented", () => {
    const root = fc.dictionary(fc.string(), fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()), { maxKeys: 6 });
    const property = fc.property(
      root,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0, 2),
      (value, sizes, indent) => {
        const names = Object.keys(value).filter((name) => name !== "" && !name.includes("."));
        for (const name of names.slice(0, 2)) {
          const section = value[name];
          const isContainer = section !== null && typeof section === "object";
          const wanted = isContainer ? Object.values(section) : [];
          const found = scan(JSON.stringify(value, null, indent), [name], sizes).map((element) => element.value);
          expect(JSON.stringify(found)).toBe(JSON.stringify(wanted));
        }
      },
    );
    fc.assert(property, { seed: 7, numRuns: 300 });
  });

  it("gives the root's own elements, keys of objects, and members of members", () => {
    expect(scan('[1,"a",{"b":[2]}]', [""]).map(({ key, value }) => [key, value])).toEqual([
      [0, 1],
      [1, "a"],
      [2, { b: [2] }],
    ]);
    expect(scan('{"x":1,"y\\u0041":[true]}', [""]).map(({ key }) => key)).toEqual(["x", "yA"]);
    expect(scan('{"c":{"a":0},"a":{"b":[5,6],"c":[7]},"b":[8]}', ["a.b"])).toEqual([
      { path: "a.b", key: 0, value: 5 },
      { path: "a.b", key: 1, value: 6 },
    ]);
  });

  it("is not led astray by brackets and quotes in texts that it passes over", () => {
    const text = JSON.stringify({ skip: ['"]}', "\\", '\\"', { "}": "[" }], take: [1] });
    expect(scan(text, ["take"], [1])).toEqual([{ path: "take", key: 0, value: 1 }]);
  });

  it.each([
    ["", "middle"],
    ['{"a":[1,2', "middle"],
    ['{"a":[1 2]}', "comma"],
    ['{"a":[1,]}', "value"],
    ['{"a" 1}', "colon"],
    ["{a:1}", "name in quotes"],
    ['{"a":1}x', "nothing more"],
    ['{"a":1,}', "name in quotes"],
    ["[1}", "comma"],
    ['{"a":"', "middle"],
  ])("refuses %j", (text, why) => {
    expect(() => scan(text, text.startsWith("[") ? [""] : ["a"])).toThrow(why);
  });

  it("holds no more than its limit of an element, and any length of what nobody asked for", () => {
    const long = JSON.stringify({ big: ["x".repeat(5000)], small: [1] });
    expect(scan(long, ["small"], [100], 1000)).toHaveLength(1);
    expect(() => scan(long, ["big"], [100], 1000)).toThrow(RangeError);
  });
});

describe("readJsonElements", () => {
  const read = (content: string | Uint8Array, sections: string[] = ["a"]) => {
    const file = put(scratch(), "file.json", content);
    return all(readJsonElements(file, sections, listening(file).context));
  };

  it("takes a byte order mark, and cp1252 where the text is not UTF-8", async () => {
    const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"a":["é"]}')]);
    expect((await read(bom)).map(({ value }) => value)).toEqual(["é"]);
    expect((await read(Buffer.from('{"a":["\xe9"]}', "latin1"))).map(({ value }) => value)).toEqual(["é"]);
  });

  it("yields what is whole before it says where the file breaks off", async () => {
    const file = put(scratch(), "file.json", '{"a":[{"n":1},{"n":2},{"n":');
    const elements = readJsonElements(file, ["a"], listening(file).context);
    expect((await elements.next()).value).toMatchObject({ section: "a", index: 0, value: { n: 1 } });
    expect((await elements.next()).value).toMatchObject({ index: 1 });
    await expect(elements.next()).rejects.toMatchObject({
      code: "bad-input",
      where: expect.stringContaining("near byte 27"),
    });
  });

  it("names the element that is no JSON, and refuses hostile depth", async () => {
    await expect(read('{"a":[1,{"b":tru}]}')).rejects.toMatchObject({
      code: "bad-input",
      where: expect.stringContaining("a[1]"),
    });
    const deep = `{"a":[${"[".repeat(5000)}${"]".repeat(5000)}]}`;
    await expect(read(deep)).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("200 levels"),
    });
    // Depth in what nobody asked for costs nothing.
    await expect(read(`{"b":${"[".repeat(5000)}${"]".repeat(5000)},"a":[1]}`)).resolves.toHaveLength(1);
  });

  it("stops at the next piece when it is cancelled, and tells how far it is", async () => {
    const file = put(scratch(), "file.json", `{"a":[${"1,".repeat(400_000)}1]}`);
    const abort = new AbortController();
    const { context, progress } = listening(file, { signal: abort.signal });
    const elements = readJsonElements(file, ["a"], context);
    await elements.next();
    abort.abort();
    await expect(all(elements)).rejects.toMatchObject({ name: "AbortError" });
    expect(progress.length).toBeLessThan(3);
  });

  it("refuses what is not there and what is no file", async () => {
    const dir = scratch();
    const none = `${dir}/none.json`;
    await expect(all(readJsonElements(none, ["a"], listening(none).context))).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(all(readJsonElements(dir, ["a"], listening(dir).context))).rejects.toMatchObject({
      code: "bad-input",
    });
  });
});
