import { expect, it } from "vitest";
import { HELD_OUT_WORDS, TEMPLATES } from "#core/scenes/language";
import * as lexicon from "../../core/scenes/language/lexicon.ts";
import * as ties from "../../core/scenes/language/ties.ts";
import { WIDE_FRAMES } from "../../core/scenes/language/wide-frames.ts";
import { WIDE_TIES } from "../../core/scenes/language/wide-ties.ts";

/*
 * What training alone is written with keeps away from the held-out wordings: none of their words, none of their orders of
 * slots, nothing within one word of theirs. The figure on unseen wordings means something only as long as this holds.
 */

/** Every string below `value` that belongs to one of the groups, or to none. */
function texts(value: unknown, groups: readonly string[]): string[] {
  if (typeof value === "string") return [value];
  return Object.entries(value ?? {}).flatMap(([key, inner]) =>
    ["train", "wide", "val", "test"].includes(key) && !groups.includes(key) ? [] : texts(inner, groups),
  );
}

const wordsOf = (list: readonly string[]) =>
  new Set(
    list.flatMap(
      (text) =>
        text
          .toLowerCase()
          .replace(/\{[^}]+\}/g, " ")
          .match(/[a-z]+/g) ?? [],
    ),
  );
const slotsOf = (template: string) => (template.match(/\{[\w:]+\}/g) ?? []).join(" ");
/** Words and slots in a row; "a" for "an". */
const rowOf = (text: string) =>
  text
    .replace("@", "{one}")
    .replace("&", "{other}")
    .replace(/\{([\w:]+)\}/g, (_, slot: string) => ` slot${slot.replace(":", "")} `)
    .toLowerCase()
    .replace(/[^a-z ]/g, "")
    .split(" ")
    .filter(Boolean)
    .map((word) => (word === "an" ? "a" : word));

function withinOneWord(a: readonly string[], b: readonly string[]): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return Math.max(a.length, b.length) - head - tail <= 1;
}

const plainWords = wordsOf([...texts(TEMPLATES.train, []), ...texts([ties, lexicon], ["train"])]);
const heldOut = [...texts(TEMPLATES.val, []), ...texts(TEMPLATES.test, []), ...texts([ties, lexicon], ["val", "test"])];
const theirs = new Set(
  [...wordsOf(heldOut), ...HELD_OUT_WORDS.val, ...HELD_OUT_WORDS.test].filter((word) => !plainWords.has(word)),
);
const wideTies = texts(WIDE_TIES, []);

it("has no word that only held-out wordings have", () => {
  expect(theirs.size).toBeGreaterThan(60);
  for (const text of [...Object.values(TEMPLATES.wide).flat(), ...WIDE_FRAMES, ...wideTies])
    expect(
      [...wordsOf([text])].filter((word) => theirs.has(word)),
      text,
    ).toEqual([]);
});

it.each(["attribute", "tied", "ordinal", "union"] as const)(
  "puts slots of %s in the orders of the training",
  (family) => {
    const known = new Set(TEMPLATES.train[family].map(slotsOf));
    expect(TEMPLATES.wide[family].length).toBeGreaterThan(TEMPLATES.train[family].length + 300);
    expect(TEMPLATES.wide[family].filter((template) => !known.has(slotsOf(template)))).toEqual([]);
  },
);

it("is never within one word of what the split of unseen wordings says", () => {
  const templates = Object.values(TEMPLATES.test).flat().map(rowOf);
  const own = Object.values(TEMPLATES.wide)
    .flat()
    .filter((text) => !Object.values(TEMPLATES.train).flat().includes(text));
  expect(own.length).toBeGreaterThan(1000);
  for (const text of own)
    expect(
      templates.some((row) => withinOneWord(rowOf(text), row)),
      text,
    ).toBe(false);
  const said = texts(ties, ["test"])
    .filter((text) => text.includes("@"))
    .map(rowOf);
  expect(said.length).toBeGreaterThan(15);
  for (const text of wideTies)
    expect(
      said.some((row) => withinOneWord(rowOf(text), row)),
      text,
    ).toBe(false);
});

it("tells what is within one word", () => {
  const near = (a: string, b: string) => withinOneWord(rowOf(a), rowOf(b));
  expect(near("with the smallest distance to @", "with the least distance to @")).toBe(true);
  expect(near("that {n}, the one {tie}", "{n}, the one {tie}")).toBe(true);
  expect(near("at the least distance from @", "with the least distance to @")).toBe(false);
});
