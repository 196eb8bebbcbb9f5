import { describe, expect, test } from "vitest";
import { maskOfValue } from "#electron/datasets/parquet";
import { limitsOf, MAX_PAGES, MAX_ROW_NUMBERS } from "../../../../electron/datasets/parquet/limits.ts";
import {
  BudgetError,
  FileBudget,
  FileBudgetError,
  PageBudget,
} from "../../../../electron/datasets/parquet/page-budget.ts";

describe("what a file may cost in all", () => {
  test("small files are bounded by their size, large ones by what a machine takes", () => {
    const [small, large] = [limitsOf(2_000), limitsOf(2 ** 30)];
    expect(small.pages).toBeLessThan(200 * 2 ** 20);
    expect(small.rowNumbers).toBeLessThan(12_000_000);
    expect(small.allEntries).toBeLessThan(100_000_000);
    expect(small.allRows).toBe(12_000);
    expect([large.pages, large.rowNumbers]).toEqual([MAX_PAGES, MAX_ROW_NUMBERS]);
    // Ten thousand masks of 1000 x 1000 pixels and their pictures.
    expect(large.allEntries).toBeGreaterThan(10_000 * 1_000_000);
  });

  test("each sum is refused once it is more", () => {
    const budget = new FileBudget(0);
    const { allEntries, allBytes, allPages, allRows } = budget.limits;
    budget.enter(allEntries);
    expect(() => budget.enter(1)).toThrow(`more than ${allEntries} values`);
    budget.copy(allBytes);
    expect(() => budget.copy(1)).toThrow(`more than ${allBytes} bytes of values`);
    budget.inflate(allPages);
    expect(() => budget.inflate(1)).toThrow(FileBudgetError);
    for (let i = 0; i < allRows; i++) budget.row();
    expect(() => budget.row()).toThrow(`more than ${allRows} rows`);
  });

  test("pages that were given back count in all, not at one time", () => {
    const file = new FileBudget(0);
    const pages = new PageBudget(file);
    const size = 64 * 2 ** 20;
    for (let i = 0; i < file.limits.allPages / size; i++) {
      pages.take(size);
      pages.give(size);
    }
    expect(() => pages.take(size)).toThrow(FileBudgetError);
    expect(() => new PageBudget(new FileBudget(0)).take(97 * 2 ** 20)).toThrow(BudgetError);
  });
});

describe("pixels that are no mask of the image are told as such, not as polygons", () => {
  const place = { field: "mask", size: { width: 16_711_696, height: 12 }, find: async (name: string) => name };
  test.each([
    ["rows of another size", Array.from({ length: 4 }, () => [false, true, true, false, false]), "5 x 4"],
    ["ragged rows", [[0, 1], [0, 1, 1], [0]], "from 1 to 3 pixels"],
    ["one row", [[true, false, true, false, true]], "5 x 1"],
    ["one list", [0, 1, 0, 1, 0], "5 pixels"],
  ])("%s", async (_name, value, message) => {
    await expect(maskOfValue(value, place)).rejects.toThrow(message);
  });

  test("polygons that would take gigabytes on a picture that claims millions of columns are refused", async () => {
    const polygons = Array.from({ length: 3 }, () => [2, 2, 9, 2, 9, 8]);
    await expect(maskOfValue(polygons, place)).rejects.toThrow("3 polygons, too many for an image of 16711696 pixels");
    expect(await maskOfValue(polygons.slice(0, 1), place)).toMatchObject({ size: [12, 16_711_696] });
  });

  test("polygons in the first pixels stay polygons", async () => {
    const square = [0, 0, 1, 0, 1, 1, 0, 1];
    const small = { ...place, size: { width: 4, height: 4 } };
    expect(await maskOfValue([square], small)).toMatchObject({ size: [4, 4] });
    expect(await maskOfValue(square, small)).toMatchObject({ size: [4, 4] });
  });
});
