import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { englishLanguage } from "#renderer/language";
import { literalsIn, phrasesIn } from "./literals.ts";

const ROOT = "renderer";

/** Names, which are the same in every language. */
const NAMES = new Set(["Rea2Seg", "Studio", "Rea2Seg Studio", "Shift", "http://127.0.0.1:8000/v1"]);

/** Where phrases stand that are no text of the screen's, and why they stay. */
const ELSEWHERE: readonly (readonly [place: string, reason: string])[] = [
  ["actions", "titles are translated by their action's id"],
  ["session", "what an edit is called is written into the project's log"],
  ["editing", "runs in a worker, which knows of no language; like every report of another process"],
  ["raster", "as above"],
  ["words/signs.ts", "names of the Unicode Standard"],
];
const isElsewhere = (file: string): boolean =>
  ELSEWHERE.some(([place]) => `${file.split(sep).join("/")}/`.startsWith(`${ROOT}/${place}/`));

const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => join(ROOT, folder, name));

const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "language")
  .map(({ name }) => name);

describe("texts that people read", () => {
  it.each(folders.filter((folder) => filesIn(folder, /\.tsx$/).length > 0))("of %s are in the catalogue", (folder) => {
    const literals = filesIn(folder, /\.tsx$/).flatMap(literalsIn);
    expect(literals.filter(({ text }) => !NAMES.has(text))).toEqual([]);
  });

  it("are in no constant, helper or template either", () => {
    const files = folders.flatMap((folder) => filesIn(folder, /\.tsx?$/)).filter((file) => !isElsewhere(file));
    expect(files.length).toBeGreaterThan(200);
    expect(files.flatMap(phrasesIn)).toEqual([]);
  });

  it("are found where they stand", () => {
    const shown = literalsIn(join(ROOT, "review", "header.tsx")).map(({ text }) => text);
    expect(shown).toContain("Rea2Seg Studio");
    const texts = phrasesIn(join(ROOT, "session", "edits.ts")).map(({ text }) => text);
    expect(texts).toContain("take the reference mask");
  });
});

/** Every end of the catalogue, with the way to it. */
function leavesOf(value: unknown, path: string): [path: string, leaf: unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${path}.${key}`));
}

describe("the catalogue", () => {
  it("holds nothing but texts and functions that make them", () => {
    const leaves = leavesOf(englishLanguage.catalogue, "catalogue");
    expect(leaves.length).toBeGreaterThan(700);
    expect(leaves.filter(([, leaf]) => typeof leaf !== "string" && typeof leaf !== "function")).toEqual([]);
  });

  it("has no text with a forgotten place in it", () => {
    const texts = leavesOf(englishLanguage.catalogue, "catalogue").filter(([, leaf]) => typeof leaf === "string");
    expect(texts.filter(([, text]) => /undefined|\[object|\$\{/.test(String(text)))).toEqual([]);
  });
});

describe("a sentence of the catalogue", () => {
  it("has one key, whatever parts of the studio say it", () => {
    const keys = new Map<string, string[]>();
    const walk = (value: unknown, part: string, key: string): void => {
      if (typeof value === "string" && value.endsWith(".")) {
        // Within a part the same sentence may explain two columns of one table.
        const parts = keys.get(value) ?? [];
        if (!parts.some((one) => one.startsWith(`${part}.`))) keys.set(value, [...parts, key]);
      } else if (typeof value === "object" && value !== null) {
        for (const [name, inner] of Object.entries(value)) walk(inner, part, `${key}.${name}`);
      }
    };
    for (const [part, value] of Object.entries(englishLanguage.catalogue)) walk(value, part, part);
    expect([...keys.values()].filter((twice) => twice.length > 1)).toEqual([]);
    expect(keys.size).toBeGreaterThan(100);
  });
});
