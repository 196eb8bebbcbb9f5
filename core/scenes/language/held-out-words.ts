import { ATTRIBUTE_NOUNS, COLOR_WORDS, MATERIAL_WORDS, SHAPE_WORDS, SIZE_WORDS } from "./lexicon.ts";
import type { Choices } from "./wording.ts";

function wordsOf(group: "val" | "test"): readonly string[] {
  const plain: readonly Choices<string>[] = [SIZE_WORDS, COLOR_WORDS, MATERIAL_WORDS, ATTRIBUTE_NOUNS].flatMap(
    (concepts) => Object.values<Choices<string>>(concepts),
  );
  const nouns = Object.values(SHAPE_WORDS).flatMap((choices) => (choices[group] ?? []).flat());
  return [...plain.flatMap((choices) => choices[group] ?? []), ...nouns.filter((word) => word !== null)];
}

/** The synonyms of sizes, colours, materials, shapes and attributes that no text of the training holds, by group. */
export const HELD_OUT_WORDS: Readonly<Record<"val" | "test", readonly string[]>> = {
  val: wordsOf("val"),
  test: wordsOf("test"),
};
