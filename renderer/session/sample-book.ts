import type { SampleDetail, SampleState } from "#core/samples";
import { reportOf } from "#renderer/link";
import { cardToShow, forgetDraftedMaskChecks, forgetMaskChecks } from "./cards.ts";
import { keepCard, keepComment, loadComment } from "./comments.ts";
import { tellNotMoved } from "./moves.ts";
import type { SessionPorts } from "./ports.ts";
import type { Reconnect } from "./reconnect.ts";
import { renewed } from "./renewed.ts";
import { type SaveOp, SaveQueue } from "./save-queue.ts";
import type { OpenSample } from "./types.ts";
import { isVeiled } from "./veil.ts";
import { statusOf } from "./verdicts.ts";

/** The open sample and those that were left with changes on their way; every change goes to the disk from here. */
export class SampleBook {
  readonly #ports: SessionPorts;
  readonly #saves: SaveQueue;
  readonly #reconnect: Reconnect;
  /** After a failure: the process may be another one by now, which has no project open. */
  #mustReopen = false;
  /** Another window's change was met, and what waits goes on top of it: nothing is lost, one undo brings it back. */
  #ontop = false;
  /** Leaving a sample and coming back finds it as it was left, whatever the disk has by then. */
  readonly #unsaved = new Map<string, OpenSample>();
  /** Told of each change of ours that is on the disk, by its mark and its sample. */
  onWritten: (mark: number, sampleId: string) => void = () => {};
  /** Samples with edits that are being made, and how many each. */
  readonly #held = new Map<string, number>();

