import { createStore } from "zustand/vanilla";
import { assertNever } from "#core/errors";
import type { Box, Candidate, Decision, Point, Prompts, SampleDetail, SampleState, SampleSummary } from "#core/samples";
import type { JobUpdate, OpenProjectInfo } from "#electron/api";
import { type Api, isAbort, reportOf } from "#renderer/link";
import { keepComment, loadComment } from "./comments.ts";
import { isRunning, watchJobs } from "./job-watch.ts";
import { neighbourOf } from "./neighbours.ts";
import { isEmpty, noPrompts, untouchedCandidate, withoutPoint, withPoint } from "./prompts.ts";
import { type SaveOp, SaveQueue } from "./save-queue.ts";
import { Segmenter } from "./segmenter.ts";
import type { OpenSample, QueueFilter, SessionHost, SessionState } from "./types.ts";

const AUTO_DISCOVER_DELAY_MS = 250;
const PREFETCHED = 2;

/** The review of one project, without a screen: what people do, what of it is on the disk, and what SAM answered. */
export class ReviewSession {
  readonly store;
  readonly #api: Api;
  readonly #host: SessionHost;
  readonly #saves: SaveQueue;
  readonly #segmenter: Segmenter;
  /** Samples with changes on their way, so that leaving and coming back finds them as they were left. */
  readonly #unsaved = new Map<string, OpenSample>();
  #clicks: Promise<void> = Promise.resolve();
  #autoDiscover: ReturnType<typeof setTimeout> | null = null;
  #autoJob: { readonly jobId: string; readonly sampleId: string } | null = null;
  #stopWatching: (() => void) | null = null;
  #opening = 0;

  constructor(api: Api, project: OpenProjectInfo, host: SessionHost) {
    this.#api = api;
    this.#host = host;
    this.store = createStore<SessionState>(() => ({
      ...project,
      sample: null,
      loading: null,
      loadProblem: null,
      empty: false,
      save: { kind: "saved" },
      preview: null,
      embedding: "unknown",
      lastSegment: null,
      discoverSoon: false,
      jobs: {},
      filter: { search: "", status: [] },
      comment: "",
    }));
    const set = this.store.setState;
    this.#saves = new SaveQueue({ write: (op) => this.#write(op), reportOf, onChange: (save) => set({ save }) });
    this.#segmenter = new Segmenter({ api, get: this.store.getState, set });
  }

