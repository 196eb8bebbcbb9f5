import { textNow } from "#renderer/language";
import { shownAttention } from "./attention-shown.ts";
import { candidateTable } from "./report-masks.ts";
import { type Column, type Report, type Row, type Table, untraced, type Words } from "./report-parts.ts";
import type { Subject } from "./types.ts";
import { fateOf, orDash, share, two, whole } from "./wording.ts";

/** As many tokens of a map as a table tells. */
const TOLD_TOKENS = 32;

const placed = ({ columns }: Words): readonly Column[] => [
  columns.place,
  columns.token,
  columns.row,
  columns.col,
  columns.attention,
];

export function attentionReport({ run }: Subject, layer: number | null, words: Words): Report {
  const { columns, cells: said, facts, notes, tables } = words;
  const shown = shownAttention(run, layer);
  const { rows, cols, values, frame } = shown.attention;
  const source = textNow().steps.attentions[run.attentionSource];
  const layers = run.trace?.layers ?? [];
  const order = values.map((_, token) => token).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const told = order.slice(0, TOLD_TOKENS);
  const table: Table = {
    title: tables.mostAttended(told.length),
    columns: [...placed(words), columns.timesMean],
    rows: told.map((token, place): Row => {
      const value = values[token] ?? 0;
      const cells = [String(place + 1), ...gridPlace(token, cols), share(value), two(value * values.length)];
      return { id: `token-${token}`, target: { kind: "token", token }, cells };
    }),
  };
  return {
    facts: [
      { ...facts.attentionSource, value: source },
      { ...facts.grid, value: `${rows} × ${cols}` },
      { ...facts.shown, value: shown.layer === null ? said.aggregate : said.layer(shown.layer) },
      { ...facts.largest, value: share(shown.largest) },
      ...(frame === undefined ? [] : [{ ...facts.frame, value: `${whole(frame.width)} × ${whole(frame.height)}` }]),
    ],
    tables: [table],
    notes: layers.length > 0 ? [] : [notes.noLayers],
  };
}

export function tokensReport({ run }: Subject, words: Words): Report {
  const { columns, cells: said, facts, notes, tables } = words;
  const { trace } = run;
  if (trace === undefined) return untraced(words);
  const { tokens } = trace;
  const kept = tokens.filter((token) => token.kept).length;
  const table: Table = {
    title: tables.rerank,
    columns: [...placed(words), columns.meanLogit, { ...columns.rerank, isWords: true }],
    rows: tokens.map((token, place) => ({
      id: `token-${token.token}`,
      target: { kind: "token", token: token.token },
      cells: [
        String(place + 1),
        ...gridPlace(token.token, run.attention.cols),
        share(token.attention),
        orDash(token.meanLogit),
        token.kept ? said.kept : said.dropped,
      ],
      isDropped: !token.kept,
    })),
  };
  return {
    facts: [
      { ...facts.lookedAt, value: whole(tokens.length) },
      { ...facts.keptTokens, value: whole(kept) },
      { ...facts.droppedTokens, value: whole(tokens.length - kept) },
    ],
    tables: [table],
    notes: tokens.some((token) => token.meanLogit !== null)
      ? []
      : [tokens[0] ? fateOf(tokens[0], tokens) : notes.noTokens],
  };
}

export function initialReport({ run, candidates }: Subject, words: Words): Report {
  const { cells: said, facts, notes, tables } = words;
  const { trace, image } = run;
  if (trace === undefined) return untraced(words);
  const { prompt, maskIndex, area, predictedIou, stability } = trace.initial;
  const percent = (100 * area) / (image.width * image.height);
  const originals = candidates.filter((one) => one.source === "original");
  const dropped = trace.dropped.filter((one) => one.source === "original");
  return {
    facts: [
      { ...facts.prompt, value: prompt === "prompt-tokens" ? said.promptTokens : said.onePoint },
      { ...facts.mask, value: String(maskIndex) },
      { ...facts.area(percent.toFixed(1)), value: words.pixels(area) },
      { ...facts.predictedIou, value: two(predictedIou) },
      { ...facts.stability, value: orDash(stability) },
      { ...facts.lowest, value: two(trace.logits.min) },
      { ...facts.highest, value: two(trace.logits.max) },
    ],
    tables: [candidateTable(tables.originals, originals, words)],
    notes: [notes.coarse, ...dropped.map(({ mask, reason }) => notes.noCandidate(mask, reason))],
  };
}

export function seedsReport({ run }: Subject, words: Words): Report {
  const { columns, cells: said, facts, tables } = words;
  const core = new Set(run.trace?.graph?.core ?? []);
  const table: Table = {
    title: tables.seeds,
    columns: [
      columns.seedNumber,
      columns.token,
      columns.x,
      columns.y,
      columns.seedAttention,
      { ...columns.core, isWords: true },
    ],
    rows: run.seeds.map(({ x, y, token, attention }, seed) => ({
      id: `seed-${seed}`,
      target: { kind: "seed", seed },
      cells: [
        String(seed + 1),
        String(token),
        x.toFixed(1),
        y.toFixed(1),
        share(attention),
        core.has(seed) ? said.inCore : "",
      ],
    })),
  };
  const tokens = new Set(run.seeds.map((seed) => seed.token)).size;
  return {
    facts: [
      { ...facts.seeds, value: whole(run.seeds.length) },
      { ...facts.seedTokens, value: whole(tokens) },
      ...(typeof run.settings.seed === "number" ? [{ ...facts.random, value: String(run.settings.seed) }] : []),
    ],
    tables: [table],
    notes: [],
  };
}

const gridPlace = (token: number, cols: number): string[] => [
  String(token),
  String(Math.floor(token / cols)),
  String(token % cols),
];
