import fc from "fast-check";
import { expect, it } from "vitest";
import { selectSamples } from "../../../electron/runs/selection.ts";

const idsOf = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`);

it("draws distinct places in order, the same for a seed, the smaller subset inside of the greater", () => {
  fc.assert(
    fc.property(
      fc.nat(40),
      fc.integer({ min: 1, max: 45 }),
      fc.integer({ min: 1, max: 45 }),
      fc.nat(),
      (n, a, b, seed) => {
        const ids = idsOf(n);
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const small = selectSamples(ids, { limit: less, ids: null }, seed);
        const great = selectSamples(ids, { limit: more, ids: null }, seed);
        expect(small).toEqual([...new Set(small)].sort((x, y) => x - y));
        expect(small).toHaveLength(Math.min(less, n));
        expect(small).toEqual(selectSamples(ids, { limit: less, ids: null }, seed));
        expect(great).toEqual(expect.arrayContaining(small));
      },
    ),
    { seed: 1 },
  );
});

it("draws every sample about equally often", () => {
  const counts = new Array(10).fill(0);
  for (let seed = 0; seed < 2000; seed++) {
    for (const place of selectSamples(idsOf(10), { limit: 3, ids: null }, seed)) counts[place]++;
  }
  // 600 expected, standard deviation 20.5.
  for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(100);
});

it("takes ids that are named, once each, and refuses strangers", () => {
  expect(selectSamples(idsOf(5), { limit: null, ids: ["s3", "s1", "s3"] }, 0)).toEqual([1, 3]);
  expect(() => selectSamples(idsOf(5), { limit: null, ids: ["x"] }, 0)).toThrow(/id "x"/);
});
