import type { Candidate, Casualty } from "#core/samples";
import { type Fact, NO_TRACE, type Report, type Table } from "./report-parts.ts";
import type { Run, Subject } from "./types.ts";
import { causeOf, orDash, REASONS, reasonWords, share, two, whole } from "./wording.ts";

const rankColumn = { title: "rank", explanation: "The candidate's rank among all of this run; 1 is best." };
const maskColumn = { title: "mask", explanation: "Which of SAM's multi-masks it is, 1 to 3." };
const seedColumn = { title: "seed", explanation: "The seed at which SAM was asked, as it is numbered on the picture." };
const iouColumn = {
  title: "pred. IoU",
  explanation: "SAM's own estimate of the mask's IoU; no answer to the question.",
};
const stabilityColumn = {
  title: "stability",
  explanation: "SAM's stability score, 0 to 1: how little the mask changes with its threshold.",
};

export function candidateTable(title: string, candidates: readonly Candidate[]): Table {
  return {
    title,
    columns: [
      rankColumn,
      maskColumn,
      iouColumn,
      stabilityColumn,
      { title: "pixels", explanation: "The mask's area in pixels of the picture." },
    ],
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

export function amgReport({ run, candidates }: Subject): Report {
  const { funnel, trace } = run;
  const kept = byRank(candidates.filter((one) => one.source === "amg"));
  const facts: Fact[] = [
    { label: "proposed", value: whole(funnel.proposed), explanation: "Masks that SAM proposed, three a seed." },
    ...thresholds(run),
    { label: "kept", value: whole(funnel.kept), explanation: "AMG candidates of this run." },
  ];
  const keptTable: Table = {
    title: "Kept",
    columns: [rankColumn, seedColumn, maskColumn, iouColumn, stabilityColumn],
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
  if (trace === undefined) return { facts, tables: [keptTable], notes: [NO_TRACE] };
  const reasons = REASONS.map((reason) => trace.casualties.filter((one) => one.reason === reason));
  return {
    facts,
    tables: [
      keptTable,
      ...reasons.filter((list) => list.length > 0).map((list) => casualtyTable(list, run, candidates)),
    ],
    notes: ["A run keeps a dropped mask's figures, not its pixels: rest on a row, and SAM is asked for it anew."],
  };
}

function casualtyTable(list: readonly Casualty[], run: Run, candidates: readonly Candidate[]): Table {
  const reason = list[0]?.reason ?? "budget";
  return {
    title: `Dropped, ${reasonWords[reason]}: ${whole(list.length)}`,
    columns: [
      seedColumn,
      maskColumn,
      iouColumn,
      { ...stabilityColumn, explanation: `${stabilityColumn.explanation} A dash: an earlier filter had dropped it.` },
      { title: "why", explanation: "What decided, with the run's own thresholds.", isWords: true },
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
function thresholds({ funnel, settings }: Run): Fact[] {
  const named = (key: string, sign: string) => (settings[key] === undefined ? "" : ` ${sign} ${settings[key]}`);
  const left = (label: string, value: number, what: string): Fact => ({
    label,
    value: whole(value),
    explanation: `Masks that were left after this filter: ${what}.`,
  });
  return [
    left(`pred. IoU${named("predIou", ">")}`, funnel.afterPredictedIou, "SAM's predicted IoU above the threshold"),
    left(`stability${named("stability", "≥")}`, funnel.afterStability, "the stability score at least the threshold"),
    left(`NMS${named("nmsIou", "≤")}`, funnel.afterNms, "no box overlaps a better mask's by more than this IoU"),
  ];
}

export function semanticReport({ run, candidates }: Subject): Report {
  const { trace } = run;
  if (trace === undefined) return { facts: [], tables: [], notes: [NO_TRACE] };
  const { graph, background } = trace;
  if (graph === null) return { facts: [], tables: [], notes: ["Semantic candidates were left out of this run."] };
  const core = new Set(graph.core);
  const neighbours = new Array<number>(run.seeds.length).fill(0);
  for (const pair of graph.edges) for (const seed of pair) neighbours[seed] = (neighbours[seed] ?? 0) + 1;
  const vertices: Table = {
    title: "Seeds in the similarity graph",
    columns: [
      seedColumn,
      { title: "alike", explanation: `Seeds whose features are alike: cosine similarity above ${graph.cosine}.` },
      { title: "core no.", explanation: "The largest k for which the seed is in the graph's k-core." },
      { title: "part", explanation: "Whether it is a foreground point: a seed of the main core.", isWords: true },
    ],
    rows: run.seeds.map((_, seed) => ({
      id: `seed-${seed}`,
      target: { kind: "seed", seed },
      cells: [
        String(seed + 1),
        String(neighbours[seed] ?? 0),
        String(graph.coreness[seed] ?? 0),
        core.has(seed) ? "core" : "outside",
      ],
      isDropped: !core.has(seed),
    })),
  };
  const ofSource = (source: Candidate["source"]) => candidates.filter((one) => one.source === source);
  return {
    facts: [
      { label: "cosine >", value: String(graph.cosine), explanation: "Seeds above it are joined by an edge." },
      { label: "edges", value: whole(graph.edges.length), explanation: "Pairs of seeds that are alike." },
      {
        label: "core k",
        value: whole(graph.k),
        explanation: "Every seed of the core is alike at least so many of it.",
      },
      { label: "in core", value: whole(graph.core.length), explanation: "Foreground points of the self-refinement." },
      ...backgroundFacts(background),
    ],
    tables: [
      candidateTable("Semantic candidates", ofSource("semantic")),
      candidateTable("Original candidates", ofSource("original")),
      vertices,
    ],
    notes: [
      ...(graph.fellBack ? ["No part of the graph is dense (k below 2), so all seeds were taken."] : []),
      ...trace.dropped.map(({ source, mask, reason }) => `The ${source} mask ${mask} is no candidate: ${reason}.`),
    ],
  };
}

function backgroundFacts(background: NonNullable<Run["trace"]>["background"]): Fact[] {
  if (background === null) return [];
  const { x, y, logit, attention, rule } = background;
  return [
    {
      label: "background",
      value: `${x.toFixed(0)}, ${y.toFixed(0)}`,
      explanation: `The negative point, in pixels: ${
        rule === "most-attended"
          ? "the most attended place whose logit lies below tau"
          : "the lowest logit, as none lies below tau"
      }.`,
    },
    { label: "its logit", value: two(logit), explanation: "The initial prediction's logit at the background point." },
    { label: "its attention", value: share(attention), explanation: "Attention of the token that it lies in." },
  ];
}

export function byRank(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => a.rank - b.rank);
}
