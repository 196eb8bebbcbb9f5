import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLICKS_GRID_SIDE, clicksSource, negativesOf } from "#native-models/segmenter";

const at = (x: number, y: number, label: 0 | 1 = 1) => ({ x, y, label });
const stroke = (points: readonly (readonly [number, number])[], label: 0 | 1 = 1) => ({
  label,
  points: points.map(([x, y]) => ({ x, y })),
});
/** 320 x 160 pixels: 16 rows and 32 columns of 10 pixels each. */
const query = { question: "?", width: 320, height: 160 };

async function seedsOf(...given: Parameters<typeof clicksSource>) {
  const { seeding } = await clicksSource(...given).attend(query);
  return seeding.kind === "points" ? seeding.points : [];
}

async function attended(...given: Parameters<typeof clicksSource>) {
  const { attention } = await clicksSource(...given).attend(query);
  return new Map(attention.values.flatMap((value, index) => (value === 0 ? [] : [[index, value] as const])));
}

describe("the map of clicks and strokes", () => {
  test.each([
    [320, 160, 16, 32],
    [100, 3000, 32, 1],
    [12_000, 300, 1, 32],
    [1, 1, 32, 32],
    [1, 5, 32, 6],
  ])("an image of %d x %d gets %d rows and %d columns", async (width, height, rows, cols) => {
    const { attention } = await clicksSource([at(0, 0)]).attend({ question: "?", width, height });
    expect(attention).toMatchObject({ rows, cols });
    expect(attention.values).toHaveLength(rows * cols);
    expect(Math.max(rows, cols)).toBe(CLICKS_GRID_SIDE);
  });

  test("clicks have equal shares, two in one cell add up, negative ones have none", async () => {
    const map = await attended([at(5, 5), at(8, 2), at(319, 159), at(100, 100, 0), at(25, 5)]);
    expect([...map]).toEqual([
      [0, 0.5],
      [2, 0.25],
      [511, 0.25],
    ]);
  });

  test("a stroke has a click's share, laid on its cells by the length in each", async () => {
    // 40 pixels along a row: 5 in the first cell, 10 in each of three, 5 in the last.
    const map = await attended(
      [at(300, 150)],
      [
        stroke([
          [5, 5],
          [45, 5],
        ]),
      ],
    );
    const lying = [0, 1, 2, 3, 4].map((col) => map.get(col) as number);
    [0.0625, 0.125, 0.125, 0.125, 0.0625].forEach((share, index) => {
      expect(lying[index]).toBeCloseTo(share, 12);
    });
    expect(map.get(15 * 32 + 30)).toBe(0.5);
  });

  test("a stroke counts by its length, however its corners lie, and whichever way it was drawn", async () => {
    const once = await attended(
      [],
      [
        stroke([
          [5, 5],
          [45, 25],
        ]),
      ],
    );
    const many = await attended(
      [],
      [
        stroke([
          [45, 25],
          [25, 15],
          [25, 15],
          [15, 10],
          [5, 5],
        ]),
      ],
    );
    expect([...many.keys()].sort((a, b) => a - b)).toEqual([...once.keys()].sort((a, b) => a - b));
    for (const [cell, value] of once) expect(many.get(cell)).toBeCloseTo(value, 12);
  });
});

