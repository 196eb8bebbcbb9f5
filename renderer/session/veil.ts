import type { Candidate, SampleDetail } from "#core/samples";
import { noPrompts } from "./prompts.ts";
import { needsQuestion } from "./questions.ts";
import type { OpenSample, SessionState } from "./types.ts";

/**
 * The target is to be pointed at first. Who has judged the sample already has seen it all; a picture that cannot be shown
 * cannot be pointed at.
 */
export function isVeiled({ rules, ownBlind, sample }: Pick<SessionState, "rules" | "ownBlind" | "sample">): boolean {
  if (!(rules.blind || ownBlind) || sample === null) return false;
  const { detail, state } = sample;
  return detail.pointing === null && state.verdict === null && detail.imageStatus === "ok" && !needsQuestion(detail);
}

/** Scores stay hidden until there is a verdict. */
export const areScoresHidden = ({ rules, sample }: Pick<SessionState, "rules" | "sample">): boolean =>
  rules.hideScores && sample !== null && sample.state.verdict === null;

/**
 * The state as the screen may see it. Everything that is drawn reads it through here (`useSessionState`), so that no part
 * of the screen has to know of the rules to keep them.
 */
export function asSeen(state: SessionState): SessionState {
  const { sample } = state;
  if (sample === null) return state;
  if (isVeiled(state))
    return remembered(state, veiledStates, () => ({ ...state, preview: null, sample: veiled(sample) }));
  if (!areScoresHidden(state)) return state;
  return remembered(state, scorelessStates, () => ({ ...state, sample: scoreless(sample) }));
}

// The same thing again for the same thing: the screen redraws by identity.
const veiledStates = new WeakMap<SessionState, SessionState>();
const scorelessStates = new WeakMap<SessionState, SessionState>();
const veiledSamples = new WeakMap<OpenSample, OpenSample>();
const scorelessSamples = new WeakMap<OpenSample, OpenSample>();
const scorelessDetails = new WeakMap<SampleDetail, SampleDetail>();
const nothing: Candidate[] = [];

function remembered<T extends object>(key: T, made: WeakMap<T, T>, make: () => T): T {
  const known = made.get(key);
  if (known) return known;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

function veiled(sample: OpenSample): OpenSample {
  return remembered(sample, veiledSamples, () => {
    const { ignore: _, ...state } = sample.state;
    return {
      ...sample,
      draft: null,
      state: { ...state, chosenCandidateId: null, mask: null, prompts: noPrompts },
      detail: { ...sample.detail, groundTruth: null, ignore: null, candidates: nothing, run: null, evaluations: [] },
    };
  });
}

function scoreless(sample: OpenSample): OpenSample {
  return remembered(sample, scorelessSamples, () => ({ ...sample, detail: withoutScores(sample.detail) }));
}

function withoutScores(detail: SampleDetail): SampleDetail {
  return remembered(detail, scorelessDetails, () => ({
    ...detail,
    candidates: detail.candidates.map(({ reasoning: _, ...candidate }) => ({
      ...candidate,
      score: null,
      predictedIou: null,
    })),
    run: detail.run && runWithoutScores(detail.run),
    evaluations: [],
  }));
}

/** What an evaluator said goes with its scores: it says the same in words. */
function runWithoutScores({ scoring: _, ...run }: NonNullable<SampleDetail["run"]>): SampleDetail["run"] {
  return run;
}
