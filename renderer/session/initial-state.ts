import { plainRules } from "#core/samples";
import type { OpenProjectInfo } from "#electron/api";
import { emptyCard } from "./cards.ts";
import { emptyFilter } from "./filter.ts";
import { noPace } from "./pace.ts";
import type { SessionState } from "./types.ts";

/** A project that was just opened: nothing is on the screen yet. */
export function initialState(project: OpenProjectInfo): SessionState {
  return {
    ...project,
    sample: null,
    loading: null,
    loadProblem: null,
    nextImageId: null,
    empty: false,
    save: { kind: "saved" },
    connection: "answers",
    preview: null,
    layer: "mask",
    embedding: "unknown",
    lastSegment: null,
    effect: null,
    discoverSoon: false,
    jobs: {},
    rankedBy: null,
    filter: emptyFilter,
    pace: noPace,
    comment: "",
    card: emptyCard,
    rules: plainRules,
    ownBlind: false,
    rewording: false,
  };
}
