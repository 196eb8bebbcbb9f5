import type { SampleDetail } from "#core/samples";
import { reportOf } from "#renderer/link";
import { keepQuestion } from "./comments.ts";
import type { SessionPorts } from "./ports.ts";
import type { SampleBook } from "./sample-book.ts";

/** A mask or an image without a question; as the store, which calls it `needs-question` as long as this holds. */
export const needsQuestion = (detail: Pick<SampleDetail, "question">): boolean => detail.question.trim() === "";

/** First questions, of samples that came without one. */
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
      const sample = this.#book.find(sampleId);
      const written = { question: summary.question, status: summary.status };
      if (sample) this.#book.patch(sampleId, { detail: { ...sample.detail, ...written }, status: summary.status });
      host.onStatus(sampleId, summary.status);
      // Shown as a sample that was just opened: it can be run and judged from now on.
      if (this.#book.isCurrent(sampleId)) await this.#reload();
      return true;
    } catch (thrown) {
      host.notify("problem", reportOf(thrown));
      return false;
    }
  }
}
