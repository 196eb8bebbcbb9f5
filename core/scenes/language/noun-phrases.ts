import type { AttributeFilter } from "#core/scenes/programs";
import type { Description, PlainTie, TieMeaning } from "./describe.ts";
import { ATTRIBUTE_NOUNS, COLOR_WORDS, MATERIAL_WORDS, type Noun, SHAPE_WORDS, SIZE_WORDS } from "./lexicon.ts";
import { BETWEEN_TIES, COMPARE_TIES, DIRECTION_TIES, DISTANCE_TIES, SAME_TIES, type Tie } from "./ties.ts";
import type { Choices, WordSource } from "./wording.ts";

/** 0 for one object, 1 for several. */
export type Count = 0 | 1;

/** The adjectives of a filter, in an order of the wording's own where there are two or more. */
export function adjectives({ size, color, material }: AttributeFilter, words: WordSource): string[] {
  const s = size === undefined ? [] : [words.choose(SIZE_WORDS[size])];
  const c = color === undefined ? [] : [words.choose(COLOR_WORDS[color])];
  const m = material === undefined ? [] : [words.choose(MATERIAL_WORDS[material])];
  if (!words.unseen || words.once(2)) return [...s, ...c, ...m];
  if (words.wording === "val") return words.once(2) ? [...s, ...m, ...c] : [...c, ...s, ...m];
  return words.pick([
    [...m, ...c, ...s],
    [...m, ...s, ...c],
    [...c, ...m, ...s],
  ]);
}

export function noun({ shape }: AttributeFilter, count: Count, words: WordSource): string {
  return words.choose(NOUNS[count][shape ?? "thing"]);
}

/** The nouns in one number, where they have it. */
const inForm = (count: Count) => {
  const forms = (nouns: readonly Noun[]) => nouns.flatMap((noun) => noun[count] ?? []);
  const all = ({ train, val = [], test = [] }: Choices<Noun>): Choices<string> => ({
    train: forms(train),
    val: forms(val),
    test: forms(test),
  });
  const { cube, sphere, cylinder, thing } = SHAPE_WORDS;
  return { cube: all(cube), sphere: all(sphere), cylinder: all(cylinder), thing: all(thing) };
};
const NOUNS = [inForm(0), inForm(1)] as const;

/** "small red balls": adjectives and noun, without article. */
export function bare(attributes: AttributeFilter, count: Count, words: WordSource): string {
  return [...adjectives(attributes, words), noun(attributes, count, words)].join(" ");
}

/**
 * "the ball left of the cube that is behind the tube": every tie follows the noun that it belongs to, so that it can
 * only be read in one way (right-branching).
 */
export function definite(what: Description, words: WordSource): string {
  const head = `the ${bare(what.attributes, 0, words)}`;
  if (what.tie === null) return head;
  return `${head} ${words.once(2) ? relative(what.tie, 0, words) : reduced(what.tie, words)}`;
}

/** "left of the cube", as it follows a noun. */
export function reduced(tie: TieMeaning, words: WordSource): string {
  if (isJoint(tie)) {
    const [one, other] = tie.sides.map((side) => reduced(innerTie(side), words));
    return `${one} ${tie.kind} ${other}`;
  }
  const form = chosen(tie, words);
  const text = filled(form.reduced, tie, words);
  return form.place && words.once(5) ? `${words.pick(["located", "standing", "placed"])} ${text}` : text;
}

/** "is left of the cube", or "are" for several. */
export function predicate(tie: TieMeaning, count: Count, words: WordSource): string {
  if (isJoint(tie)) {
    const [one, other] = tie.sides.map((side) => predicate(innerTie(side), count, words));
    const joint = tie.kind === "or" ? "or" : words.pick(["and", "and also"]);
    return `${one} ${joint} ${other}`;
  }
  const form = chosen(tie, words);
  const text = form.predicate ?? `is|are ${form.reduced}`;
  return filled(inNumber(text, count), tie, words);
}

/** "that is left of the cube". */
export function relative(tie: TieMeaning, count: Count, words: WordSource): string {
  const pronoun = words.pick(["that", "that", "which"]);
  if (tie.kind === "and") {
    const [one, other] = tie.sides.map((side) => predicate(innerTie(side), count, words));
    return `${pronoun} ${one} and ${words.once(2) ? `${pronoun} ` : ""}${other}`;
  }
  return `${pronoun} ${predicate(tie, count, words)}`;
}

/** The one object that a tie hangs on and the predicate with "it" in its place, for texts that name it first. */
export function anchorFirst(tie: TieMeaning, words: WordSource): { anchor: string; predicate: string } | null {
  if (isJoint(tie) || tie.kind === "between") return null;
  const form = chosen(tie, words);
  const text = inNumber(form.predicate ?? `is|are ${form.reduced}`, 0).replace("@", "it");
  return { anchor: definite(tie.object, words), predicate: named(text, tie, words) };
}

/** "Left of the cube": a tie that says where, to open a sentence; null for other ties. */
export function opening(tie: TieMeaning, words: WordSource): string | null {
  if (isJoint(tie) || tie.kind === "same" || tie.kind === "compare") return null;
  const form = chosen(tie, words);
  return form.place ? filled(form.reduced, tie, words) : null;
}

function isJoint(tie: TieMeaning): tie is Exclude<TieMeaning, PlainTie> {
  return tie.kind === "and" || tie.kind === "or";
}

export function innerTie(side: Description): TieMeaning {
  if (side.tie === null) throw new Error("A side of `and` or `or` that is a tie was expected.");
  return side.tie;
}

function inNumber(text: string, count: Count): string {
  return text.replace(/(\w+)\|(\w+)/, (_, one: string, several: string) => (count === 0 ? one : several));
}

function chosen(tie: PlainTie, words: WordSource): Tie {
  switch (tie.kind) {
    case "relate":
      return words.choose(DIRECTION_TIES[tie.direction]);
    case "same":
      return words.choose(SAME_TIES);
    case "compare":
      return words.choose(COMPARE_TIES[tie.than]);
    case "distance":
      return words.choose(DISTANCE_TIES[tie.which]);
    case "between":
      return words.choose(BETWEEN_TIES);
  }
}

function filled(text: string, tie: PlainTie, words: WordSource): string {
  if (tie.kind === "between") {
    const [one, other] = tie.objects;
    return text.replace("@", definite(one, words)).replace("&", definite(other, words));
  }
  const said = named(text, tie, words);
  return "object" in tie ? said.replace("@", definite(tie.object, words)) : said;
}

function named(text: string, tie: PlainTie, words: WordSource): string {
  return tie.kind === "same" ? text.replace("#", words.choose(ATTRIBUTE_NOUNS[tie.attribute])) : text;
}
