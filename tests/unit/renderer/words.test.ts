import { describe, expect, it } from "vitest";
import { cut, linePieces, oneLine, piecesOf } from "#renderer/words";

const marksOf = (text: string): readonly string[] =>
  piecesOf(text).flatMap((piece) => (piece.kind === "mark" ? [piece.label] : []));
const joined = (text: string): string =>
  piecesOf(text)
    .map((piece) => piece.text)
    .join("");

const nasty: readonly (readonly [name: string, text: string, marks: readonly string[]])[] = [
  ["nothing", "", []],
  ["plain words, tabs and lines", "Which spoon?\n\tThe one that shines.", []],
  ["lines as Windows ends them", "one\r\ntwo", []],
  ["HTML", '<img src=x onerror="alert(1)"><script>alert(2)</script>&amp;', []],
  ["an override", "photo\u202egnp.exe\u202c", ["RLO", "PDF"]],
  ["isolates", "\u2066a\u2069 \u2067b\u2069 \u2068c\u2069", ["LRI", "PDI", "RLI", "PDI", "FSI", "PDI"]],
  ["direction marks", "a\u200eb\u200fc\u061c", ["LRM", "RLM", "ALM"]],
  ["zero width", "a\u200bb\u2060c\ufeff", ["ZWSP", "WJ", "BOM"]],
  ["control characters", "a\u0000b\u001b[31mred\u007f\u0085", ["NUL", "ESC", "DEL", "U+0085"]],
  ["many of a kind, as one", "\u200b".repeat(5000), ["ZWSP ×5,000"]],
  ["half a character", "a\ud83db", ["U+D83D"]],
  ["a lone return", "a\rb", ["CR"]],
  ["separators", "a\u2028b\u2029c", ["LS", "PS"]],
  ["tags that nobody sees", "hi\u{e0041}\u{e0042}", ["U+E0041", "U+E0042"]],
  ["a flag that is spelled with tags", "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", []],
  ["a family", "\u{1f469}\u200d\u{1f467}\u200d\u{1f466} and \u2764\ufe0f\u200d\u{1f525}", []],
  ["Persian and Hindi spelling", "می\u200cخواهم क्\u200dष", []],
  ["a joiner where it spells nothing", "ad\u200dmin \u200c!", ["ZWJ", "ZWNJ"]],
  ["Arabic, Hebrew, Chinese", "ما هذا؟ מה זה? 这是什么？", []],
  ["Arabic number signs, which are drawn", "\u0600\u06dd", []],
  ["a blank letter", "a\u3164b", ["HF"]],
];

describe("a question's signs", () => {
  it.each(nasty)("%s", (_, text, marks) => {
    expect(marksOf(text)).toEqual(marks);
    expect(joined(text)).toBe(text);
  });

  it("say what they are to people who rest on them", () => {
    expect(piecesOf("\u202e")).toEqual([
      { kind: "mark", text: "\u202e", label: "RLO", title: "U+202E right-to-left override" },
    ]);
  });
});

describe("the start of a text", () => {
  it("is cut between characters, not inside one", () => {
    expect(cut("abcdef", 3)).toBe("abc");
    expect(cut("abc", 3)).toBe("abc");
    expect(cut("a\u{1f469}\u200d\u{1f467}b", 3)).toBe("a");
    expect(cut("ae\u0301x", 2)).toBe("a");
  });

  it("is found in a character that never ends", () => {
    const pile = `a${"\u0301".repeat(1000)}`;
    expect(cut(pile, 10)).toBe(pile.slice(0, 10));
    expect(cut(`\u{1f469}${"\u200d\u{1f469}".repeat(100)}`, 4)).not.toMatch(/[\ud800-\udbff]$/);
  });
});

describe("a text in one line", () => {
  it.each(nasty)("of %s reorders and hides nothing", (_, text) => {
    const line = oneLine(text);
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
    expect(line.length).toBeLessThanOrEqual(201);
  });

  it("keeps control characters as marks for screens, whose fonts may lack their pictures", () => {
    expect(linePieces(" a\u0000\u0000b\n\u001b\u202ec ")).toEqual([
      { kind: "plain", text: "a" },
      { kind: "mark", text: "\u0000\u0000", label: "NUL ×2", title: "U+0000 control character ×2" },
      { kind: "plain", text: "b " },
      { kind: "mark", text: "\u001b", label: "ESC", title: "U+001B control character" },
      { kind: "plain", text: "c" },
    ]);
    expect(linePieces("a\u0007b\u0008c", 3).map(({ text }) => text)).toEqual(["a", "\u0007", "b…"]);
    expect(linePieces(" \n ")).toEqual([]);
  });

  it("shows control characters by their pictures and says when nothing can be seen", () => {
    expect(oneLine("a\u0000b\u001bc")).toBe("a␀b␛c");
    expect(oneLine("\u200b\u202e")).toBe("(only invisible characters)");
    expect(oneLine(" \n ")).toBe("");
    expect(oneLine("x".repeat(100_000), 50)).toBe(`${"x".repeat(50)}…`);
  });
});
