import { describe, expect, it } from "vitest";
import { openProject } from "#electron/store";
import { ada, later, probe, projectWith, reopen, rowMask, stateWith } from "./fixtures.ts";

const texts = {
  "a NUL": "before\0after",
  "only a NUL": "\0",
  "lone surrogates": "high \ud83d low \ude00 both ends \udfff",
  "the noncharacter that the store escapes with": "\u{10fffe}\u{10f800}\u{10fffe}",
  "marks of direction": "\u202eabc\u202c \u2066x\u2069 \u05e9\u05dc\u05d5\u05dd \u061c",
  "control characters": `${Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("")}\u007f\u0085\u2028`,
  HTML: `<script>alert("1")</script><img src=x onerror='1'>&amp;&#0;]]>`,
  "blanks around it": " \n\tWhich?\u00a0\ufeff ",
  "composed and decomposed letters": "é e\u0301 \u1e9b\u0323",
  SQL: `'); DROP TABLE sample; -- % _ \\`,
  "100,000 characters": "Which \u{1f600}? ".repeat(10_000),
} as const;

describe("a question, its id, category, split, kinds and details", () => {
  it.each(Object.entries(texts))("with %s are kept unchanged, found again and covered by the log", async (_, text) => {
    const { dir, store, images } = await projectWith(1);
    const details = { [text]: [text, { answer: text }] };
    const report = await store.beginImport({ copy: false, probe }).add([
      {
        imagePath: images[0] as string,
        id: `id ${text}`,
        question: text,
        category: text,
        split: text,
        kind: [text, "b"],
        details,
      },
    ]);
    expect(report).toEqual({ added: 1, present: 0, refused: [] });
    const again = reopen(dir, store);
    const detail = again.sample(`id ${text}`);
    expect(detail).toMatchObject({ question: text, category: text, split: text, kind: [text, "b"], status: "todo" });
    expect(again.samples({ offset: 1, limit: 1 }).items[0]?.question).toBe(text);
    const [, exported] = [...again.exportSamples()];
    expect(exported).toMatchObject({ id: `id ${text}`, question: text, details });
    expect(again.samples({ offset: 0, limit: 9, search: text.slice(-60).trim() }).total).toBe(1);
    expect(again.samples({ offset: 0, limit: 9, search: text }).total).toBe(1);
    again.commit(
      `id ${text}`,
      stateWith({ mask: rowMask(1), verdict: { decision: "fixed", comment: text.slice(0, 99) } }),
      "t",
    );
    expect(again.sample(`id ${text}`).state.verdict?.comment).toBe(text.slice(0, 99));
    expect(again.verify()).toMatchObject({ ok: true, projection: [] });
  });

  it("are told apart where only a lone surrogate or what follows a NUL differs", async () => {
    const { dir, store, images } = await projectWith(0);
    const imagePath = images[0] ?? `${dir}/project.sqlite`;
    const ids = ["x\ud800", "x\ud801", "x\ufffd", "x", "x\0", "x\0y"];
    const report = await store
      .beginImport({ copy: false, probe })
      .add(ids.map((id) => ({ imagePath, id, question: `Question of ${id}` })));
    expect(report).toMatchObject({ added: 6, refused: [] });
    store.close();
    const again = openProject(dir, ada);
    later(() => again.close());
    for (const id of ids) expect(again.sample(id).question).toBe(`Question of ${id}`);
    expect(again.verify().ok).toBe(true);
  });
});
