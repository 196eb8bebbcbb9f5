import type { Candidate } from "#core/samples";
import { textNow } from "#renderer/language";
import { tellPointFirst } from "./judging.ts";
import type { SessionPorts } from "./ports.ts";
import { noPrompts, untouchedCandidate } from "./prompts.ts";
import { needsQuestion } from "./questions.ts";
import { isRunning } from "./runs.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Segmenter } from "./segmenter.ts";
import type { OpenSample } from "./types.ts";
import { isVeiled } from "./veil.ts";

/** Which candidate's mask is the open sample's. */
export class Choosing {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #segmenter: Segmenter;

  constructor(ports: SessionPorts, book: SampleBook, segmenter: Segmenter) {
    this.#ports = ports;
    this.#book = book;
    this.#segmenter = segmenter;
  }

  choose(candidate: Candidate): void {
    const sample = this.#book.editable();
    if (!sample || untouchedCandidate(sample.state, sample.detail.candidates)?.id === candidate.id) return;
    this.#segmenter.clearPreview();
    const change = { chosenCandidateId: candidate.id, mask: candidate.rle, prompts: noPrompts, verdict: null };
    this.#book.patch(sample.detail.id, { draft: null });
    void this.#book.commit(sample.detail.id, change, `choose candidate ${candidate.rank}`);
  }

  /** Says so where there is no candidate of this rank. */
  chooseRank(rank: number): void {
    // How many candidates there are is not told before the pointing either.
    if (isVeiled(this.#ports.get())) {
      tellPointFirst(this.#ports);
      return;
    }
    const sample = this.#book.editable();
    if (!sample) return;
    const candidate = sample.detail.candidates.find((one) => one.rank === rank);
    if (candidate) this.choose(candidate);
    else this.#ports.host.notify("info", this.#whyNot(sample, rank), "sample");
  }

  /** The candidate after the chosen one, and after the last the first again. */
  cycle(): void {
    const sample = this.#book.current();
    if (!sample || sample.detail.candidates.length === 0) return;
    const ranked = [...sample.detail.candidates].sort((a, b) => a.rank - b.rank);
    const at = ranked.findIndex((candidate) => candidate.id === sample.state.chosenCandidateId);
    const next = ranked[(at + 1) % ranked.length];
    if (next) this.choose(next);
  }

  #whyNot({ detail }: OpenSample, rank: number): { readonly message: string; readonly cure: string } {
    const { notices: words, candidates } = textNow();
    const { jobs, discoverSoon } = this.#ports.get();
    const count = detail.candidates.length;
    if (count > 0) return { message: words.noCandidate(rank), cure: words.noCandidateCure(count) };
    if (needsQuestion(detail)) return { message: candidates.none, cure: candidates.questionFirst };
    if (discoverSoon || isRunning(jobs[detail.id]))
      return { message: words.candidatesSoon, cure: words.candidatesSoonCure };
    return { message: candidates.none, cure: words.noCandidatesCure };
  }
}
