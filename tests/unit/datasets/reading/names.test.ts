import fc from "fast-check";
import { expect, it } from "vitest";
import { fileNameOfId, idOfFileName, pathProblem } from "#electron/datasets/reading";

it("spells any id as a name that every file system takes, and back", () => {
  const property = fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
    const name = fileNameOfId(id);
    expect(idOfFileName(name)).toBe(id);
    expect(pathProblem(`${name}.png`)).toBeNull();
    expect(name).not.toMatch(/[\\/:*?"<>|]|^\.|[. ]$/);
  });
  fc.assert(property, {
    seed: 3,
    numRuns: 500,
    examples: [["../a"], ["CON"], ["nul.txt"], ["a/b"], ["100%"], [". "], ["a."], ["\u0000"]],
  });
});

it("leaves ordinary ids as they are, and names that are no spelling stand for themselves", () => {
  expect(["scene_001", "a b (1)", "ü-1.2"].map(fileNameOfId)).toEqual(["scene_001", "a b (1)", "ü-1.2"]);
  expect(["100%", "%zz", "a"].map(idOfFileName)).toEqual(["100%", "%zz", "a"]);
});
