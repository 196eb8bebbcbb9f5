import { shownAttention } from "./attention-shown.ts";
import { candidateTable } from "./report-masks.ts";
import { NO_TRACE, type Report, type Row, type Table } from "./report-parts.ts";
import type { Subject } from "./types.ts";
import { attentionWords, fateOf, orDash, share, two, whole } from "./wording.ts";

/** As many tokens of a map as a table tells. */
const TOLD_TOKENS = 32;

const attended = {
  title: "attention",
  explanation: "The attention from the prompt token to this image token; over all tokens it sums to 1.",
};
const placeColumns = [
  { title: "token", explanation: "The image token's number, row by row from the top left, from 0." },
  { title: "row", explanation: "The token's row in the attention grid, from 0." },
  { title: "col", explanation: "The token's column in the attention grid, from 0." },
];

export function attentionReport({ run }: Subject, layer: number | null): Report {
  const shown = shownAttention(run, layer);
  const { rows, cols, values, frame } = shown.attention;
  const source = attentionWords[run.attentionSource];
  const layers = run.trace?.layers ?? [];
  const order = values.map((_, token) => token).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const told = order.slice(0, TOLD_TOKENS);
  const table: Table = {
    title: `The ${told.length} most attended tokens`,
    columns: [
      { title: "#", explanation: "Place by falling attention." },
      ...placeColumns,
      attended,
      { title: "× mean", explanation: "How many times the mean attention of all tokens this is." },
    ],
    rows: told.map((token, place): Row => {
      const value = values[token] ?? 0;
      const cells = [String(place + 1), ...gridPlace(token, cols), share(value), two(value * values.length)];
      return { id: `token-${token}`, target: { kind: "token", token }, cells };
    }),
  };
  return {
    facts: [
      { label: "source", value: source, explanation: "Where the attention comes from." },
      { label: "grid", value: `${rows} × ${cols}`, explanation: "Rows and columns of image tokens." },
      {
        label: "shown",
        value: shown.layer === null ? "aggregate" : `layer ${shown.layer}`,
        explanation: "The mean over heads of one layer, or the mean over the layers that the pack names.",
      },
      { label: "largest", value: share(shown.largest), explanation: "The largest value of the map that is drawn." },
      ...(frame === undefined
        ? []
        : [
            {
              label: "frame",
              value: `${whole(frame.width)} × ${whole(frame.height)}`,
              explanation: "The part of the image plane that the grid lies in, in pixels of the picture.",
            },
          ]),
    ],
    tables: [table],
    notes: layers.length > 0 ? [] : ["This source gives no attention of single layers; the map is all there is."],
  };
}

export function tokensReport({ run }: Subject): Report {
  const { trace } = run;
  if (trace === undefined) return { facts: [], tables: [], notes: [NO_TRACE] };
  const { tokens } = trace;
  const kept = tokens.filter((token) => token.kept).length;
  const table: Table = {
    title: "Most attended tokens, and what the rerank made of them",
    columns: [
      { title: "#", explanation: "Place by falling attention." },
      ...placeColumns,
      attended,
      {
        title: "mean logit",
        explanation: "The mean of the initial prediction's logits Z over the token's region; the rerank goes by it.",
      },
      { title: "rerank", explanation: "Whether the token is among those with the highest mean logit.", isWords: true },
    ],
    rows: tokens.map((token, place) => ({
      id: `token-${token.token}`,
      target: { kind: "token", token: token.token },
      cells: [
        String(place + 1),
        ...gridPlace(token.token, run.attention.cols),
        share(token.attention),
        orDash(token.meanLogit),
        token.kept ? "kept" : "dropped",
      ],
      isDropped: !token.kept,
    })),
  };
  return {
    facts: [
      { label: "looked at", value: whole(tokens.length), explanation: "The most attended tokens (k)." },
      { label: "kept", value: whole(kept), explanation: "Those with the highest mean logit (k')." },
      { label: "dropped", value: whole(tokens.length - kept), explanation: "Attention sinks among them." },
    ],
    tables: [table],
    notes: tokens.some((token) => token.meanLogit !== null)
      ? []
      : [tokens[0] ? fateOf(tokens[0], tokens) : "No token is attended."],
  };
}

export function initialReport({ run, candidates }: Subject): Report {
  const { trace, image } = run;
  if (trace === undefined) return { facts: [], tables: [], notes: [NO_TRACE] };
  const { prompt, maskIndex, area, predictedIou, stability } = trace.initial;
  const percent = (100 * area) / (image.width * image.height);
  const originals = candidates.filter((one) => one.source === "original");
  const dropped = trace.dropped.filter((one) => one.source === "original");
  return {
    facts: [
      {
        label: "prompt",
        value: prompt === "prompt-tokens" ? "prompt tokens" : "one point",
        explanation: "What SAM was asked with; a source without prompt tokens asks at the most attended point.",
      },
      { label: "mask", value: String(maskIndex), explanation: "Which of SAM's four masks is the single one." },
      { label: "area", value: `${whole(area)} px`, explanation: `${percent.toFixed(1)}% of the picture's pixels.` },
      { label: "pred. IoU", value: two(predictedIou), explanation: "SAM's own estimate of the mask's IoU." },
      {
        label: "stability",
        value: orDash(stability),
        explanation: "How little the mask changes with its threshold: SAM's stability score, 0 to 1.",
      },
      { label: "lowest Z", value: two(trace.logits.min), explanation: "Lowest mean logit of the map that is drawn." },
      { label: "highest Z", value: two(trace.logits.max), explanation: "Highest mean logit of the map that is drawn." },
    ],
    tables: [candidateTable("Original candidates: the other masks of the same answer", originals)],
    notes: [
      "The logits are kept as means over a coarse grid; the mask's edge is exact.",
      ...dropped.map(({ mask, reason }) => `Mask ${mask} is no candidate: ${reason}.`),
    ],
  };
}

export function seedsReport({ run }: Subject): Report {
  const core = new Set(run.trace?.graph?.core ?? []);
  const table: Table = {
    title: "Seeds in their order",
    columns: [
      { title: "seed", explanation: "The seed's number, as it is written on the picture." },
      placeColumns[0] as (typeof placeColumns)[number],
      { title: "x", explanation: "Pixels from the picture's left edge." },
      { title: "y", explanation: "Pixels from the picture's top edge." },
      { ...attended, explanation: `The attention of the token that it was sampled in. ${attended.explanation}` },
      { title: "core", explanation: "Whether it is in the similarity graph's core (Semantic).", isWords: true },
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
        core.has(seed) ? "yes" : "",
      ],
    })),
  };
  const tokens = new Set(run.seeds.map((seed) => seed.token)).size;
  return {
    facts: [
      { label: "seeds", value: whole(run.seeds.length), explanation: "Points at which SAM was asked, one at a time." },
      { label: "tokens", value: whole(tokens), explanation: "Tokens that have a seed; the more attended have more." },
      ...(typeof run.settings.seed === "number"
        ? [{ label: "random", value: String(run.settings.seed), explanation: "The number that sampling started from." }]
        : []),
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
