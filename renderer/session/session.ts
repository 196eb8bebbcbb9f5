import { createStore } from "zustand/vanilla";
import type { Box, Candidate, Decision, Point, Prompts } from "#core/samples";
import type { OpenProjectInfo } from "#electron/api";
import { type MaskWork, workHere } from "#renderer/editing";
import { type Api, isAbort, reportOf } from "#renderer/link";
import { Ahead } from "./ahead.ts";
import { Cards } from "./cards.ts";
import { Choosing } from "./choosing.ts";
import { Edits } from "./edits.ts";
import { Effects } from "./effects.ts";
import { initialState } from "./initial-state.ts";
import { Judging } from "./judging.ts";
import { Live } from "./live.ts";
import { type Move, Moves } from "./moves.ts";
import { Opening } from "./opening.ts";
import { Pace } from "./pace.ts";
import type { SessionPorts } from "./ports.ts";
import { Prompting } from "./prompting.ts";
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
  readonly #choosing: Choosing;
  readonly #moves: Moves;
  readonly #prompting: Prompting;
  readonly #effects: Effects;
  readonly #runs: Runs;
  readonly #verdicts: Verdicts;
  readonly #ahead: Ahead;
  readonly #walk: Walk;
  readonly #opening: Opening;
  readonly #pace = new Pace();
  #stopWatching: (() => void) | null = null;

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
    this.#choosing = new Choosing(this.#ports, this.#book, this.#segmenter);
    this.#moves = new Moves(this.#ports, this.#book, this.#turns);
    this.#verdicts = new Verdicts(this.#ports, this.#book, this.#turns);
    this.#runs = new Runs(this.#ports, this.#book, () => this.reload());
    this.#ahead = new Ahead(this.#ports, this.#book);
    this.#walk = new Walk(this.#ports, this.#book, this.#ahead, (sampleId) => this.open(sampleId));
    this.cards = new Cards(this.#ports, this.#book);
    this.ranking = new Ranking(this.#ports, this.#book);
    this.questions = new Questions(this.#ports, this.#book, () => this.reload());
    this.judging = new Judging(this.#ports, this.#book);
    this.live = new Live(this.#ports, {
      hasUnsaved: () => this.hasUnsaved,
      heard: (sampleIds) => this.#ahead.heard(sampleIds),
      refresh: () => this.refresh(),
      reloadRules: () => this.judging.load(),
    });
    this.#book.onWritten = (mark, sampleId) => {
      this.live.wrote(mark);
      this.#ahead.heard([sampleId]);
    };
    this.#opening = new Opening(this.#ports, {
      ...{ book: this.#book, ahead: this.#ahead, runs: this.#runs, segmenter: this.#segmenter },
      ...{ edits: this.edits, judging: this.judging, pace: this.#pace },
    });
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

  openFirst(): Promise<void> {
    return this.#opening.openFirst();
  }

  /** Ends the subscriptions and waits for what is on its way to the disk. */
  async dispose(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#reconnect.end();
    this.#opening.leave();
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

  open(sampleId: string): Promise<void> {
    return this.#opening.open(sampleId);
  }

  /** Reads the sample anew, e.g. after its file came back. */
  reload(): Promise<void> {
    return this.#opening.reload();
  }

  /** Shows what another tab or program made of the open sample meanwhile; what is unsaved or drafted here stays. */
  refresh(): Promise<void> {
    return this.#opening.refresh();
  }

  /** Somebody else judges from now on, for whom samples may stand differently. */
  async changeAuthor(): Promise<void> {
    this.#ahead.forget();
    await this.refresh();
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
    this.#choosing.choose(candidate);
  }

  chooseRank(rank: number): void {
    this.#choosing.chooseRank(rank);
  }

  cycleCandidate(): void {
    this.#choosing.cycle();
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
    const judged = this.#book.current()?.detail.id;
    if (!goesOn || judged === undefined) return;
    this.#moves.judged(judged);
    this.store.setState({ pace: this.#pace.judged(Date.now()) });
    if (this.#ports.host.preferences().autoAdvance) await this.nextOpen();
  }

  typeComment(comment: string): void {
    this.#verdicts.typeComment(comment);
  }

  async commitComment(): Promise<void> {
    await this.#verdicts.commitComment();
  }

  /** A key or the pointer was moved; what lies between two of these for long is no time of work. */
  readonly seen = (): void => this.#pace.seen(Date.now());

  // ---- saving

  undo(): Promise<void> {
    return this.#move("undo");
  }

  redo(): Promise<void> {
    return this.#move("redo");
  }

  #move(kind: Move): Promise<void> {
    this.#segmenter.clearPreview();
    return this.#moves.move(kind);
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
