import { expect, it } from "vitest";
import { withOwnMask } from "../../../renderer/candidates/own-mask.ts";
import { boxMask, candidate } from "./fake-client.ts";

it("a mask that is no candidate stands behind them as a human one, with its author", () => {
  const candidates = [candidate(1), candidate(2, 20)];
  expect(withOwnMask(candidates, null, "ada")).toBe(candidates);
  expect(withOwnMask(candidates, candidates[1]?.rle ?? null, "ada")).toBe(candidates);
  expect(withOwnMask(candidates, boxMask(0, 0, 0, 0), "ada")).toBe(candidates);
  const own = withOwnMask(candidates, boxMask(3, 4, 5, 6), "ada").at(-1);
  expect(own).toMatchObject({ source: "human", author: "ada", rank: 3, area: 30, bbox: [3, 4, 5, 6], score: null });
  expect(withOwnMask([], boxMask(3, 4, 5, 6), undefined)).toMatchObject([{ rank: 1, source: "human" }]);
});
