import type { Point, SampleDetail } from "#core/samples";
import type { JobUpdate } from "#electron/api";
import { textNow } from "#renderer/language";
import { reportOf } from "#renderer/link";
import type { SessionPorts } from "./ports.ts";
import { needsQuestion } from "./questions.ts";
import type { SampleBook } from "./sample-book.ts";
import type { OpenSample, Preferences } from "./types.ts";

const AUTO_DELAY_MS = 250;

export const isRunning = (job: JobUpdate | undefined): boolean => job?.state === "queued" || job?.state === "running";

/** Runs of the pipeline: started by people or by themselves, watched, cancelled. */
export class Runs {
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #reload: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Started by itself for the open sample. */
  #autoJob: { readonly jobId: string; readonly sampleId: string } | null = null;

  /** Samples whose run was taken back because they were left: coming back starts it again. */
  readonly #takenBack = new Set<string>();

  constructor(ports: SessionPorts, book: SampleBook, reload: () => Promise<void>) {
    this.#ports = ports;
    this.#book = book;
    this.#reload = reload;
  }

  /** Hears of every job of the project until the returned function is called. */
  watch(): () => void {
    const { api, get } = this.#ports;
    const subscription = api.runs.watch.subscribe(
      { projectId: get().projectId },
      {
        onData: (job) => this.#onJob(job),
        onError: (thrown) => console.warn("The progress of runs is not being told:", reportOf(thrown).message),
      },
    );
    return () => subscription.unsubscribe();
  }

  /** A sample was opened: looks for candidates by itself where there are none and people want that. */
  arrive(sample: OpenSample): void {
    const isNew = this.#isNew(sample);
    this.#ports.set({ discoverSoon: isNew });
    // Somebody who goes through the samples quickly wants no run of each.
    if (isNew) this.#timer = setTimeout(() => void this.discover(sample.detail.id, null, true), AUTO_DELAY_MS);
  }

  #isNew({ detail }: OpenSample): boolean {
    if (detail.imageStatus !== "ok" || detail.run !== null || detail.candidates.length > 0) return false;
    // A run asks the question; it comes with it.
    if (needsQuestion(detail)) return false;
    const untried = this.#ports.get().jobs[detail.id] === undefined || this.#takenBack.delete(detail.id);
    return this.#ports.host.preferences().autoDiscover && untried;
  }

  /** The sample is left: a run that nobody asked for must not hold up the next sample's. */
  leave(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const auto = this.#autoJob;
    this.#autoJob = null;
    const job = auto && this.#ports.get().jobs[auto.sampleId];
    if (!job || job.id !== auto.jobId || job.state !== "queued") return;
    this.#takenBack.add(auto.sampleId);
    void this.cancel(auto.sampleId);
  }

  /** Starts a run as the settings say; with `clicks` these are the attention. */
  async discover(sampleId: string, clicks: Point[] | null, automatic = false): Promise<void> {
    const { api, get, set, guarded, host } = this.#ports;
    const asked = this.#book.find(sampleId);
    if (asked && needsQuestion(asked.detail)) {
      const { runNeedsQuestion: message, runNeedsQuestionCure: cure } = textNow().notices;
      return host.notify("problem", { message, cure }, "sample");
    }
    await guarded(async () => {
      const job = await api.runs.start.mutate({
        projectId: get().projectId,
        sampleId,
        request: requestOf(host.preferences().run, clicks, automatic),
        automatic: host.preferences().run.automatic,
      });
      if (automatic) this.#autoJob = { jobId: job.id, sampleId };
      // The subscription may have told more of it already.
      if (get().jobs[sampleId]?.id !== job.id) this.#onJob(job);
    });
    if (this.#book.isCurrent(sampleId)) set({ discoverSoon: false });
  }

  async cancel(sampleId: string): Promise<void> {
    const job = this.#ports.get().jobs[sampleId];
    if (job && isRunning(job)) await this.#ports.guarded(() => this.#ports.api.runs.cancel.mutate({ jobId: job.id }));
  }

  /** A run over many samples has finished one: if it is open, its candidates are shown and its own run need not start. */
  async hearOfResult(sampleId: string): Promise<void> {
    const { api, get, set } = this.#ports;
    if (!this.#book.isCurrent(sampleId)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      const detail = await api.samples.get.query({ projectId: get().projectId, sampleId });
      if (this.#book.isCurrent(sampleId)) this.#showResult(detail);
    } catch (thrown) {
      console.warn("A new result could not be read:", reportOf(thrown).message);
    }
    if (this.#book.isCurrent(sampleId)) set({ discoverSoon: false });
  }

  #onJob(job: JobUpdate): void {
    const { jobs } = this.#ports.get();
    const before = jobs[job.sampleId];
    this.#ports.set({ jobs: { ...jobs, [job.sampleId]: { ...job, sample: null } } });
    if (job.state !== "done") return;
    // New candidates; what the person has on the screen stays.
    if (job.sample) this.#showResult(job.sample);
    // The news came while nobody was listening.
    else if (isRunning(before) && this.#book.isCurrent(job.sampleId)) void this.#reload();
  }

  #showResult(detail: SampleDetail): void {
    const { id, stale } = detail;
    this.#book.patch(id, { detail, stale });
    this.#ports.host.onStatus(id, this.#book.find(id)?.status ?? detail.status, stale);
  }
}

/** A run that nobody asked for never sends anything anywhere: then an endpoint's part is left to this machine. */
function requestOf(run: Preferences["run"], clicks: Point[] | null, automatic: boolean) {
  const { pack, groupSize } = run;
  const here = <T extends string>(choice: T, otherwise: T): T => (automatic && choice === "chat" ? otherwise : choice);
  const evaluator = here(run.evaluator, "predicted-iou");
  // Who leaves the model to the picture may get one that reasons.
  const reasons = run.automatic || evaluator === "pack" || evaluator === "chat";
  return {
    attention: clicks === null ? here(run.attention, "grid") : ("clicks" as const),
    points: clicks ?? [],
    evaluator,
    groupSize,
    cot: reasons ? run.cot : null,
    ...(pack === null ? {} : { pack }),
  };
}
