import type { Candidate } from "#core/samples";
import { textNow } from "#renderer/language";
import { byRank } from "./report-masks.ts";
import { type Fact, type Report, type Table, untraced, type Words } from "./report-parts.ts";
import type { Run, Subject } from "./types.ts";
import { orDash, sourceWord, two, whole } from "./wording.ts";

/** Candidates beside the first that its lead is told over. */
const TOLD_RANKS = 5;

export function rankedReport({ run, candidates }: Subject, words: Words): Report {
  const { columns } = words;
  const { scoring } = run;
  if (scoring === undefined) return untraced(words);
  const whose = evaluatorWords(run);
  const known = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const tables = scoring.groups.map((group, index): Table => {
    const failed = group.scores === null;
    return {
      title: words.tables.group(index + 1, scoring.groups.length, failed),
      columns: [
        columns.maskInGroup,
        columns.rankInTheEnd,
        { ...columns.source, isWords: true },
        columns.score(whose),
        columns.predictedIou,
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
            candidate ? sourceWord(candidate.source) : words.notKept,
            score === undefined ? "–" : two(score),
            candidate ? orDash(candidate.predictedIou) : "–",
          ],
          isDropped: failed,
        };
      }),
    };
  });
  const errors = scoring.groups.flatMap(({ error }, index) =>
    error === null ? [] : [words.notes.groupFailed(index + 1, error)],
  );
  return { facts: scoringFacts(run, whose, words), tables, notes: errors };
}

const evaluatorWords = ({ scoring, evaluator }: Run): string =>
  evaluator === "predicted-iou" ? textNow().candidates.bySam : (scoring?.model ?? evaluator);

function scoringFacts({ scoring }: Run, whose: string, words: Words): Fact[] {
  if (scoring === undefined) return [];
  const facts: Fact[] = [
    { ...words.facts.evaluator(scoring.usesGroundTruth), value: whose },
    { ...words.facts.groupsOf, value: String(scoring.groupSize) },
    { ...words.facts.shuffledBy, value: String(scoring.seed) },
  ];
  if (scoring.cot !== null) {
    const { reasonsFirst, reasonsNot } = words.cells;
    facts.push({ ...words.facts.reasoning, value: scoring.cot ? reasonsFirst : reasonsNot });
  }
  if (scoring.usage !== null) {
    const { requests, inputTokens, outputTokens } = scoring.usage;
    facts.push({ ...words.facts.usage(requests), value: `${whole(inputTokens)} + ${whole(outputTokens)}` });
  }
  return facts;
}

export function topReport({ run, candidates }: Subject, words: Words): Report {
  const { columns, facts, notes } = words;
  const ranked = byRank(candidates.filter(isOfRun));
  const first = ranked[0];
  if (first === undefined) return { facts: [], tables: [], notes: [notes.nonePassed] };
  const bySam = run.evaluator === "predicted-iou";
  const whose = evaluatorWords(run);
  const worthOf = (one: Candidate): number | null => (bySam ? one.predictedIou : one.score);
  const best = worthOf(first);
  const second = ranked[1] ? worthOf(ranked[1]) : null;
  const value = columns.value(bySam, whose);
  const table: Table = {
    title: words.tables.first,
    columns: [columns.topRank, { ...columns.source, isWords: true }, value, columns.behind, columns.pixels],
    rows: ranked.slice(0, TOLD_RANKS).map((one) => {
      const its = worthOf(one);
      return {
        id: `candidate-${one.id}`,
        target: { kind: "candidate", id: one.id },
        cells: [
          String(one.rank),
          sourceWord(one.source),
          orDash(its),
          best === null || its === null ? "–" : two(best - its),
          whole(one.area),
        ],
      };
    }),
  };
  return {
    facts: [
      { ...facts.topSource, value: sourceWord(first.source) },
      { label: value.title, value: orDash(best), explanation: facts.topValue(whose) },
      { ...facts.lead, value: best === null || second === null ? "–" : two(best - second) },
      { ...facts.topArea, value: words.pixels(first.area) },
    ],
    tables: [table],
    notes: bySam ? [notes.bySam] : [],
  };
}

/** Imported masks and those that a person made are no part of a run. */
export const isOfRun = ({ source }: Candidate): boolean => source !== "imported" && source !== "human";
