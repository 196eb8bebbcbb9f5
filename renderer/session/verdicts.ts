import { assertNever } from "#core/errors";
import type { Decision, SampleDetail, SampleState, SampleStatus } from "#core/samples";
import { textNow } from "#renderer/language";
import { verdictWith } from "./cards.ts";
import { keepComment } from "./comments.ts";
import { tellPointFirst } from "./judging.ts";
import type { SessionPorts } from "./ports.ts";
import { isEmpty, untouchedCandidate } from "./prompts.ts";
import { needsQuestion } from "./questions.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Turns } from "./turns.ts";
import type { OpenSample } from "./types.ts";
import { isVeiled } from "./veil.ts";

/** The status that the store will answer: the decision; without one `started` as soon as anything is set. */
export function statusOf(detail: Pick<SampleDetail, "question">, state: SampleState): SampleStatus {
  const { verdict, chosenCandidateId, mask, ignore, prompts } = state;
  if (needsQuestion(detail)) return "needs-question";
  if (verdict) return verdict.decision;
  const isTouched = chosenCandidateId !== null || mask !== null || ignore !== undefined || !isEmpty(prompts);
  return isTouched ? "started" : "todo";
}

/** Decisions and the comments that go with them. */
export class Verdicts {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #turns: Turns;

  constructor(ports: SessionPorts, book: SampleBook, turns: Turns) {
    this.#ports = ports;
    this.#book = book;
    this.#turns = turns;
  }

  /** Answers whether the verdict is on the disk and its sample still the one that is open. */
  async decide(decision: Decision): Promise<boolean> {
    const words = textNow().notices;
    if (isVeiled(this.#ports.get())) {
      tellPointFirst(this.#ports);
      return false;
    }
    const sampleId = this.#book.editable()?.detail.id;
    if (sampleId === undefined) return false;
    const { comment, card } = this.#ports.get();
    await this.#turns.settled();
    const sample = this.#book.find(sampleId);
    if (!sample) return false;
    if (needsQuestion(sample.detail)) {
      const { noQuestion: message, noQuestionCure: cure } = words;
      this.#ports.host.notify("problem", { message, cure }, "sample");
      return false;
    }
    const needsMask = decision === "accepted" || decision === "fixed";
    if (needsMask && !sample.state.mask) {
      const { noMask: message, noMaskCure: cure } = words;
      this.#ports.host.notify("problem", { message, cure }, "sample");
      return false;
    }
    const isOwnWork = needsMask && !isAsItCame(sample);
    const given = decision === "accepted" && isOwnWork ? "fixed" : decision;
    const verdict = verdictWith({ decision: given, comment }, card);
    const saved = await this.#book.commit(sampleId, { verdict }, wordOf(given));
    return saved && this.#book.isCurrent(sampleId) && this.#ports.get().loading === null;
  }

  /** Kept as a draft until there is a verdict, and in the verdict from then on. */
  typeComment(comment: string): void {
    const { sample, dir } = this.#ports.get();
    if (!sample) return;
    this.#ports.set({ comment });
    keepComment(dir, sample.detail.id, comment);
  }

  async commitComment(): Promise<void> {
    const { comment, sample } = this.#ports.get();
    const verdict = sample?.state.verdict;
    if (!sample || !verdict || verdict.comment === comment) return;
    await this.#book.commit(sample.detail.id, { verdict: { ...verdict, comment } }, "comment");
  }
}

/** Nobody has changed anything: the mask is a candidate's or the reference, and what is ignored is the dataset's. */
function isAsItCame({ state, detail }: OpenSample): boolean {
  if (state.ignore !== undefined && state.ignore.counts !== detail.ignore?.counts) return false;
  const isReference = state.mask !== null && state.mask.counts === detail.groundTruth?.counts;
  return isReference || untouchedCandidate(state, detail.candidates) !== null;
}

function wordOf(decision: Decision): string {
  switch (decision) {
    case "accepted":
      return "accept";
    case "fixed":
      return "fix & accept";
    case "rejected":
      return "reject";
    case "skipped":
      return "skip";
    default:
      return assertNever(decision);
  }
}
