import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosineGraph, densestSeeds, kCore } from "#native-models/discovery";

/** Unit vectors at the given angles (degrees). */
const at = (...degrees: number[]) =>
  degrees.map((angle) => Float32Array.of(Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)));

describe("the cosine graph", () => {
  test("connects what is more alike than the threshold, without loops, i < j", () => {
    expect(cosineGraph(at(0, 10, 50, 55, 180), 0.7)).toEqual([
      [0, 1],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  test("at the threshold there is no edge", () => {
    expect(cosineGraph([Float32Array.of(1, 0), Float32Array.of(0.5, Math.sqrt(0.75))], 0.5)).toEqual([]);
    expect(cosineGraph([Float32Array.of(1, 0), Float32Array.of(1, 0)], 1)).toEqual([]);
  });
});

/** The definition: remove vertices with fewer than k neighbours until none is left to remove. */
function inCore(vertices: number, edges: readonly (readonly [number, number])[], k: number): boolean[] {
  const alive = new Array<boolean>(vertices).fill(true);
  for (let changed = true; changed; ) {
    changed = false;
    for (let v = 0; v < vertices; v++) {
      const degree = edges.filter(([a, b]) => (a === v && alive[b]) || (b === v && alive[a])).length;
      if (alive[v] && degree < k) {
        alive[v] = false;
        changed = true;
      }
    }
  }
  return alive;
}

describe("the k-core", () => {
  test("core numbers of a square with a diagonal, a tail and a lone vertex", () => {
    const edges: [number, number][] = [
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 3],
      [0, 2],
      [3, 4],
    ];
    expect(kCore(6, edges)).toEqual([2, 2, 2, 2, 1, 0]);
    expect(kCore(0, [])).toEqual([]);
  });

  test("equals the definition on random graphs", () => {
    const graph = fc.integer({ min: 1, max: 14 }).chain((vertices) => {
      const pairs = Array.from({ length: vertices }, (_, i) =>
        Array.from({ length: vertices - i - 1 }, (_, j): [number, number] => [i, i + 1 + j]),
      ).flat();
      return fc.record({ vertices: fc.constant(vertices), edges: fc.subarray(pairs) });
    });
    fc.assert(
      fc.property(graph, ({ vertices, edges }) => {
        const coreness = kCore(vertices, edges);
        for (let k = 0; k <= Math.max(...coreness) + 1; k++) {
          expect(coreness.map((number) => number >= k)).toEqual(inCore(vertices, edges, k));
        }
      }),
    );
  });
});

describe("the densest seeds", () => {
  test("of two things the one with more like seeds; strays are left out", () => {
    const graph = densestSeeds(at(0, 1, 2, 3, 100, 101, 102, 200), 0.7);
    expect(graph).toMatchObject({ cosine: 0.7, k: 3, core: [0, 1, 2, 3], fellBack: false });
    expect(graph.coreness).toEqual([3, 3, 3, 3, 2, 2, 2, 0]);
  });

  test("of two equally dense things both", () => {
    expect(densestSeeds(at(0, 1, 2, 100, 101, 102), 0.7)).toMatchObject({ k: 2, core: [0, 1, 2, 3, 4, 5] });
  });

  test("without a 2-core all seeds, and it says so", () => {
    expect(densestSeeds(at(0, 10, 180), 0.7)).toMatchObject({ k: 1, core: [0, 1, 2], fellBack: true });
    expect(densestSeeds(at(0), 0.7)).toMatchObject({ k: 0, core: [0], edges: [], fellBack: true });
    expect(densestSeeds([], 0.7)).toMatchObject({ k: 0, core: [], fellBack: true });
  });
});
