import { createStore } from "zustand/vanilla";
import type { Box, Candidate, Decision, Point, Prompts, SampleDetail } from "#core/samples";
import type { OpenProjectInfo } from "#electron/api";
import { type MaskWork, workHere } from "#renderer/editing";
import { type Api, isAbort, reportOf } from "#renderer/link";
import { Cards, cardToShow } from "./cards.ts";
import { loadComment } from "./comments.ts";
import { Edits } from "./edits.ts";
import { Effects } from "./effects.ts";
import { encodeAhead } from "./encode-ahead.ts";
import { initialState } from "./initial-state.ts";
import { Judging } from "./judging.ts";
import { Live } from "./live.ts";
import { Pace } from "./pace.ts";
import type { SessionPorts } from "./ports.ts";
import { Prompting } from "./prompting.ts";
import { noPrompts, untouchedCandidate } from "./prompts.ts";
import { Questions } from "./questions.ts";
import { Ranking } from "./ranking.ts";
import { Reconnect } from "./reconnect.ts";
import { Runs } from "./runs.ts";
import { SampleBook } from "./sample-book.ts";
import { Segmenter } from "./segmenter.ts";
import { Turns } from "./turns.ts";
import type { QueueFilter, SessionHost, SessionState } from "./types.ts";
import { Verdicts } from "./verdicts.ts";
import { Walk } from "./walk.ts";

/** The review of one project, without a screen: what people do, what of it is on the disk, and what SAM answered. */
export class ReviewSession {
  readonly store;
  readonly questions: Questions;
  readonly edits: Edits;
  readonly cards: Cards;
  readonly judging: Judging;
  readonly live: Live;
  readonly ranking: Ranking;
  readonly #ports: SessionPorts;
  readonly #book: SampleBook;
  readonly #reconnect: Reconnect;
  readonly #segmenter: Segmenter;
  readonly #turns = new Turns();
  readonly #prompting: Prompting;
  readonly #effects: Effects;
  readonly #runs: Runs;
  readonly #verdicts: Verdicts;
  readonly #walk: Walk;
  readonly #pace = new Pace();
  #stopWatching: (() => void) | null = null;
  #opening = 0;

