import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { literalsIn } from "./literals.ts";

const ROOT = "renderer";

/** Folders whose texts are in the catalogue. */
const MOVED = ["actions", "app", "feedback", "help", "home", "keymap", "link", "session", "settings", "tour-card"];

/** Names, which are the same in every language. */
const NAMES = new Set(["Rea2Seg", "Studio", "http://127.0.0.1:8000/v1"]);

/**
 * Folders that still have English in their components. A folder goes from here to MOVED once its texts are in
 * renderer/language/english; a new one has to be in MOVED.
 */
const NOT_YET = [
  "blind",
  "candidates",
  "canvas",
  "pipeline-strip",
  "pipeline-view",
  "queue",
  "readers",
  "reasoning",
  "review",
  "runs",
  "transfers",
  "words",
];

const componentsIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => join(ROOT, folder, name));

describe("texts that people read", () => {
  it.each(MOVED)("of %s are in the catalogue", (folder) => {
    expect(componentsIn(folder)).not.toEqual([]);
    const literals = componentsIn(folder).flatMap(literalsIn);
    expect(literals.filter(({ text }) => !NAMES.has(text))).toEqual([]);
  });

  it("are looked for in every folder that has components", () => {
    const folders = readdirSync(ROOT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && componentsIn(entry.name).length > 0)
      .map(({ name }) => name);
    expect(folders.filter((name) => !MOVED.includes(name) && !NOT_YET.includes(name))).toEqual([]);
  });

  it("are found where they are: a folder that has none left is moved", () => {
    const empty = NOT_YET.filter((folder) => componentsIn(folder).flatMap(literalsIn).length === 0);
    expect(empty).toEqual([]);
  });
});
