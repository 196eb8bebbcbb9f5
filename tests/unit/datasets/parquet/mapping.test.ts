import { describe, expect, test } from "vitest";
import { CANDIDATE_ROLES, chooseMapping, columnOf, guessMapping, ROLES, valueAt } from "#electron/datasets/parquet";
import type { ColumnShape, ParquetColumn } from "../../../../electron/datasets/parquet/columns.ts";

const columns = (shapes: Readonly<Record<string, ColumnShape>>): ParquetColumn[] =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape, type: shape, members: [], hasBytes: false }));

describe("columns are guessed by name and type", () => {
  test("as Hugging Face's datasets are usually called", () => {
    const usual = columns({ id: "text", image: "struct", query: "text", gt_mask: "struct", category: "text" });
    expect(guessMapping(usual, ROLES)).toEqual({
      id: "id",
      image: "image",
      question: "query",
      mask: "gt_mask",
      category: "category",
    });
  });

  test("a name that fits wholly goes before one that has it in it, whatever the order", () => {
    const found = guessMapping(
      columns({ question_type: "text", question: "text", image_id: "text", image: "bytes" }),
      ROLES,
    );
    expect(found).toMatchObject({ question: "question", image: "image", kind: "question_type" });
  });

  test("names within longer ones count, case and dashes don't", () => {
    expect(guessMapping(columns({ "Input-Image": "bytes", user_question: "text" }), ROLES)).toEqual({
      image: "Input-Image",
      question: "user_question",
    });
  });

  test("a column of another type is none, and each column has one role", () => {
    expect(guessMapping(columns({ image: "number", question: "flag", mask: "number" }), ROLES)).toEqual({});
    const found = Object.values(guessMapping(columns({ label: "list", score: "list", text: "text" }), ROLES));
    expect(new Set(found).size).toBe(found.length);
  });

  test("proposed masks and their quality", () => {
    const found = guessMapping(
      columns({ image: "bytes", question: "text", masks: "list", pred_masks: "list", ious: "list" }),
      [...CANDIDATE_ROLES, ...ROLES],
    );
    expect(found).toMatchObject({ candidates: "pred_masks", ious: "ious", mask: "masks" });
  });
});

describe("a mapping is corrected", () => {
  const known = columns({ image: "struct", question: "text", note: "text", masks: "list" });

  test("a column that is given to a role is taken from where it was guessed", () => {
    expect(chooseMapping(known, ROLES, { question: "note" })).toMatchObject({ question: "note", mask: "masks" });
    expect(chooseMapping(known, ROLES, { ignore: "masks" })).not.toHaveProperty("mask");
  });

  test("an empty column takes a role away, a path leads into a struct or list", () => {
    expect(chooseMapping(known, ROLES, { mask: "" })).not.toHaveProperty("mask");
    expect(chooseMapping(known, ROLES, { image: "image.bytes", mask: "masks.0" })).toMatchObject({
      image: "image.bytes",
      mask: "masks.0",
    });
  });
});

test("a path's column is the longest that it starts with, and only own members are followed", () => {
  const dotted = columns({ a: "struct", "a.b": "struct" });
  expect(columnOf("a.b.c", dotted)).toBe("a.b");
  expect(columnOf("a.c", dotted)).toBe("a");
  expect(columnOf("ab", dotted)).toBeNull();
  expect(valueAt({ "a.b": { c: [1, 2] } }, "a.b.c.1", "a.b")).toBe(2);
  expect(valueAt({ a: {} }, "a.constructor.name", "a")).toBeUndefined();
  expect(valueAt({ a: null }, "a.b", "a")).toBeUndefined();
});
