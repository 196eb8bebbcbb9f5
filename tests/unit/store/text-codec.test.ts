import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Database } from "../../../electron/store/database.ts";
import { decodeText, encodeText } from "../../../electron/store/text-codec.ts";

const odd = ["\0", "\ud800", "\udfff", "\u{10fffe}", "\u{10f000}", "\u{10f800}", "a", "é", "\u{1f600}", "\u202e"];
/** Any code units, the awkward ones often. */
const anyText = fc.array(
  fc.oneof(
    fc.constantFrom(...odd),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
  { maxLength: 12 },
);

describe("a text's form at rest", () => {
  it("is the text itself wherever SQLite can hold that", () => {
    for (const text of ["", "plain", "<b>&amp;</b>", "\u202eright to left", "\u0001\u001b\u007f", "\u{1f600}", "ﷺ"]) {
      expect(encodeText(text)).toBe(text);
      expect(decodeText(text)).toBe(text);
    }
  });

  it("has neither NUL nor lone surrogates, and reads back as any text that was given", () => {
    fc.assert(
      fc.property(anyText, (parts) => {
        const text = parts.join("");
        const rest = encodeText(text);
        expect(rest.includes("\0")).toBe(false);
        expect(/\p{Surrogate}/u.test(rest)).toBe(false);
        expect(decodeText(rest)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps what is sought inside it in one piece", () => {
    expect(encodeText("a\0b\ud800c").includes(encodeText("\0b\ud800"))).toBe(true);
  });

  it("comes back from SQLite through every way of asking", () => {
    const db = new Database(":memory:");
    db.exec("CREATE TABLE t (x TEXT NOT NULL) STRICT");
    const text = "cut\0here\ud83d and \u{10fffe}\u{10f800}";
    db.run("INSERT INTO t VALUES (?)", text);
    expect(db.value("SELECT x FROM t")).toBe(text);
    expect(db.get("SELECT x FROM t")?.x).toBe(text);
    expect(db.all("SELECT x FROM t").map((row) => row.x)).toEqual([text]);
    expect([...db.each("SELECT x FROM t")].map((row) => row.x)).toEqual([text]);
    expect(db.value("SELECT 1 FROM t WHERE x = ?", text)).toBe(1);
  });
});
