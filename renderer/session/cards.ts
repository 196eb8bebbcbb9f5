import {
  type Check,
  type Checks,
  checkSchema,
  plainVerdict,
  type Reason,
  reasonSchema,
  type Verdict,
  withoutMaskChecks,
} from "#core/samples";
import { textNow } from "#renderer/language";
import { keepCard, loadCard } from "./comments.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Card, OpenSample } from "./types.ts";

export const emptyCard: Card = Object.freeze({ checks: {}, reasons: [] });

export function cardOf(verdict: Verdict | null): Card {
  return { checks: verdict?.checks ?? {}, reasons: verdict?.reasons ?? [] };
}

export const isEmptyCard = ({ checks, reasons }: Card): boolean =>
  reasons.length === 0 && Object.values(checks).every((answer) => answer === undefined);

/** A verdict with the points of a card, in the spelling in which it rests. */
export const verdictWith = (verdict: Pick<Verdict, "decision" | "comment">, card: Card): Verdict =>
  plainVerdict({
    decision: verdict.decision,
    comment: verdict.comment,
    checks: { ...card.checks },
    reasons: [...card.reasons],
  });

/** The card to show of a sample: its verdict's; without a verdict what was ticked and not saved yet. */
export function cardToShow(dir: string, { state, detail }: OpenSample): Card {
  return state.verdict ? cardOf(state.verdict) : (loadCard(dir, detail.id) ?? emptyCard);
}

/** Not answered, yes, no, and round again. */
function after(answer: boolean | undefined): boolean | undefined {
  if (answer === undefined) return true;
  return answer ? false : undefined;
}

/** The verdict's points: a draft until there is a verdict, a change of that verdict from then on. */
export class Cards {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;

  constructor(ports: SessionPorts, book: SampleBook) {
    this.#ports = ports;
    this.#book = book;
  }

  cycle(check: Check): void {
    const { card } = this.#ports.get();
    const { [check]: answer, ...others } = card.checks;
    const next = after(answer);
    this.#change({ ...card, checks: next === undefined ? others : { ...others, [check]: next } }, `check ${check}`);
  }

  /**
   * Yes to every point that was not answered, but for what the question's program has proved, and, without a mask, for
   * those about the mask: of nothing nobody can say that all of it is there.
   */
  answerRest(): void {
    const sample = this.#book.editable();
    if (!sample) return;
    const { card } = this.#ports.get();
    const isOpen = (check: Check) =>
      card.checks[check] === undefined && !(check === "needs-image" && sample.detail.isProved);
    const open: Checks = Object.fromEntries(checkSchema.options.filter(isOpen).map((check) => [check, true]));
    const yes = sample.state.mask ? open : withoutMaskChecks(open);
    const [asked, answered] = [Object.keys(open).length, Object.keys(yes).length];
    if (answered > 0) this.#change({ ...card, checks: { ...card.checks, ...yes } }, "check the rest");
    if (answered < asked) this.#tellMaskPoints();
  }

  #tellMaskPoints(): void {
    const { maskPoints: message, maskPointsCure: cure } = textNow().notices;
    this.#ports.host.notify("info", { message, cure }, "sample");
  }

  toggleReason(reason: Reason): void {
    const { card } = this.#ports.get();
    const isNamed = card.reasons.includes(reason);
    const reasons = reasonSchema.options.filter((one) => (one === reason ? !isNamed : card.reasons.includes(one)));
    this.#change({ ...card, reasons }, `reason ${reason}`);
  }

  #change(card: Card, action: string): void {
    const sample = this.#book.editable();
    if (!sample) return;
    this.#ports.set({ card });
    const { verdict } = sample.state;
    if (verdict) void this.#book.commit(sample.detail.id, { verdict: verdictWith(verdict, card) }, action);
    else keepCard(this.#ports.get().dir, sample.detail.id, isEmptyCard(card) ? null : card);
  }
}

/** Another mask on the screen: what was ticked about the one before it is not true of this one. */
export function forgetMaskChecks(ports: SessionPorts, sampleId: string): void {
  const { card, dir } = ports.get();
  ports.set({ card: keptWithoutMask(dir, sampleId, card) });
}

/** The same for a draft alone: the screen reads it anew. */
export function forgetDraftedMaskChecks(dir: string, sampleId: string): void {
  const draft = loadCard(dir, sampleId);
  if (draft) keptWithoutMask(dir, sampleId, draft);
}

function keptWithoutMask(dir: string, sampleId: string, card: Card): Card {
  const rest = { ...card, checks: withoutMaskChecks(card.checks) };
  keepCard(dir, sampleId, isEmptyCard(rest) ? null : rest);
  return rest;
}
