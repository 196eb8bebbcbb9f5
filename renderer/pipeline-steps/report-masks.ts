import type { Candidate, Casualty } from "#core/samples";
import { textNow } from "#renderer/language";
import { type Fact, type Report, type Table, untraced, type Words } from "./report-parts.ts";
import type { Run, Subject } from "./types.ts";
import { causeOf, orDash, REASONS, share, sourceWord, two, whole } from "./wording.ts";

export function candidateTable(title: string, candidates: readonly Candidate[], { columns }: Words): Table {
  return {
    title,
    columns: [columns.rank, columns.mask, columns.predictedIou, columns.stability, columns.pixels],
    rows: byRank(candidates).map((candidate) => ({
      id: `candidate-${candidate.id}`,
      target: { kind: "candidate", id: candidate.id },
      cells: [
        String(candidate.rank),
        candidate.origin ? String(candidate.origin.mask) : "–",
        orDash(candidate.predictedIou),
        orDash(candidate.stability),
        whole(candidate.area),
      ],
    })),
  };
}

export function amgReport({ run, candidates }: Subject, words: Words): Report {
  const { columns, notes, tables } = words;
  const { funnel, trace } = run;
  const kept = byRank(candidates.filter((one) => one.source === "amg"));
  const facts: Fact[] = [
    { ...words.facts.proposed, value: whole(funnel.proposed) },
    ...thresholds(run, words),
    { ...words.facts.kept, value: whole(funnel.kept) },
  ];
  const keptTable: Table = {
    title: tables.kept,
    columns: [columns.rank, columns.seed, columns.mask, columns.predictedIou, columns.stability],
    rows: kept.map(({ id, rank, origin, predictedIou, stability }) => ({
      id: `candidate-${id}`,
      target: { kind: "candidate", id },
      cells: [
        String(rank),
        origin?.seed === undefined ? "–" : String(origin.seed + 1),
        origin ? String(origin.mask) : "–",
        orDash(predictedIou),
        orDash(stability),
      ],
    })),
  };
  if (trace === undefined) return { facts, tables: [keptTable], notes: [words.noTrace] };
  const reasons = REASONS.map((reason) => trace.casualties.filter((one) => one.reason === reason));
  return {
    facts,
    tables: [
      keptTable,
      ...reasons.filter((list) => list.length > 0).map((list) => casualtyTable(list, run, candidates, words)),
    ],
    notes: [notes.askedAnew],
  };
}

function casualtyTable(
  list: readonly Casualty[],
  run: Run,
  candidates: readonly Candidate[],
  { columns, tables }: Words,
): Table {
  const reason = list[0]?.reason ?? "budget";
  return {
    title: tables.dropped(textNow().runWords.reasons[reason], list.length),
    columns: [
      columns.seed,
      columns.mask,
      columns.predictedIou,
      columns.droppedStability,
      { ...columns.why, isWords: true },
    ],
    rows: list.map((casualty) => ({
      id: `casualty-${casualty.seed}-${casualty.mask}`,
      target: { kind: "casualty", seed: casualty.seed, mask: casualty.mask },
      cells: [
        String(casualty.seed + 1),
        String(casualty.mask),
        two(casualty.predictedIou),
        orDash(casualty.stability),
        causeOf(casualty, run, candidates),
      ],
      isDropped: true,
    })),
  };
}

/** How many were left after each filter, with its threshold. */
function thresholds({ funnel, settings }: Run, { facts }: Words): Fact[] {
  const named = (key: string, sign: string) => (settings[key] === undefined ? "" : ` ${sign} ${settings[key]}`);
  return [
    { ...facts.afterIou(named("predIou", ">")), value: whole(funnel.afterPredictedIou) },
    { ...facts.afterStability(named("stability", "≥")), value: whole(funnel.afterStability) },
    { ...facts.afterNms(named("nmsIou", "≤")), value: whole(funnel.afterNms) },
  ];
}

export function semanticReport({ run, candidates }: Subject, words: Words): Report {
  const { columns, cells: said, facts, notes, tables } = words;
  const { trace } = run;
  if (trace === undefined) return untraced(words);
  const { graph, background } = trace;
  if (graph === null) return { facts: [], tables: [], notes: [textNow().steps.semanticLeftOut] };
  const core = new Set(graph.core);
  const neighbours = new Array<number>(run.seeds.length).fill(0);
  for (const pair of graph.edges) for (const seed of pair) neighbours[seed] = (neighbours[seed] ?? 0) + 1;
  const vertices: Table = {
    title: tables.graph,
    columns: [columns.seed, columns.alike(graph.cosine), columns.coreNumber, { ...columns.part, isWords: true }],
    rows: run.seeds.map((_, seed) => ({
      id: `seed-${seed}`,
      target: { kind: "seed", seed },
      cells: [
        String(seed + 1),
        String(neighbours[seed] ?? 0),
        String(graph.coreness[seed] ?? 0),
        core.has(seed) ? said.core : said.outside,
      ],
      isDropped: !core.has(seed),
    })),
  };
  const ofSource = (source: Candidate["source"]) => candidates.filter((one) => one.source === source);
  return {
    facts: [
      { ...facts.cosine, value: String(graph.cosine) },
      { ...facts.edges, value: whole(graph.edges.length) },
      { ...facts.coreK, value: whole(graph.k) },
      { ...facts.inCore, value: whole(graph.core.length) },
      ...backgroundFacts(background, words),
    ],
    tables: [
      candidateTable(tables.semantic, ofSource("semantic"), words),
      candidateTable(tables.original, ofSource("original"), words),
      vertices,
    ],
    notes: [
      ...(graph.fellBack ? [notes.fellBack] : []),
      ...trace.dropped.map(({ source, mask, reason }) => notes.noCandidateOf(sourceWord(source), mask, reason)),
    ],
  };
}

function backgroundFacts(background: NonNullable<Run["trace"]>["background"], { facts }: Words): Fact[] {
  if (background === null) return [];
  const { x, y, logit, attention, rule } = background;
  return [
    { ...facts.background(rule === "most-attended"), value: `${x.toFixed(0)}, ${y.toFixed(0)}` },
    { ...facts.itsLogit, value: two(logit) },
    { ...facts.itsAttention, value: share(attention) },
  ];
}

export function byRank(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => a.rank - b.rank);
}
