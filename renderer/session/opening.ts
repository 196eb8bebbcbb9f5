import type { SampleDetail } from "#core/samples";
import { reportOf } from "#renderer/link";
import type { Ahead } from "./ahead.ts";
import { cardToShow } from "./cards.ts";
import { loadComment } from "./comments.ts";
import type { Edits } from "./edits.ts";
import type { Judging } from "./judging.ts";
import type { Pace } from "./pace.ts";
import type { SessionPorts } from "./ports.ts";
import { renewed } from "./renewed.ts";
import type { Runs } from "./runs.ts";
import type { SampleBook } from "./sample-book.ts";
import type { Segmenter } from "./segmenter.ts";
import type { OpenSample } from "./types.ts";

interface OpeningParts {
  readonly book: SampleBook;
  readonly ahead: Ahead;
  readonly runs: Runs;
  readonly segmenter: Segmenter;
  readonly edits: Edits;
  readonly judging: Judging;
  readonly pace: Pace;
}

/** Which sample is on the screen, and how it comes there from the disk. */
export class Opening {
  readonly #ports: SessionPorts;
  readonly #parts: OpeningParts;
  /** Of several samples that are asked for the last one is shown. */
  #asked = 0;

  constructor(ports: SessionPorts, parts: OpeningParts) {
    this.#ports = ports;
    this.#parts = parts;
  }

  async openFirst(): Promise<void> {
    const { api, get, set, guarded } = this.#ports;
    await guarded(async () => {
      const { projectId } = get();
      const open = await api.samples.nextOpen.query({ projectId, afterOrdinal: -1 });
      const first = open ?? (await api.samples.page.query({ projectId, offset: 0, limit: 1 })).items[0];
      set({ empty: !first });
      if (first) await this.open(first.id);
    });
  }

  async open(sampleId: string): Promise<void> {
    const { get, set } = this.#ports;
    const { sample, loading } = get();
    if (sample?.detail.id === sampleId && loading === null) return;
    const asked = ++this.#asked;
    this.leave();
    const ahead = this.#parts.ahead.take(sampleId);
    if (ahead) {
      this.#show(ahead);
      // It was read a while ago.
      void this.refresh();
      return;
    }
    set({ loading: sampleId, loadProblem: null });
    try {
      const detail = await this.#read(sampleId);
      if (asked === this.#asked) this.#show(detail);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.#ports.host.onOtherSample?.();
      set({ loading: null, loadProblem: reportOf(thrown), sample: null });
    }
  }

  /** The sample as the disk has it; a process that was started anew has to open the project first. */
  async #read(sampleId: string): Promise<SampleDetail> {
    const { api, get } = this.#ports;
    const { projectId, dir } = get();
    try {
      return await api.samples.get.query({ projectId, sampleId });
    } catch (thrown) {
      if (reportOf(thrown).code !== "not-found") throw thrown;
      await api.projects.open.mutate({ dir });
      return await api.samples.get.query({ projectId, sampleId });
    }
  }

  #show(detail: SampleDetail): void {
    const { get, host, set } = this.#ports;
    const { ahead, book, edits, judging, pace, runs } = this.#parts;
    const sample = book.open(detail);
    const { dir, sample: before } = get();
    if (before?.detail.id !== detail.id) {
      host.onOtherSample?.();
      pace.opened(Date.now());
      edits.setLayer("mask");
    }
    const comment = loadComment(dir, detail.id) ?? sample.state.verdict?.comment ?? "";
    const card = cardToShow(dir, sample);
    const fresh = { loading: null, loadProblem: null, empty: false, preview: null, rewording: false } as const;
    set({ ...fresh, embedding: "unknown", sample, comment, card });
    judging.shown(detail.id);
    runs.arrive(sample);
    void ahead.look(detail);
  }

  /** What belongs to the open sample alone ends. */
  leave(): void {
    this.#parts.segmenter.clearPreview();
    this.#parts.runs.leave();
  }

  async reload(): Promise<void> {
    const { book } = this.#parts;
    const sampleId = book.current()?.detail.id;
    if (sampleId === undefined || book.waiting(sampleId) > 0) return;
    await this.#ports.guarded(async () => {
      const detail = await this.#read(sampleId);
      if (book.isCurrent(sampleId)) this.#show(detail);
    });
  }

  async refresh(): Promise<void> {
    const { book } = this.#parts;
    const before = book.current();
    if (!before || book.hasUnsaved || this.#ports.get().loading !== null) return;
    try {
      const detail = await this.#read(before.detail.id);
      // Whatever was done here meanwhile is newer than this answer.
      if (book.current() === before && !book.hasUnsaved && !isAsRead(before, detail)) book.renew(detail);
    } catch (thrown) {
      console.warn("The sample could not be read anew:", reportOf(thrown).message);
    }
  }
}

/** Nothing was done to the sample since it was read, and it would be read just so again. */
function isAsRead({ detail, state }: OpenSample, now: SampleDetail): boolean {
  const again = renewed(detail, now);
  const isSame = state === detail.state && again.run === detail.run && again.candidates === detail.candidates;
  return isSame && JSON.stringify(small(detail)) === JSON.stringify(small(again));
}

/** All but what `renewed` compares: a run's trace and a thousand masks are megabytes. */
const small = ({ run: _, candidates: __, ...rest }: SampleDetail) => rest;
