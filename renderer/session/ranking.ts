import type { Candidate, Evaluation, SampleDetail } from "#core/samples";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";
import { areScoresHidden } from "./veil.ts";

/** Candidates in the order of another evaluator, with those that they were made from and whose order it is. */
const made = new WeakMap<readonly Candidate[], { readonly from: Candidate[]; readonly key: string }>();

/**
 * The candidates with the ranks that an evaluator gave them; those that it did not score follow in their order. Null for
 * the order of the newest run. The same order is answered with the same array.
 */
export function rankedAs(candidates: Candidate[], evaluation: Evaluation | null): Candidate[] {
  const known = made.get(candidates);
  const from = known?.from ?? candidates;
  if (evaluation === null) return from;
  if (known?.key === keyOf(evaluation)) return candidates;
  const placeOf = ({ id }: Candidate): number => evaluation.scores[id]?.rank ?? Number.POSITIVE_INFINITY;
  const order = [...from].sort((a, b) => {
    const [left, right] = [placeOf(a), placeOf(b)];
    return left === right ? a.rank - b.rank : left - right;
  });
  const ranks = new Map(order.map(({ id }, place) => [id, place + 1]));
  const ranked = from.map((candidate) => ({ ...candidate, rank: ranks.get(candidate.id) ?? candidate.rank }));
  made.set(ranked, { from, key: keyOf(evaluation) });
  return ranked;
}

/** The candidates as the newest run ranked them, whatever order they are shown in. */
export const inRunOrder = (candidates: readonly Candidate[]): readonly Candidate[] =>
  made.get(candidates)?.from ?? candidates;

/** Another run of the same evaluator is another order. */
const keyOf = ({ key, runId }: Evaluation): string => `${key} ${runId}`;

/** Whose order the candidates of a sample have: the evaluator that people asked for, or null for its newest run's. */
export function rankingEvaluation(detail: SampleDetail, rankedBy: string | null): Evaluation | null {
  const found = detail.evaluations?.find(({ key }) => key === rankedBy) ?? null;
  return found?.runId === detail.run?.id ? null : found;
}

/** Whose scores order the candidates, from sample to sample; keys, cards and tables all go by these ranks. */
export class Ranking {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;

  constructor(ports: SessionPorts, book: SampleBook) {
    this.#ports = ports;
    this.#book = book;
    ports.subscribe(() => this.#apply());
  }

  /** `key` of an evaluation; null: the newest run's evaluator. */
  by(key: string | null): void {
    this.#ports.set({ rankedBy: key });
  }

  /** The evaluator after the present one, and after the last the first again. */
  next(): void {
    const { sample, rankedBy } = this.#ports.get();
    const all = sample?.detail.evaluations ?? [];
    const at = all.findIndex(({ key }) => key === rankedBy);
    const next = all[(Math.max(0, at) + 1) % Math.max(1, all.length)];
    if (next) this.by(next.key);
  }

  #apply(): void {
    const { sample, rankedBy } = this.#ports.get();
    if (sample === null) return;
    const { detail } = sample;
    // While scores are hidden the order may tell none either: it stays the newest run's.
    const ranking = areScoresHidden(this.#ports.get()) ? null : rankingEvaluation(detail, rankedBy);
    const candidates = rankedAs(detail.candidates, ranking);
    if (candidates !== detail.candidates) this.#book.patch(detail.id, { detail: { ...detail, candidates } });
  }
}
