import type { AttributeFilter, Program, ProgramStep } from "#core/scenes/programs";

/*
 * Reads a text of the training back into the program that it means, by a vocabulary and a grammar of its own: noun
 * phrases in their order, and what stands between them. Only what is right-branching comes back as it was.
 */

const ADJECTIVES: Readonly<Record<string, AttributeFilter>> = {
  ...same(["large", "big", "huge", "massive", "bulky", "hefty", "oversized", "immense", "jumbo", "vast", "hulking"], {
    size: "large",
  }),
  ...same(["small", "little", "wee", "mini", "miniature", "compact", "minuscule", "undersized", "puny"], {
    size: "small",
  }),
  ...same(["metal", "metallic", "shiny", "steel", "reflective", "aluminum", "lustrous", "shining"], {
    material: "metal",
  }),
  ...same(["rubber", "matte", "dull", "rubbery", "plastic", "vinyl"], { material: "rubber" }),
  ...same(["gray", "grayish", "slate"], { color: "gray" }),
  ...same(["red", "crimson", "scarlet", "ruby", "maroon", "reddish"], { color: "red" }),
  ...same(["blue", "navy", "cobalt", "azure", "bluish", "sapphire"], { color: "blue" }),
  ...same(["green", "emerald", "jade", "lime", "greenish"], { color: "green" }),
  ...same(["brown", "chestnut", "chocolate", "tan", "brownish"], { color: "brown" }),
  ...same(["purple", "lilac", "mauve", "magenta", "purplish"], { color: "purple" }),
  ...same(["cyan", "turquoise", "teal", "aqua"], { color: "cyan" }),
  ...same(["yellow", "golden", "lemon", "amber", "yellowish"], { color: "yellow" }),
};
const NOUNS: Readonly<Record<string, AttributeFilter>> = {
  ...same(["cube", "cubes", "block", "blocks", "box", "boxes", "crate", "crates"], { shape: "cube" }),
  ...same(["sphere", "spheres", "ball", "balls", "globe", "globes", "marble", "marbles", "bead", "beads"], {
    shape: "sphere",
  }),
  ...same(["cylinder", "cylinders", "tube", "tubes", "pipe", "pipes", "pillar", "pillars"], { shape: "cylinder" }),
  ...same(
    [
      "thing",
      "things",
      "object",
      "objects",
      "item",
      "items",
      "entity",
      "entities",
      "component",
      "components",
      "article",
      "articles",
    ],
    {},
  ),
};
const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const RANKS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];

function same(words: readonly string[], filter: AttributeFilter): Record<string, AttributeFilter> {
  return Object.fromEntries(words.map((word) => [word, filter]));
}

const NEAREST =
  /nearest|closest|nearer|closer|minimum|next to|beside|close as (can|possible)|adjacent|vicinity|short(est|er)? (range|way)/;
const FARTHEST =
  /farthest|furthest|farther than|further than|most distant|remote|maximum|distant as (can|possible)|least close|longest|opposite extreme/;

type Tie = (object: number) => ProgramStep;

/** The tie that stands between two noun phrases; null where there is none. */
function tieIn(gap: string): Tie | null {
  if (
    /larger|bigger|huger|taller|wider|superior|outsiz(es?|ing)\b|of more|more bulk|dwarfing|dwarfs?\b|exceed(s|ing)? the size/.test(
      gap,
    )
  )
    return (object) => ({ op: "compare-size", object, than: "larger" });
  if (
    /smaller|littler|slighter|shorter|narrower|inferior|outsized|of less|less bulk|dwarfed|exceeded in size/.test(gap)
  )
    return (object) => ({ op: "compare-size", object, than: "smaller" });
  const sharing = /\b(size|color|material|shape)\b/.exec(gap);
  if (sharing) return (object) => ({ op: "same", object, attribute: sharing[1] as "size" });
  for (const [direction, word] of [
    ["left", /\bleft(ward)?\b/],
    ["right", /\bright(ward)?\b/],
    ["front", /\bfront\b|\bbefore\b|\bahead\b/],
    ["behind", /\bbehind\b|\bback\b|\brear\b|\bbeyond\b/],
  ] as const) {
    if (word.test(gap)) return (object) => ({ op: "relate", object, direction });
  }
  return null;
}

interface Parts {
  readonly phrases: AttributeFilter[];
  /** gaps[i] stands before phrase i; the last one after all. */
  readonly gaps: string[];
}

function partsOf(text: string): Parts {
  const phrases: AttributeFilter[] = [];
  const gaps: string[] = [];
  let filter: AttributeFilter = {};
  let gap: string[] = [];
  for (const word of text.split(" ")) {
    const noun = NOUNS[word];
    if (noun) {
      phrases.push({ ...filter, ...noun });
      gaps.push(gap.join(" "));
      filter = {};
      gap = [];
    } else if (ADJECTIVES[word]) filter = { ...filter, ...ADJECTIVES[word] };
    else gap.push(word);
  }
  gaps.push(gap.join(" "));
  // "the cube that is red": adjectives after the last noun are its own.
  if (Object.keys(filter).length > 0) phrases.push({ ...filter, ...phrases.pop() });
  return { phrases, gaps };
}

