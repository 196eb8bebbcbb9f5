import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { directionOf, Words } from "#renderer/words";
import { QuestionDiff } from "../../../renderer/review/question-diff.tsx";

const ARABIC = ["أي كوب ممتلئ؟", "أي كوب أحمر فارغ؟"] as const;

describe("which way a text runs", () => {
  it.each([
    ["rtl", ARABIC[0]],
    ["rtl", "12. מה זה cup?"],
    ["rtl", "“کدام فنجان؟”"],
    ["ltr", "Which cup is أحمر?"],
    ["ltr", "这是什么？"],
    ["ltr", "?! 12"],
    ["ltr", ""],
  ])("is %s for %s", (direction, text) => {
    expect(directionOf(text)).toBe(direction);
  });
});

describe("the parts of a text", () => {
  it("have no direction of their own, so that the whole has one; a text by itself has", () => {
    expect(renderToStaticMarkup(<Words text={ARABIC[0]} isInline />)).not.toContain("dir=");
    expect(renderToStaticMarkup(<Words text={ARABIC[0]} />)).toContain('dir="auto"');
  });

  it("of a changed question run as the new wording does; what went runs by itself", () => {
    const html = renderToStaticMarkup(<QuestionDiff before={ARABIC[0]} after={ARABIC[1]} />);
    expect(html).toMatch(/^<span dir="rtl"/);
    expect(html.match(/dir="[^"]*"/g)).toEqual(['dir="rtl"', 'dir="auto"']);
    expect(html).toMatch(/<del dir="auto"><span[^>]*>ممتلئ<\/span>/);
    expect(html).toMatch(/<ins><span[^>]*>/);
  });

  it("run from left to right where the new wording does, whatever was there before", () => {
    expect(renderToStaticMarkup(<QuestionDiff before={ARABIC[0]} after="Which cup?" />)).toMatch(/^<span dir="ltr"/);
  });
});