  constructor(api: Api, project: OpenProjectInfo, host: SessionHost, work: MaskWork = workHere) {
    this.store = createStore<SessionState>(() => initialState(project));
    const { getState: get, setState: set } = this.store;
    const subscribe = (listener: () => void) => this.store.subscribe(listener);
    this.#ports = { api, host, get, set, subscribe, guarded: (work) => this.#guarded(work) };
    this.#reconnect = new Reconnect(this.#ports, () => this.#comeBack());
    this.#book = new SampleBook(this.#ports, this.#reconnect);
    this.#segmenter = new Segmenter({ api, get, set });
    this.#effects = new Effects(this.store, work);
    this.edits = new Edits(this.#ports, this.#book, this.#turns, work, this.#effects);
    this.#prompting = new Prompting(this.#ports, this.#book, this.#segmenter, this.#turns, this.edits);
    this.#verdicts = new Verdicts(this.#ports, this.#book, this.#turns);
    this.#runs = new Runs(this.#ports, this.#book, () => this.reload());
    this.#walk = new Walk(this.#ports, this.#book, (sampleId) => this.open(sampleId));
    this.cards = new Cards(this.#ports, this.#book);
    this.ranking = new Ranking(this.#ports, this.#book);
    this.questions = new Questions(this.#ports, this.#book, () => this.reload());
    this.judging = new Judging(this.#ports, this.#book);
    this.live = new Live(this.#ports, {
      hasUnsaved: () => this.hasUnsaved,
      refresh: () => this.refresh(),
      reloadRules: () => this.judging.load(),
    });
    this.#book.onWritten = (mark) => this.live.wrote(mark);
  }

  get #project(): { projectId: string } {
    return { projectId: this.store.getState().projectId };
  }

  // ---- opening

  /** Opens the wanted sample, else the first open one, else the first. */
  async start(sampleId?: string): Promise<void> {
    this.#watch();
    await this.judging.load();
    if (sampleId !== undefined) {
      await this.open(sampleId);
      if (!this.store.getState().loadProblem) return;
    }
    await this.openFirst();
  }

  #watch(): void {
    const stops = [this.#runs.watch(), this.live.watch()];
    this.#stopWatching = () => {
      for (const stop of stops) stop();
    };
  }

  async openFirst(): Promise<void> {
    await this.#guarded(async () => {
      const { samples } = this.#ports.api;
      const open = await samples.nextOpen.query({ ...this.#project, afterOrdinal: -1 });
      const first = open ?? (await samples.page.query({ ...this.#project, offset: 0, limit: 1 })).items[0];
      this.store.setState({ empty: !first });
      if (first) await this.open(first.id);
    });
  }

  /** Ends the subscriptions and waits for what is on its way to the disk. */
  async dispose(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#reconnect.end();
    this.#leave();
    await this.#turns.settled();
    this.#effects.end();
    if (this.store.getState().save.kind !== "saving") return;
    await new Promise<void>((resolve) => {
      const stop = this.store.subscribe(({ save }) => {
        if (save.kind === "saving") return;
        stop();
        resolve();
      });
    });
  }

  async open(sampleId: string): Promise<void> {
    const { sample, loading } = this.store.getState();
    if (sample?.detail.id === sampleId && loading === null) return;
    const opening = ++this.#opening;
    this.#leave();
    this.store.setState({ loading: sampleId, loadProblem: null });
    try {
      const detail = await this.#read(sampleId);
      if (opening === this.#opening) this.#show(detail);
    } catch (thrown) {
      if (opening !== this.#opening) return;
      this.store.setState({ loading: null, loadProblem: reportOf(thrown), sample: null });
    }
  }

  /** The sample as the disk has it; a process that was started anew has to open the project first. */
  async #read(sampleId: string): Promise<SampleDetail> {
    const { samples, projects } = this.#ports.api;
    try {
      return await samples.get.query({ ...this.#project, sampleId });
    } catch (thrown) {
      if (reportOf(thrown).code !== "not-found") throw thrown;
      await projects.open.mutate({ dir: this.store.getState().dir });
      return await samples.get.query({ ...this.#project, sampleId });
    }
  }

  #show(detail: SampleDetail): void {
    const sample = this.#book.open(detail);
    const { dir, sample: before } = this.store.getState();
    if (before?.detail.id !== detail.id) {
      this.#pace.opened(Date.now());
      this.edits.setLayer("mask");
    }
    const comment = loadComment(dir, detail.id) ?? sample.state.verdict?.comment ?? "";
    const card = cardToShow(dir, sample);
    const fresh = { loading: null, empty: false, preview: null, embedding: "unknown", rewording: false } as const;
    this.store.setState({ ...fresh, sample, comment, card });
    this.judging.shown(detail.id);
    this.#runs.arrive(sample);
    if (detail.imageStatus === "ok") void encodeAhead(this.#ports, this.#book, detail);
  }

  #leave(): void {
    this.#segmenter.clearPreview();
    this.#runs.leave();
  }

  /** Reads the sample anew, e.g. after its file came back. */
  async reload(): Promise<void> {
    const sampleId = this.#book.current()?.detail.id;
    if (sampleId === undefined || this.#book.waiting(sampleId) > 0) return;
    await this.#guarded(async () => {
      const detail = await this.#read(sampleId);
      if (this.#book.isCurrent(sampleId)) this.#show(detail);
    });
  }

  /** Shows what another tab or program made of the open sample meanwhile; what is unsaved or drafted here stays. */
  async refresh(): Promise<void> {
    const before = this.#book.current();
    if (!before || this.hasUnsaved || this.store.getState().loading !== null) return;
    try {
      const detail = await this.#read(before.detail.id);
      // Whatever was done here meanwhile is newer than this answer.
      if (this.#book.current() === before && !this.hasUnsaved) this.#book.renew(detail);
    } catch (thrown) {
      console.warn("The sample could not be read anew:", reportOf(thrown).message);
    }
  }

  // ---- going through the queue

  setFilter(filter: QueueFilter): void {
    this.store.setState({ filter });
  }

  async step(by: 1 | -1): Promise<void> {
    await this.#walk.step(by);
  }

  async nextOpen(): Promise<void> {
    await this.#walk.nextOpen();
  }

  // ---- masks

  choose(candidate: Candidate): void {
    const sample = this.#book.editable();
    if (!sample || untouchedCandidate(sample.state, sample.detail.candidates)?.id === candidate.id) return;
    this.#segmenter.clearPreview();
    const change = { chosenCandidateId: candidate.id, mask: candidate.rle, prompts: noPrompts, verdict: null };
    this.#book.patch(sample.detail.id, { draft: null });
    void this.#book.commit(sample.detail.id, change, `choose candidate ${candidate.rank}`);
  }

  chooseRank(rank: number): void {
    const candidate = this.#book.current()?.detail.candidates.find((one) => one.rank === rank);
    if (candidate) this.choose(candidate);
  }

  /** The candidate after the chosen one, and after the last the first again. */
  cycleCandidate(): void {
    const sample = this.#book.current();
    if (!sample || sample.detail.candidates.length === 0) return;
    const ranked = [...sample.detail.candidates].sort((a, b) => a.rank - b.rank);
    const at = ranked.findIndex((candidate) => candidate.id === sample.state.chosenCandidateId);
    const next = ranked[(at + 1) % ranked.length];
    if (next) this.choose(next);
  }

  prompts(): Prompts {
    return this.#prompting.prompts();
  }

  addPoint(point: Point): void {
    this.#prompting.addPoint(point);
  }

  removePoint(index: number): void {
    this.#prompting.removePoint(index);
  }

  setBox(box: Box | null): void {
    this.#prompting.setBox(box);
  }

  clearPrompts(): void {
    this.#prompting.clear();
  }

  hover(point: Point | null): void {
    this.#prompting.hover(point);
  }

  // ---- verdicts

  async decide(decision: Decision): Promise<void> {
    const goesOn = await this.#verdicts.decide(decision);
    if (goesOn) this.store.setState({ pace: this.#pace.judged(Date.now()) });
    if (goesOn && this.#ports.host.preferences().autoAdvance) await this.nextOpen();
  }

  typeComment(comment: string): void {
    this.#verdicts.typeComment(comment);
  }

  async commitComment(): Promise<void> {
    await this.#verdicts.commitComment();
  }

  // ---- saving

  async undo(): Promise<void> {
    await this.#move("undo");
  }

  async redo(): Promise<void> {
    await this.#move("redo");
  }

  async #move(kind: "undo" | "redo"): Promise<void> {
    const sampleId = this.#book.editable()?.detail.id;
    if (sampleId === undefined) return;
    this.#segmenter.clearPreview();
    // At once if it can be: an edit right afterwards must see that this is on its way.
    if (!this.#turns.areFree) await this.#turns.settled();
    await this.#book.move(sampleId, kind);
  }

  retrySave(): void {
    this.#book.retry();
  }

  /** The process answers again: what waited goes to the disk, and its news are heard anew. */
  #comeBack(): void {
    if (this.#stopWatching) {
      this.#stopWatching();
      this.#watch();
    }
    if (this.store.getState().save.kind === "problem") this.retrySave();
  }

  /** Gives up what could not be saved and shows what is on the disk. */
  async discardUnsaved(): Promise<void> {
    this.#book.discard();
    await this.reload();
  }

  get hasUnsaved(): boolean {
    return this.#book.hasUnsaved;
  }

  // ---- runs

  /** Looks for candidates as the settings say, or around the clicks. */
  async discover(where: "settings" | "clicks"): Promise<void> {
    const sampleId = this.#book.current()?.detail.id;
    if (sampleId === undefined) return;
    await this.#runs.discover(sampleId, where === "clicks" ? this.prompts().points : null);
  }

  async cancelRun(): Promise<void> {
    const sampleId = this.#book.current()?.detail.id;
    if (sampleId !== undefined) await this.#runs.cancel(sampleId);
  }

  /** A run over many samples has finished this one. */
  readonly hearOfResult = (sampleId: string): Promise<void> => this.#runs.hearOfResult(sampleId);

  async #guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!isAbort(thrown)) this.#ports.host.notify("problem", reportOf(thrown));
    }
  }
}
