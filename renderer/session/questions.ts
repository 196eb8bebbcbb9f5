import type { SampleDetail, SampleSummary } from "#core/samples";
import { reportOf } from "#renderer/link";
import { keepQuestion } from "./comments.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";

/** A mask or an image without a question; as the store, which calls it `needs-question` as long as this holds. */
export const needsQuestion = (detail: Pick<SampleDetail, "question">): boolean => detail.question.trim() === "";

/** First questions of samples that came without one, and other wordings of those that are there. */
export class Questions {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #reload: () => Promise<void>;

  constructor(ports: SessionPorts, book: SampleBook, reload: () => Promise<void>) {
    this.#ports = ports;
    this.#book = book;
    this.#reload = reload;
  }

  /** Answers whether the question is on the disk; the text is kept as a draft until then. */
  async write(sampleId: string, question: string): Promise<boolean> {
    const { api, host, get } = this.#ports;
    const { projectId, dir } = get();
    try {
      const summary = await api.samples.writeQuestion.mutate({ projectId, sampleId, question });
      keepQuestion(dir, sampleId, null);
      await this.#show(summary);
      return true;
    } catch (thrown) {
      host.notify("problem", reportOf(thrown));
      return false;
    }
  }

  begin(): void {
    if (this.#book.editable()) this.#ports.set({ rewording: true });
  }

  /** Leaves the question as it is; what was typed is dropped. */
  giveUp(sampleId: string): void {
    keepQuestion(this.#ports.get().dir, sampleId, null);
    this.#ports.set({ rewording: false });
  }

  /** Another wording; answers whether it is on the disk. What was typed is kept until then. */
  async edit(sampleId: string, question: string): Promise<boolean> {
    const { api, host, get } = this.#ports;
    const { projectId, dir } = get();
    const detail = this.#book.find(sampleId)?.detail;
    if (!detail) return false;
    // A verdict that is on its way to the disk is about the wording that is still there.
    await this.#book.saved(sampleId);
    try {
      const version = detail.questionVersion;
      const summary = await api.samples.editQuestion.mutate({ projectId, sampleId, question, version });
      keepQuestion(dir, sampleId, null);
      await this.#show(summary);
      return true;
    } catch (thrown) {
      host.notify("problem", reportOf(thrown));
      return false;
    }
  }

  /** As a sample that was just opened: it can be run and judged anew from now on. */
  async #show(summary: SampleSummary): Promise<void> {
    const { id, question, status, stale } = summary;
    const sample = this.#book.find(id);
    if (sample) this.#book.patch(id, { detail: { ...sample.detail, question, status, stale }, status, stale });
    this.#ports.host.onStatus(id, status, stale);
    if (this.#book.isCurrent(id)) await this.#reload();
  }
}