const LOOK =
  /^(.*?) (?:if you look at|if you think of|if you see|if we begin with) (.*) ((?:is|has|shares|matches|copies|repeats|agrees|exceeds|dwarfs|outsizes|duplicates|takes|corresponds) .*)$/;
const FIRST =
  /^(?:look at |think of |begin with |seen from )?(the .*?)(?: is there)? (?:what|something|which one|whatever) (.*\bit\b.*?) i mean an? (.*)$/;

/** Texts that name the other object before the tie, with "it" in its place there: it is put where "it" stands. */
function anchorPutBack(text: string): string {
  const put = (noun = "", tie = "", anchor = "") => `${noun} ${tie.replace(/\bit\b/, anchor)}`;
  const first = FIRST.exec(text);
  if (first) return put(first[3], first[2], first[1]);
  const middle = LOOK.exec(text);
  return middle ? put(middle[1], middle[3], middle[2]) : text;
}

export function readBack(text: string): Program {
  let rest = text
    .toLowerCase()
    .replace(/[.?,:;]/g, "")
    .replace(/in the (image|picture)|in this picture|(of|out of) the picture/, "")
    .replace(/(nearer|closer to) the (left|right) border than/g, "$2 of")
    .replace(/nearer to the front than|further forward than|less deep in the scene than/g, "in front of")
    .replace(/nearer to the back than|further backward than|more distant than/g, "behind")
    .replace("least remote", "nearest")
    .replace(/(nearer|closer) to (the camera|the viewer|us) than|on the near side of/g, "in front of")
    .replace(
      /(farther|more distant) from the (camera|viewer) than|deeper in the scene than|on the far side of/g,
      "behind",
    )
    .replace(/less small|not as small/g, "larger")
    .replace(/less large|not as big/g, "smaller")
    .replace(/( find it)$/, "");
  rest = anchorPutBack(rest).replace(/^(.*?) i mean an? (.*?)$/, "$2 $1");
  const side =
    /(?:from|begin at) (?:the )?(?:far |very )?(left|right|front)( side| border| margin| boundary| extreme)?/.exec(
      rest,
    );
  const placed = /(?:rank|place|index|slot|take) (one|two|three|four|five|six|seven|eight|nine)/.exec(rest)?.[1];
  const named = RANKS.findIndex((word) => rest.split(" ").includes(word)) + 1;
  const rank = placed === undefined ? named : NUMBERS.indexOf(placed) + 1;
  if (side) rest = rest.replace(side[0], "");
  const { phrases, gaps } = partsOf(rest);
  const steps: ProgramStep[] = [{ op: "scene" }];
  const add = (step: ProgramStep) => steps.push(step) - 1;
  const filtered = (input: number, index: number) => {
    const attributes = phrases[index] ?? {};
    return Object.keys(attributes).length === 0 ? input : add({ op: "filter", input, attributes });
  };
  const tied = (index: number) => add((tieIn(gaps[index] ?? "") as Tie)(filtered(0, index)));
  const last = () => {
    if (phrases.length === 1) return filtered(0, 0);
    const joint = gaps.slice(1).map((gap) => /\b(and|or)\b/.exec(gap)?.[1]);
    const ties = gaps.slice(1, -1).map(tieIn);
    if (
      /between|flanked|halfway|separat|enclosed|neighbors|amid|on the way|on the line|surrounded|bounded|framed|midst|midpoint|interval/.test(
        gaps.join(" "),
      )
    ) {
      const objects = [filtered(0, 1), filtered(0, 2)] as const;
      return add({ op: "between", input: filtered(0, 0), objects });
    }
    const distance = new RegExp(`${NEAREST.source}|${FARTHEST.source}`).exec(gaps.join(" "))?.[0];
    if (distance) {
      const object = filtered(0, 1);
      const which = NEAREST.test(distance) ? "nearest" : "farthest";
      return add({ op: "distance", input: filtered(0, 0), object, which });
    }
    if (rank > 0 && joint.includes("and")) return add({ op: "or", inputs: [filtered(0, 0), filtered(0, 1)] });
    if (joint.includes("or") && ties.every((tie) => tie === null)) {
      const union = add({ op: "or", inputs: [filtered(0, 1), filtered(0, 2)] });
      return filtered(union, 0);
    }
    const op = joint.includes("or") ? "or" : joint.includes("and") ? "and" : null;
    if (op) return filtered(add({ op, inputs: [tied(1), tied(2)] }), 0);
    let at = filtered(0, phrases.length - 1);
    for (let index = phrases.length - 2; index >= 0; index -= 1) {
      at = filtered(add((tieIn(gaps[index + 1] ?? "") as Tie)(at)), index);
    }
    return at;
  };
  const answer = last();
  if (side) add({ op: "ordinal", input: answer, rank, from: side[1] as "left" });
  return steps;
}
