import type { Candidate } from "#core/samples";
import { byRank } from "./report-masks.ts";
import { type Fact, NO_TRACE, type Report, type Table } from "./report-parts.ts";
import type { Run, Subject } from "./types.ts";
import { orDash, sourceWords, two, whole } from "./wording.ts";

/** Candidates beside the first that its lead is told over. */
const TOLD_RANKS = 5;

export function rankedReport({ run, candidates }: Subject): Report {
  const { scoring } = run;
  if (scoring === undefined) return { facts: [], tables: [], notes: [NO_TRACE] };
  const whose = evaluatorWords(run);
  const known = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const tables = scoring.groups.map((group, index): Table => {
    const failed = group.scores === null;
    return {
      title: `Group ${index + 1} of ${scoring.groups.length}${failed ? ": failed" : ""}`,
      columns: [
        { title: "mask", explanation: "Its number among those that the evaluator saw together, in their order." },
        { title: "rank", explanation: "The candidate's rank in the end; 1 is best." },
        { title: "source", explanation: "The step that proposed the candidate.", isWords: true },
        { title: "score", explanation: `${whose}'s estimate of the mask's IoU with the answer.` },
        { title: "pred. IoU", explanation: "SAM's own estimate of the mask's IoU; no answer to the question." },
      ],
      rows: group.candidates.map((id, place) => {
        const candidate = known.get(id);
        const score = group.scores?.[place];
        return {
          id: `group-${index}-${id}`,
          target: candidate ? { kind: "candidate", id } : null,
          cells: [
            String(place + 1),
            candidate ? String(candidate.rank) : "–",
            candidate ? sourceWords[candidate.source] : "not kept",
            score === undefined ? "–" : two(score),
            candidate ? orDash(candidate.predictedIou) : "–",
          ],
          isDropped: failed,
        };
      }),
    };
  });
  const errors = scoring.groups.flatMap(({ error }, index) =>
    error === null ? [] : [`Group ${index + 1} failed, none of its masks has a score: ${error}`],
  );
  return { facts: scoringFacts(run, whose), tables, notes: errors };
}

const evaluatorWords = ({ scoring, evaluator }: Run): string =>
  evaluator === "predicted-iou" ? "SAM's predicted IoU" : (scoring?.model ?? evaluator);

function scoringFacts({ scoring }: Run, whose: string): Fact[] {
  if (scoring === undefined) return [];
  const facts: Fact[] = [
    {
      label: "evaluator",
      value: whose,
      explanation: scoring.usesGroundTruth ? "It uses ground truth: for analysis only." : "Who scored the masks.",
    },
    { label: "groups of", value: String(scoring.groupSize), explanation: "Masks that it saw at once, shuffled." },
    { label: "shuffled by", value: String(scoring.seed), explanation: "The number that the shuffle started from." },
  ];
  if (scoring.cot !== null) {
    facts.push({
      label: "reasoning",
      value: scoring.cot ? "first" : "none",
      explanation: "Whether it reasons before it scores.",
    });
  }
  if (scoring.usage !== null) {
    const { requests, inputTokens, outputTokens } = scoring.usage;
    facts.push({
      label: "tokens",
      value: `${whole(inputTokens)} + ${whole(outputTokens)}`,
      explanation: `Sent and answered, as the endpoint counted them in ${whole(requests)} requests.`,
    });
  }
  return facts;
}

export function topReport({ run, candidates }: Subject): Report {
  const ranked = byRank(candidates.filter(isOfRun));
  const first = ranked[0];
  if (first === undefined) return { facts: [], tables: [], notes: ["No candidate passed the filters of this run."] };
  const bySam = run.evaluator === "predicted-iou";
  const whose = evaluatorWords(run);
  const worthOf = (one: Candidate): number | null => (bySam ? one.predictedIou : one.score);
  const best = worthOf(first);
  const second = ranked[1] ? worthOf(ranked[1]) : null;
  const value = { title: bySam ? "pred. IoU" : "score", explanation: `By ${whose}.` };
  const table: Table = {
    title: "The first of the ranking",
    columns: [
      { title: "rank", explanation: "1 is best." },
      { title: "source", explanation: "The step that proposed the candidate.", isWords: true },
      value,
      { title: "behind", explanation: "How far it lies behind the first." },
      { title: "pixels", explanation: "The mask's area in pixels of the picture." },
    ],
    rows: ranked.slice(0, TOLD_RANKS).map((one) => {
      const its = worthOf(one);
      return {
        id: `candidate-${one.id}`,
        target: { kind: "candidate", id: one.id },
        cells: [
          String(one.rank),
          sourceWords[one.source],
          orDash(its),
          best === null || its === null ? "–" : two(best - its),
          whole(one.area),
        ],
      };
    }),
  };
  return {
    facts: [
      { label: "source", value: sourceWords[first.source], explanation: "The step that proposed the top candidate." },
      { label: value.title, value: orDash(best), explanation: `The top candidate's value by ${whose}.` },
      {
        label: "lead",
        value: best === null || second === null ? "–" : two(best - second),
        explanation: "How far the second lies behind it.",
      },
      { label: "area", value: `${whole(first.area)} px`, explanation: "The mask's area in pixels of the picture." },
    ],
    tables: [table],
    notes: bySam ? ["Ranked by SAM's own estimate: how good a mask is, not whether it answers the question."] : [],
  };
}

/** Imported masks and those that a person made are no part of a run. */
export const isOfRun = ({ source }: Candidate): boolean => source !== "imported" && source !== "human";