describe("seeds of clicks and strokes", () => {
  test("clicks are seeds as they are, strokes give points evenly along", async () => {
    const seeds = await seedsOf(
      [at(7, 9), at(1, 1, 0)],
      [
        stroke([
          [0, 0],
          [40, 0],
        ]),
        stroke(
          [
            [0, 50],
            [80, 50],
          ],
          0,
        ),
      ],
    );
    expect(seeds).toEqual([
      { x: 7, y: 9 },
      { x: 5, y: 0 },
      { x: 15, y: 0 },
      { x: 25, y: 0 },
      { x: 35, y: 0 },
    ]);
  });

  test("a dot drawn with the brush is one seed", async () => {
    expect(
      await seedsOf(
        [],
        [
          stroke([[30, 40]]),
          stroke([
            [50, 60],
            [50, 60],
          ]),
        ],
      ),
    ).toEqual([
      { x: 30, y: 40 },
      { x: 50, y: 60 },
    ]);
  });

  test("64 in all: long strokes share what the clicks leave, by their length", async () => {
    const clicks = Array.from({ length: 20 }, (_, index) => at(index * 10, 80));
    const zigzag = (y: number, turns: number) =>
      stroke(Array.from({ length: turns + 1 }, (_, index) => [index % 2 === 0 ? 0 : 320, y] as const));
    const seeds = await seedsOf(clicks, [zigzag(10, 6), zigzag(20, 3)]);
    expect(seeds.length).toBeLessThanOrEqual(64);
    expect(seeds.length).toBeGreaterThan(60);
    expect(seeds.slice(0, 20)).toEqual(clicks.map(({ x, y }) => ({ x, y })));
    const [long, short] = [10, 20].map((y) => seeds.filter((seed) => seed.y === y).length) as [number, number];
    expect(long / short).toBeCloseTo(2, 0);
  });

  test("no click is dropped for the bound, and each stroke keeps a seed", async () => {
    const clicks = Array.from({ length: 80 }, (_, index) => at(index, 80));
    expect(
      await seedsOf(clicks, [
        stroke([
          [0, 0],
          [300, 0],
        ]),
      ]),
    ).toHaveLength(81);
  });

  test("whatever was drawn: the map sums to 1, seeds lie inside, within the bound", async () => {
    const spot = fc.tuple(fc.double({ min: 0, max: 320, noNaN: true }), fc.double({ min: 0, max: 160, noNaN: true }));
    const strokes = fc.array(fc.array(spot, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(spot, { maxLength: 20 }), strokes, async (clicks, drawn) => {
        const points = clicks.map(([x, y]) => at(x, y));
        const source = clicksSource(
          points,
          drawn.map((corners) => stroke(corners)),
        );
        const { attention, seeding } = await source.attend(query);
        expect(attention.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        const seeds = seeding.kind === "points" ? seeding.points : [];
        expect(seeds.length).toBeLessThanOrEqual(64);
        expect(seeds.length).toBeGreaterThanOrEqual(points.length + drawn.length);
        for (const { x, y } of seeds) expect(x >= 0 && x <= 320 && y >= 0 && y <= 160).toBe(true);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe("what is refused", () => {
  test.each([
    ["nothing at all", [], [], "points"],
    ["nothing positive", [at(1, 1, 0)], [stroke([[1, 1]], 0)], "points"],
    ["a click outside", [at(321, 5)], [], "points"],
    ["a negative click outside", [at(1, 1), at(5, -1, 0)], [], "points"],
    [
      "a stroke that leaves the image",
      [at(1, 1)],
      [
        stroke([
          [5, 5],
          [5, 161],
        ]),
      ],
      "scribbles",
    ],
    ["a negative stroke outside", [at(1, 1)], [stroke([[-1, 5]], 0)], "scribbles"],
  ] as const)("%s", async (_, points, scribbles, where) => {
    await expect(clicksSource([...points], [...scribbles]).attend(query)).rejects.toMatchObject({
      code: "bad-input",
      where,
    });
  });
});

describe("negatives", () => {
  test("negative clicks and points along negative strokes, no pixel twice", () => {
    const negatives = negativesOf(
      [at(3, 3, 0), at(9, 9)],
      [
        stroke([[3.2, 3.4]], 0),
        stroke(
          [
            [10, 0],
            [14, 0],
          ],
          0,
        ),
        stroke([
          [50, 50],
          [90, 50],
        ]),
      ],
    );
    expect(negatives.map(({ x, y }) => [Math.floor(x), y < 3 ? 0 : 3])).toEqual([
      [3, 3],
      [10, 0],
      [11, 0],
      [12, 0],
      [13, 0],
    ]);
    expect(negatives.every(({ label }) => label === 0)).toBe(true);
  });

  test("long strokes stand for at most 64 points, from end to end", () => {
    const negatives = negativesOf(
      [],
      [
        stroke(
          [
            [0, 0],
            [6000, 0],
          ],
          0,
        ),
      ],
    );
    expect(negatives).toHaveLength(64);
    expect(negatives[0]?.x).toBeLessThan(100);
    expect(negatives.at(-1)?.x).toBeGreaterThan(5900);
  });
});
