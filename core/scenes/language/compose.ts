import type { DrawWhole } from "#core/metrics";
import type { Program } from "#core/scenes/programs";
import { type Description, type Meaning, meaningOf } from "./describe.ts";
import { TEST_TEMPLATES, VAL_TEMPLATES } from "./held-out-templates.ts";
import { NUMBERS, RANKS, SIDE_WORDS } from "./lexicon.ts";
import { adjectives, anchorFirst, bare, noun, opening, predicate, reduced, relative } from "./noun-phrases.ts";
import type { Family, Template, Templates } from "./template.ts";
import { TRAIN_TEMPLATES } from "./train-templates.ts";
import { WIDE_TEMPLATES } from "./wide-templates.ts";
import { type Wording, WordSource } from "./wording.ts";

export const TEMPLATES: Templates = {
  train: TRAIN_TEMPLATES,
  wide: WIDE_TEMPLATES,
  val: VAL_TEMPLATES,
  test: TEST_TEMPLATES,
};

/** Longest text that is made, in words. */
export const MOST_WORDS = 45;

export interface ComposedText {
  readonly text: string;
  readonly form: "question" | "phrase";
  readonly template: Template;
  /** Slots that had held-out words, and those that took one. */
  readonly heldOut: { readonly offered: number; readonly taken: number };
}

/**
 * An English text (ASCII, at most 45 words) for a program of a shape that `proposeProgram` makes. The same numbers from
 * `draw` give the same text. Null in the rare case that eight tries were all too long. Throws `unsupported` for other
 * shapes.
 */
export function compose(program: Program, wording: Wording, draw: DrawWhole): ComposedText | null {
  const meaning = meaningOf(program);
  const templates = TEMPLATES[wording][familyOf(meaning)];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const words = new WordSource(wording, draw);
    const template = words.pick(templates);
    const text = fill(template, meaning, words);
    if (text === null || wordsIn(text) > MOST_WORDS) continue;
    const form = /[.?]$/.test(template) ? "question" : "phrase";
    return { text: finished(text, form, words), form, template, heldOut: words.heldOut };
  }
  return null;
}

const wordsIn = (text: string): number => text.split(" ").length;

function familyOf(meaning: Meaning): Family {
  if (meaning.kind === "ordinal") return meaning.what.set.tie === null ? "ordinal" : "union";
  return meaning.what.tie === null ? "attribute" : "tied";
}

/** Fills the slots from left to right; null when the program has nothing for one of them. */
function fill(template: Template, meaning: Meaning, words: WordSource): string | null {
  const named = meaning.kind === "ordinal" ? meaning.what.set : meaning.what;
  let first: ReturnType<typeof anchorFirst>;
  let missing = false;
  const text = template.replace(/\{([\w:]+)\}/g, (_, slot: string) => {
    if (missing) return "";
    if (slot === "anchor" && named.tie !== null) first = anchorFirst(named.tie, words);
    const value =
      slot === "anchor" ? first?.anchor : slot === "is:it" ? first?.predicate : slotText(slot, meaning, named, words);
    if (value === undefined || value === null) missing = true;
    return value ?? "";
  });
  return missing ? null : text;
}

function slotText(slot: string, meaning: Meaning, named: Description, words: WordSource): string | null {
  const { attributes, tie } = named;
  if (meaning.kind === "ordinal") {
    const { rank, from } = meaning.what;
    if (slot === "nth") return RANKS[rank - 1] ?? null;
    if (slot === "number") return NUMBERS[rank - 1] ?? null;
    if (slot === "side") return words.choose(SIDE_WORDS[from]);
    if (slot === "s") return union(named, words);
  }
  if (slot === "n") return bare(attributes, 0, words);
  if (slot === "ns") return bare(attributes, 1, words);
  if (slot === "thing")
    return Object.keys(attributes).length > (attributes.shape ? 1 : 0) ? noun(attributes, 0, words) : null;
  if (slot === "adjs") {
    const list = adjectives(attributes, words);
    return list.length > 1 ? `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}` : (list[0] ?? null);
  }
  if (tie === null) return null;
  if (slot === "is") return predicate(tie, 0, words);
  if (slot === "that") return relative(tie, 0, words);
  if (slot === "tie") return reduced(tie, words);
  return slot === "Opening" ? opening(tie, words) : null;
}

/** The set of a union, in the plural and without its first article: what follows "among the". */
function union({ attributes, tie }: Description, words: WordSource): string | null {
  if (tie?.kind !== "or") return null;
  const [one, other] = tie.sides;
  const either = words.once(2) ? "either " : "";
  if (one.tie !== null && other.tie !== null) {
    const [a, b] = [predicate(one.tie, 1, words), predicate(other.tie, 1, words)];
    return `${bare(attributes, 1, words)} that ${either}${a} or ${b}`;
  }
  const names = tie.sides.map((side) => side.attributes);
  if (words.once(3)) {
    const [a, b] = names.map((filter) => bare(filter, 1, words));
    return `${bare(attributes, 1, words)} that are ${either}${a} or ${b}`;
  }
  const [a, b] = names.map((filter) => bare(filter, 1, words));
  return `${a} and the ${b}`;
}

/** Articles before vowels, capitals, and a little of the variety in which people type. */
function finished(text: string, form: "question" | "phrase", words: WordSource): string {
  let said = text.replace(/\b([Aa]) (?=[aeiou])/g, "$1n ");
  const capital = form === "question" ? !words.once(12) : words.once(4);
  if (capital)
    said = said.replace(/(^|[.?] )([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
  else said = said.charAt(0).toLowerCase() + said.slice(1);
  if (form === "phrase") return words.once(6) ? `${said}.` : said;
  return words.once(10) ? said.replace(/[.?]$/, "") : said;
}