  constructor(ports: SessionPorts, reconnect: Reconnect) {
    this.#ports = ports;
    this.#reconnect = reconnect;
    this.#saves = new SaveQueue({
      write: (op) => this.#write(op),
      reportOf: (thrown) => {
        this.#mustReopen = true;
        reconnect.heard(thrown);
        return reportOf(thrown);
      },
      onChange: (save) => {
        if (save.kind === "saved") this.#ontop = false;
        ports.set({ save });
      },
      onLeftOut: ({ sampleId, kind }, why) => {
        this.forgetIfSaved(sampleId);
        if (kind !== "commit") tellNotMoved(ports, kind, why);
      },
    });
  }

  current(): OpenSample | null {
    return this.#ports.get().sample;
  }

  isCurrent(sampleId: string): boolean {
    return this.current()?.detail.id === sampleId;
  }

  /** The open sample if it may be changed now: not while another one is being opened, or it is to be pointed at first. */
  editable(): OpenSample | null {
    const state = this.#ports.get();
    return state.loading === null && !isVeiled(state) ? state.sample : null;
  }

  find(sampleId: string): OpenSample | null {
    return this.isCurrent(sampleId) ? this.current() : (this.#unsaved.get(sampleId) ?? null);
  }

  /** What is to be shown of a sample that was just read. */
  open(detail: SampleDetail): OpenSample {
    const { state, status, stale, undoDepth, redoDepth } = detail;
    return this.#unsaved.get(detail.id) ?? { detail, state, status, stale, undoDepth, redoDepth, draft: null };
  }

  patch(sampleId: string, change: Partial<OpenSample>): void {
    const sample = this.find(sampleId);
    if (!sample) return;
    const next = { ...sample, ...change };
    if (this.#unsaved.has(sampleId) || next.draft) this.#unsaved.set(sampleId, next);
    if (this.isCurrent(sampleId)) this.#ports.set({ sample: next });
  }

  /** The open sample as the disk has it now. */
  renew(read: SampleDetail): void {
    const before = this.find(read.id);
    const shown = before && { ...before.detail, state: before.state };
    const detail = shown ? renewed(shown, read) : read;
    this.patch(detail.id, this.open(detail));
    this.#showWords(detail.id);
    this.#ports.host.onStatus(detail.id, detail.status, detail.stale);
  }

  /** Shows the change at once; resolves to true when it is on the disk, to false when it was given up. */
  commit(sampleId: string, change: Partial<SampleState>, action: string): Promise<boolean> {
    const sample = this.find(sampleId);
    if (!sample) return Promise.resolve(false);
    const state = { ...sample.state, ...change };
    this.#unsaved.set(sampleId, sample);
    const isOtherMask = change.mask !== undefined && change.mask?.counts !== sample.state.mask?.counts;
    if (isOtherMask && this.isCurrent(sampleId)) forgetMaskChecks(this.#ports, sampleId);
    this.patch(sampleId, {
      state,
      status: statusOf(sample.detail, state),
      undoDepth: sample.undoDepth + 1,
      redoDepth: 0,
    });
    // What follows other changes of ours is made of theirs, whose depth only the disk knows.
    const base = this.#saves.waiting(sampleId) === 0 ? { basedOn: sample.undoDepth } : {};
    return this.#saves.push({ sampleId, kind: "commit", state, action, ...base });
  }

  async move(sampleId: string, kind: "undo" | "redo"): Promise<void> {
    const sample = this.find(sampleId);
    if (!sample || (kind === "undo" ? sample.undoDepth : sample.redoDepth) === 0) return;
    this.#unsaved.set(sampleId, sample);
    await this.#saves.push({ sampleId, kind, action: kind });
  }

  retry(): void {
    this.#ontop = this.#hasConflict();
    this.#saves.retry();
  }

  #hasConflict(): boolean {
    const { save } = this.#ports.get();
    return save.kind === "problem" && save.report.code === "conflict";
  }

  discard(): void {
    this.#saves.discard();
    this.#unsaved.clear();
  }

  /** Resolves when nothing of the sample is on its way any more, or the way is blocked. */
  saved(sampleId: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#saves.waiting(sampleId) === 0 || this.#saves.stopped) resolve();
        else setTimeout(look, 5);
      };
      look();
    });
  }

  waiting(sampleId: string): number {
    return this.#saves.waiting(sampleId);
  }

  /** A problem keeps changes from the disk until they are tried again. */
  get isStopped(): boolean {
    return this.#saves.stopped;
  }

  isMoving(sampleId: string): boolean {
    return this.#saves.isMoving(sampleId);
  }

  /** Keeps a sample, even when another one is opened, until what `work` makes of it was committed. */
  async hold<T>(sample: OpenSample, work: () => Promise<T>): Promise<T> {
    const sampleId = sample.detail.id;
    this.#held.set(sampleId, (this.#held.get(sampleId) ?? 0) + 1);
    this.#unsaved.set(sampleId, sample);
    try {
      return await work();
    } finally {
      const left = (this.#held.get(sampleId) ?? 1) - 1;
      if (left > 0) this.#held.set(sampleId, left);
      else this.#held.delete(sampleId);
      this.forgetIfSaved(sampleId);
    }
  }

  get hasUnsaved(): boolean {
    return (
      this.#saves.size > 0 || this.#held.size > 0 || [...this.#unsaved.values()].some((sample) => sample.draft !== null)
    );
  }

  /** Drops what was kept of a sample once nothing of it is on its way. */
  forgetIfSaved(sampleId: string, stillWaiting = 0): void {
    const open = this.#unsaved.get(sampleId);
    if (open && !open.draft && !this.#held.has(sampleId) && this.#saves.waiting(sampleId) <= stillWaiting)
      this.#unsaved.delete(sampleId);
  }

  async #write(op: SaveOp): Promise<void> {
    const { api, get, host } = this.#ports;
    if (this.#mustReopen) await api.projects.open.mutate({ dir: get().dir });
    this.#mustReopen = false;
    const target = { projectId: get().projectId, sampleId: op.sampleId };
    const { mark, ...result } = await (op.kind === "commit" && op.state
      ? api.review.commit.mutate({ ...target, state: op.state, action: op.action, ...this.#base(op) })
      : op.kind === "undo"
        ? api.review.undo.mutate(target)
        : api.review.redo.mutate(target));
    this.onWritten(mark, op.sampleId);
    this.#reconnect.heard(null);
    // With more changes of this sample on their way the screen is ahead of this answer.
    const before = this.find(op.sampleId)?.state.mask?.counts;
    const isLast = this.#saves.waiting(op.sampleId) <= 1;
    this.patch(op.sampleId, isLast || op.kind !== "commit" ? result : { status: result.status, stale: result.stale });
    if (op.kind === "commit") this.#settleWords(op);
    else {
      const isOtherMask = this.find(op.sampleId)?.state.mask?.counts !== before;
      if (isOtherMask) forgetDraftedMaskChecks(get().dir, op.sampleId);
      this.#showWords(op.sampleId);
    }
    host.onStatus(op.sampleId, result.status, result.stale);
    this.forgetIfSaved(op.sampleId, 1);
  }

  /** What the change was made of, unless the person has chosen to put theirs on top of another window's. */
  #base({ basedOn }: SaveOp): { basedOn?: number } {
    return basedOn === undefined || this.#ontop ? {} : { basedOn };
  }

  /** What went to the disk within a verdict is no draft any more. */
  #settleWords({ sampleId, state }: SaveOp): void {
    const { dir } = this.#ports.get();
    if (state?.verdict) keepCard(dir, sampleId, null);
    if (state?.verdict && loadComment(dir, sampleId) === state.verdict.comment) keepComment(dir, sampleId, null);
  }

  /** Undo and redo move the comment and the card too. */
  #showWords(sampleId: string): void {
    const { dir } = this.#ports.get();
    const sample = this.current();
    if (!sample || !this.isCurrent(sampleId)) return;
    this.#ports.set({ card: cardToShow(dir, sample) });
    if (loadComment(dir, sampleId) === null) this.#ports.set({ comment: sample.state.verdict?.comment ?? "" });
  }
}