  get #project(): { projectId: string } {
    return { projectId: this.store.getState().projectId };
  }

  /** Opens the wanted sample, else the first open one, else the first. */
  async start(sampleId?: string): Promise<void> {
    this.#stopWatching = watchJobs(
      this.#api,
      this.#project.projectId,
      (job) => this.#onJob(job),
      (thrown) => console.warn("The progress of runs is not being told:", reportOf(thrown).message),
    );
    if (sampleId !== undefined) {
      await this.open(sampleId);
      if (!this.store.getState().loadProblem) return;
    }
    await this.openFirst();
  }

  async openFirst(): Promise<void> {
    await this.#guarded(async () => {
      const open = await this.#api.samples.nextOpen.query({ ...this.#project, afterOrdinal: -1 });
      const first = open ?? (await this.#api.samples.page.query({ ...this.#project, offset: 0, limit: 1 })).items[0];
      this.store.setState({ empty: !first });
      if (first) await this.open(first.id);
    });
  }

  /** Ends the subscriptions. Saves that are under way go on. */
  dispose(): void {
    this.#stopWatching?.();
    this.#leave();
  }

  async open(sampleId: string): Promise<void> {
    if (this.store.getState().sample?.detail.id === sampleId && this.store.getState().loading === null) return;
    const opening = ++this.#opening;
    this.#leave();
    this.store.setState({ loading: sampleId, loadProblem: null });
    try {
      const detail = await this.#api.samples.get.query({ ...this.#project, sampleId });
      if (opening !== this.#opening) return;
      this.#show(this.#unsaved.get(sampleId) ?? openSampleOf(detail));
    } catch (thrown) {
      if (opening === this.#opening)
        this.store.setState({ loading: null, loadProblem: reportOf(thrown), sample: null });
    }
  }

  #show(sample: OpenSample): void {
    const { detail } = sample;
    const { dir } = this.store.getState();
    const comment = loadComment(dir, detail.id) ?? sample.state.verdict?.comment ?? "";
    this.store.setState({ sample, loading: null, empty: false, preview: null, embedding: "unknown", comment });
    const isNew = this.#isNew(sample);
    this.store.setState({ discoverSoon: isNew });
    if (detail.imageStatus !== "ok") return;
    void this.#prefetch(detail);
    // Somebody who goes through the samples quickly wants no run of each.
    if (isNew) this.#autoDiscover = setTimeout(() => void this.discover("grid", true), AUTO_DISCOVER_DELAY_MS);
  }

  #leave(): void {
    if (this.#autoDiscover !== null) clearTimeout(this.#autoDiscover);
    this.#segmenter.clearPreview();
    const job = this.#autoJob && this.store.getState().jobs[this.#autoJob.sampleId];
    // A run that nobody asked for must not hold up the next sample's.
    if (job && job.id === this.#autoJob?.jobId && job.state === "queued") void this.cancelRun();
    this.#autoJob = null;
  }

  /** Reads the sample anew, e.g. after its file came back. */
  async reload(): Promise<void> {
    const sample = this.#current();
    if (!sample || this.#saves.waiting(sample.detail.id) > 0) return;
    const sampleId = sample.detail.id;
    await this.#guarded(async () => {
      const detail = await this.#api.samples.get.query({ ...this.#project, sampleId });
      if (this.#current()?.detail.id === sampleId) this.#show(openSampleOf(detail));
    });
  }

  async #prefetch(detail: SampleDetail): Promise<void> {
    try {
      const page = { ...this.#project, offset: detail.ordinal + 1, limit: PREFETCHED };
      const next = (await this.#api.samples.page.query(page)).items.map((sample) => sample.id);
      await this.#api.sam.prefetch.mutate({ ...this.#project, sampleIds: [detail.id, ...next] });
    } catch (thrown) {
      console.warn("Nothing was encoded ahead:", reportOf(thrown).message);
    }
  }

  // ---- going through the queue

  setFilter(filter: QueueFilter): void {
    this.store.setState({ filter });
  }

  async step(by: 1 | -1): Promise<void> {
    const { sample, filter } = this.store.getState();
    if (!sample) return;
    await this.#guarded(async () => {
      const next = await neighbourOf(this.#api, this.#project.projectId, filter, sample.detail.ordinal, by);
      if (next) await this.open(next.id);
      else this.#tell(by === 1 ? "This is the last sample of the queue." : "This is the first sample of the queue.");
    });
  }

  async nextOpen(): Promise<void> {
    const ordinal = this.store.getState().sample?.detail.ordinal ?? -1;
    await this.#guarded(async () => {
      const next: SampleSummary | null = await this.#api.samples.nextOpen.query({
        ...this.#project,
        afterOrdinal: ordinal,
      });
      if (next) await this.open(next.id);
      else
        this.#host.notify("done", {
          message: "Every sample has a verdict.",
          cure: "Go through them again with A and D.",
        });
    });
  }

  #tell(message: string): void {
    this.#host.notify("info", { message, cure: "" });
  }

  // ---- masks

  choose(candidate: Candidate): void {
    const sample = this.#editable();
    if (!sample || (sample.state.chosenCandidateId === candidate.id && isUntouched(sample, candidate))) return;
    this.#segmenter.clearPreview();
    const state: SampleState = {
      chosenCandidateId: candidate.id,
      mask: candidate.rle,
      prompts: noPrompts,
      verdict: null,
    };
    void this.#commit(sample, state, `choose candidate ${candidate.rank}`);
  }

  /** The candidate of a rank, or, with `cycle`, the one after the chosen one. */
  chooseRank(rank: number): void {
    const candidate = this.#current()?.detail.candidates.find((one) => one.rank === rank);
    if (candidate) this.choose(candidate);
  }

  cycleCandidate(): void {
    const sample = this.#current();
    if (!sample || sample.detail.candidates.length === 0) return;
    const ranked = [...sample.detail.candidates].sort((a, b) => a.rank - b.rank);
    const at = ranked.findIndex((candidate) => candidate.id === sample.state.chosenCandidateId);
    const next = ranked[(at + 1) % ranked.length];
    if (next) this.choose(next);
  }

  prompts(): Prompts {
    const sample = this.#current();
    return sample?.draft ?? sample?.state.prompts ?? noPrompts;
  }

  /** The prompts that a click here would give. */
  #promptsWith(sample: OpenSample, point: Point): Prompts {
    const chosen = untouchedCandidate(sample.state, sample.detail.candidates);
    return withPoint(this.prompts(), point, sample.draft ? null : chosen);
  }

  addPoint(point: Point): void {
    const sample = this.#editable();
    if (!sample) return;
    this.#refine(this.#promptsWith(sample, point), point.label === 1 ? "positive point" : "negative point");
  }

  removePoint(index: number): void {
    if (this.#editable()) this.#refine(withoutPoint(this.prompts(), index), "remove point");
  }

  setBox(box: Box | null): void {
    if (this.#editable()) this.#refine({ ...this.prompts(), box }, box ? "box" : "remove box");
  }

  clearPrompts(): void {
    if (this.#editable() && !isEmpty(this.prompts())) this.#refine(noPrompts, "clear prompts");
  }

  /** Shows what a point here would give; null when the pointer has left. */
  hover(point: Point | null): void {
    const sample = this.#current();
    if (!sample || !point || sample.detail.imageStatus !== "ok" || sample.draft) this.#segmenter.clearPreview();
    else this.#segmenter.preview(sample.detail.id, this.#promptsWith(sample, point));
  }

  /** Clicks are answered one after the other, so that each is an undo step of its own. */
  #refine(prompts: Prompts, action: string): void {
    const sample = this.#current();
    if (!sample) return;
    const sampleId = sample.detail.id;
    this.#patch(sampleId, { draft: prompts });
    this.#clicks = this.#clicks.then(() => this.#answerClick(sampleId, prompts, action));
  }

  async #answerClick(sampleId: string, prompts: Prompts, action: string): Promise<void> {
    const before = this.#find(sampleId);
    // An earlier click of the same series failed and took this one with it.
    if (!before?.draft) return;
    try {
      const mask = isEmpty(prompts) ? proposedMask(before) : (await this.#segmenter.segment(sampleId, prompts)).rle;
      const sample = this.#find(sampleId);
      if (!sample?.draft) return;
      if (sample.draft === prompts) this.#patch(sampleId, { draft: null });
      void this.#commit(this.#find(sampleId) ?? sample, { ...sample.state, mask, prompts, verdict: null }, action);
    } catch (thrown) {
      this.#patch(sampleId, { draft: null });
      if (this.#saves.waiting(sampleId) === 0) this.#unsaved.delete(sampleId);
      if (this.store.getState().embedding === "waiting") this.store.setState({ embedding: "unknown" });
      if (!isAbort(thrown)) this.#host.notify("problem", reportOf(thrown));
    }
  }

  // ---- verdicts

  async decide(decision: Decision): Promise<void> {
    const sample = this.#editable();
    if (!sample) return;
    await this.#clicks;
    const now = this.#find(sample.detail.id);
    if (!now) return;
    const needsMask = decision === "accepted" || decision === "fixed";
    if (needsMask && !now.state.mask) {
      this.#host.notify("problem", {
        message: "There is no mask to accept yet.",
        cure: "Choose a candidate (1 to 9), or click the target with the SAM point tool (Q). Reject or skip need none.",
      });
      return;
    }
    const { comment } = this.store.getState();
    const isOwnWork = needsMask && !untouchedCandidate(now.state, now.detail.candidates);
    const given: Decision = decision === "accepted" && isOwnWork ? "fixed" : decision;
    const saved = await this.#commit(now, { ...now.state, verdict: { decision: given, comment } }, wordOf(given));
    if (!saved) return;
    keepComment(this.store.getState().dir, now.detail.id, null);
    const stillHere = this.#current()?.detail.id === now.detail.id;
    if (stillHere && this.#host.preferences().autoAdvance) await this.nextOpen();
  }

  /** Kept as a draft until there is a verdict, and in the verdict from then on. */
  typeComment(comment: string): void {
    const { sample, dir } = this.store.getState();
    if (!sample) return;
    this.store.setState({ comment });
    keepComment(dir, sample.detail.id, comment);
  }

  async commitComment(): Promise<void> {
    const { comment, dir } = this.store.getState();
    const sample = this.#current();
    const verdict = sample?.state.verdict;
    if (!sample || !verdict || verdict.comment === comment) return;
    const saved = await this.#commit(sample, { ...sample.state, verdict: { ...verdict, comment } }, "comment");
    if (saved) keepComment(dir, sample.detail.id, null);
  }

  // ---- saving

  async undo(): Promise<void> {
    await this.#move("undo");
  }

  async redo(): Promise<void> {
    await this.#move("redo");
  }

  async #move(kind: "undo" | "redo"): Promise<void> {
    const sample = this.#editable();
    if (!sample) return;
    await this.#clicks;
    const now = this.#find(sample.detail.id);
    if (!now || (kind === "undo" ? now.undoDepth : now.redoDepth) === 0) return;
    this.#segmenter.clearPreview();
    this.#unsaved.set(now.detail.id, now);
    await this.#saves.push({ sampleId: now.detail.id, kind, action: kind });
  }

  #commit(sample: OpenSample, state: SampleState, action: string): Promise<boolean> {
    const sampleId = sample.detail.id;
    this.#unsaved.set(sampleId, sample);
    this.#patch(sampleId, { state, undoDepth: sample.undoDepth + 1, redoDepth: 0 });
    return this.#saves.push({ sampleId, kind: "commit", state, action });
  }

  async #write(op: SaveOp): Promise<void> {
    const target = { ...this.#project, sampleId: op.sampleId };
    const isLast = (): boolean => this.#saves.size <= 1;
    const { review } = this.#api;
    const result = await (op.kind === "commit" && op.state
      ? review.commit.mutate({ ...target, state: op.state, action: op.action })
      : op.kind === "undo"
        ? review.undo.mutate(target)
        : review.redo.mutate(target));
    // With more changes on their way the screen is ahead of this answer.
    if (isLast() || op.kind !== "commit") this.#patch(op.sampleId, result);
    else this.#patch(op.sampleId, { status: result.status });
    if (op.kind !== "commit") this.#showComment(op.sampleId);
    this.#host.onStatus(op.sampleId, result.status);
    this.#forgetSaved(op.sampleId);
  }

  /** Called with the sample's last write still in the queue. */
  #forgetSaved(sampleId: string): void {
    const open = this.#unsaved.get(sampleId);
    if (open && !open.draft && this.#saves.waiting(sampleId) <= 1) this.#unsaved.delete(sampleId);
  }

  /** Undo and redo move the comment too. */
  #showComment(sampleId: string): void {
    const sample = this.#current();
    const { dir } = this.store.getState();
    if (sample?.detail.id === sampleId && loadComment(dir, sampleId) === null) {
      this.store.setState({ comment: sample.state.verdict?.comment ?? "" });
    }
  }

  retrySave(): void {
    this.#saves.retry();
  }

  /** Gives up what could not be saved and shows what is on the disk. */
  async discardUnsaved(): Promise<void> {
    this.#saves.discard();
    this.#unsaved.clear();
    await this.reload();
  }

  get hasUnsaved(): boolean {
    return this.#saves.size > 0;
  }

  // ---- runs

  /** Whether candidates are to be looked for by themselves. */
  #isNew({ detail }: OpenSample): boolean {
    if (detail.imageStatus !== "ok" || detail.run !== null || detail.candidates.length > 0) return false;
    return this.#host.preferences().autoDiscover && this.store.getState().jobs[detail.id] === undefined;
  }

  async discover(attention: "grid" | "clicks", automatic = false): Promise<void> {
    const sample = this.#current();
    if (!sample) return;
    const sampleId = sample.detail.id;
    const points = attention === "clicks" ? this.prompts().points : [];
    await this.#guarded(async () => {
      const job = await this.#api.runs.start.mutate({ ...this.#project, sampleId, request: { attention, points } });
      if (automatic) this.#autoJob = { jobId: job.id, sampleId };
      // The subscription may have told more of it already.
      if (this.store.getState().jobs[sampleId]?.id !== job.id) this.#onJob(job);
    });
    if (this.#current()?.detail.id === sampleId) this.store.setState({ discoverSoon: false });
  }

  async cancelRun(): Promise<void> {
    const sample = this.#current();
    const job = sample && this.store.getState().jobs[sample.detail.id];
    if (job && isRunning(job)) await this.#guarded(() => this.#api.runs.cancel.mutate({ jobId: job.id }));
  }

  #onJob(job: JobUpdate): void {
    const before = this.store.getState().jobs[job.sampleId];
    this.store.setState(({ jobs }) => ({ jobs: { ...jobs, [job.sampleId]: job } }));
    if (job.state !== "done") return;
    if (job.sample) this.#takeRun(job.sample);
    // The news came while we were not listening.
    else if (isRunning(before)) void this.reload();
  }

  /** New candidates; what the person has on the screen stays. */
  #takeRun(detail: SampleDetail): void {
    const sample = this.#find(detail.id);
    if (sample) this.#patch(detail.id, { detail });
  }

  // ---- inside

  #current(): OpenSample | null {
    return this.store.getState().sample;
  }

  /** The open sample if it may be changed now. */
  #editable(): OpenSample | null {
    const { sample, loading } = this.store.getState();
    return loading === null ? sample : null;
  }

  #find(sampleId: string): OpenSample | null {
    const current = this.#current();
    return current?.detail.id === sampleId ? current : (this.#unsaved.get(sampleId) ?? null);
  }

  #patch(sampleId: string, change: Partial<OpenSample>): void {
    const sample = this.#find(sampleId);
    if (!sample) return;
    const next = { ...sample, ...change };
    if (this.#unsaved.has(sampleId) || next.draft) this.#unsaved.set(sampleId, next);
    if (this.#current()?.detail.id === sampleId) this.store.setState({ sample: next });
  }

  async #guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!isAbort(thrown)) this.#host.notify("problem", reportOf(thrown));
    }
  }
}

function openSampleOf(detail: SampleDetail): OpenSample {
  const { state, status, undoDepth, redoDepth } = detail;
  return { detail, state, status, undoDepth, redoDepth, draft: null };
}

function isUntouched(sample: OpenSample, candidate: Candidate): boolean {
  return untouchedCandidate(sample.state, sample.detail.candidates)?.id === candidate.id;
}

/** Without prompts the mask is the chosen candidate's again, or none. */
function proposedMask({ state, detail }: OpenSample): SampleState["mask"] {
  return detail.candidates.find((candidate) => candidate.id === state.chosenCandidateId)?.rle ?? null;
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
