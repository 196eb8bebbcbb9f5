import type { AttributeFilter } from "#core/scenes/programs";
import { COLOR_WORDS, MATERIAL_WORDS, SHAPE_WORDS, SIZE_WORDS } from "./lexicon.ts";
import type { Choices } from "./wording.ts";

/** A noun phrase of a question, "small shiny cubes": where it stands in the text, and what it says. */
export interface NounPhrase {
  /** UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly attributes: AttributeFilter;
  /** "cubes", not "cube". */
  readonly isPlural: boolean;
}

const adjectives = new Map<string, AttributeFilter>();
const nouns = new Map<string, Pick<NounPhrase, "attributes" | "isPlural">>();

const all = <T>({ train, val = [], test = [] }: Choices<T>): readonly T[] => [...train, ...val, ...test];

for (const [attribute, words] of [
  ["size", SIZE_WORDS],
  ["color", COLOR_WORDS],
  ["material", MATERIAL_WORDS],
] as const) {
  for (const [value, choices] of Object.entries(words)) {
    for (const word of all(choices)) adjectives.set(word, { [attribute]: value });
  }
}
for (const [shape, choices] of Object.entries(SHAPE_WORDS)) {
  const attributes: AttributeFilter = shape === "thing" ? {} : { shape: shape as keyof typeof SHAPE_WORDS & "cube" };
  for (const [singular, plural] of all(choices)) {
    nouns.set(singular, { attributes, isPlural: false });
    if (plural !== null) nouns.set(plural, { attributes, isPlural: true });
  }
}

/**
 * The noun phrases of a text in the words that our questions are made of: adjectives that stand directly before a noun,
 * and the noun. A word that is none of them ends a phrase, so that what is not understood is left out, not guessed.
 */
export function nounPhrases(text: string): NounPhrase[] {
  const phrases: NounPhrase[] = [];
  let start: number | null = null;
  let attributes: AttributeFilter = {};
  for (const { 0: written, index } of text.matchAll(/[\p{L}\p{N}'-]+|[^\s\p{L}\p{N}'-]/gu)) {
    const word = written.toLowerCase();
    const adjective = adjectives.get(word);
    const noun = nouns.get(word);
    if (adjective !== undefined) {
      start ??= index;
      attributes = { ...attributes, ...adjective };
      continue;
    }
    if (noun !== undefined) {
      const place = { start: start ?? index, end: index + written.length };
      phrases.push({ ...place, attributes: { ...attributes, ...noun.attributes }, isPlural: noun.isPlural });
    }
    start = null;
    attributes = {};
  }
  return phrases;
}
