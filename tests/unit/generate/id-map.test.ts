import { describe, expect, it } from "vitest";
import { type Scene, sampleSplitScene } from "#core/scenes";
import { instanceMap } from "#core/scenes/rendering";
import { bestInOrder, idsOfGrey, unclearObjects } from "../../../electron/generate/id-map.ts";

const scene = sampleSplitScene("val", 3, { width: 240, height: 160 });
const ids = instanceMap(scene);
const count = scene.objects.length;
/** As Blender writes it: no steps of one size. */
const greyOf = (id: number) => (id === 0 ? 3 : 40 + 13 * id + (id % 3));

describe("an id map of grey values", () => {
  it("is the scene's objects in the order of the values", () => {
    expect(idsOfGrey(ids.map(greyOf), scene, "map")).toEqual(ids);
  });

  it.each(scene.objects.map((_, at) => [at]))("knows the others where object %d is hidden altogether", (hidden) => {
    const shown = ids.map((id) => (id === hidden + 1 ? 0 : id));
    expect(idsOfGrey(shown.map(greyOf), scene, "map")).toEqual(shown);
    expect(unclearObjects(shown, scene)).toEqual([hidden]);
  });

  it("of another scene, or with more objects, is refused by name", () => {
    const refused = expect.objectContaining({ code: "bad-input", where: "map" });
    const more = ids.map((id, pixel) => (pixel === 0 ? 250 : greyOf(id)));
    expect(() => idsOfGrey(more, scene, "map")).toThrow(refused);
    const elsewhere = ids.map((id) => greyOf(id === 0 ? 1 : 0));
    const single: Scene = { ...scene, objects: scene.objects.slice(0, 1) };
    expect(() =>
      idsOfGrey(
        elsewhere.map((value, pixel) => (ids[pixel] === 1 ? 3 : value)),
        single,
        "map",
      ),
    ).toThrow(refused);
  });
});

it("objects that show less than CLEVR's rule asks for are unclear", () => {
  // 200 pixels at a width of 480 are 50 at 240.
  const least = 50;
  const bare = new Uint8Array(ids.length);
  bare.fill(1, 0, least);
  bare.fill(2, least, 2 * least - 1);
  expect(unclearObjects(bare, scene)).toEqual(Array.from({ length: count - 1 }, (_, at) => at + 1));
});

describe("the best ascending choice", () => {
  it("is that of trying them all", () => {
    for (let round = 0; round < 40; round++) {
      const rows = Array.from({ length: 1 + (round % 4) }, (_, r) =>
        Array.from({ length: 5 }, (_, o) => (round * 7 + r * 13 + o * o * 5) % 11),
      );
      expect(sumOf(rows, bestInOrder(rows, 5))).toBe(bestByTrying(rows));
    }
  });

  it("leaves no row without any overlap", () => {
    expect(
      bestInOrder(
        [
          [0, 0, 3],
          [5, 5, 0],
        ],
        3,
      ),
    ).toBeNull();
    expect(bestInOrder([], 3)).toEqual([]);
  });
});

const sumOf = (rows: readonly (readonly number[])[], choice: readonly number[] | null) =>
  choice === null ? null : choice.reduce((sum, object, row) => sum + (rows[row]?.[object] ?? 0), 0);

function bestByTrying(rows: readonly (readonly number[])[], from = 0): number | null {
  const [first, ...others] = rows;
  if (first === undefined) return 0;
  let best: number | null = null;
  for (let object = from; object < first.length; object++) {
    const value = first[object] as number;
    const rest = value === 0 ? null : bestByTrying(others, object + 1);
    if (rest !== null && (best === null || value + rest > best)) best = value + rest;
  }
  return best;
}
