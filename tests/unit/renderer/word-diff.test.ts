import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DiffPart, wordDiff } from "#renderer/words";

const textOf = (parts: readonly DiffPart[], without: DiffPart["kind"]): string =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join("");

describe("what became of a wording", () => {
  it("is told word by word", () => {
    expect(wordDiff("Which cup is full?", "Which red cup is empty?")).toEqual([
      { kind: "same", text: "Which " },
      { kind: "new", text: "red " },
      { kind: "same", text: "cup is " },
      { kind: "gone", text: "full" },
      { kind: "new", text: "empty" },
      { kind: "same", text: "?" },
    ]);
    expect(wordDiff("same", "same")).toEqual([{ kind: "same", text: "same" }]);
    expect(wordDiff("", "new")).toEqual([{ kind: "new", text: "new" }]);
  });

  it("knows the words of scripts without spaces and from right to left", () => {
    expect(wordDiff("哪个杯子是红色的？", "哪个杯子是蓝色的？").some((part) => part.kind === "same")).toBe(true);
    expect(wordDiff("أي كوب أحمر؟", "أي كوب أزرق؟")[0]).toEqual({ kind: "same", text: "أي كوب " });
  });

  it("gives both texts back, whatever they are", () => {
    const text = fc.array(fc.constantFrom("a", "b ", "c", " ", "\n", "😀", "\0", "é"), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [before, after] = [a.join(""), b.join("")];
        const parts = wordDiff(before, after);
        expect(textOf(parts, "new")).toBe(before);
        expect(textOf(parts, "gone")).toBe(after);
      }),
    );
  });

  it("exchanges the middle of very long texts as a whole, and still gives both back", () => {
    const before = `start ${"one two ".repeat(6000)}end`;
    const after = `start ${"three four ".repeat(6000)}end`;
    const parts = wordDiff(before, after);
    expect(parts.map(({ kind }) => kind)).toEqual(["same", "gone", "new", "same"]);
    expect(textOf(parts, "new")).toBe(before);
    expect(textOf(parts, "gone")).toBe(after);
  });
});
