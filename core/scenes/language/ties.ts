import type { Direction } from "#core/scenes";
import { WIDE_TIES } from "./wide-ties.ts";
import type { Choices } from "./wording.ts";

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
    wide: WIDE_TIES.left,
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
    wide: WIDE_TIES.right,
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
    wide: WIDE_TIES.front,
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
    wide: WIDE_TIES.behind,
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
  wide: WIDE_TIES.same,
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
    wide: WIDE_TIES.larger,
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
    wide: WIDE_TIES.smaller,
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
    wide: WIDE_TIES.nearest,
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
    wide: WIDE_TIES.farthest,
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
  wide: WIDE_TIES.between,
  val: placed("in the middle of @ and &"),
  test: [
    { reduced: "with @ on one side and & on the other", predicate: "has|have @ on one side and & on the other" },
    { reduced: "in the gap between @ and &", place: true },
  ],
};
