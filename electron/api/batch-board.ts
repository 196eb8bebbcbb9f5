import { randomUUID } from "node:crypto";
import { type ErrorReport, toErrorReport } from "#core/errors";
import type { Batch, BatchPlan, SampleSelection } from "#core/samples";
import { type BatchCommand, Pace, type RunServices, runSelection, sampleWindow, stateAfter } from "#electron/runs";
import type { ProjectStore } from "#electron/store";
import { type BatchInfo, type BatchNews, batchInfo } from "./batch-info.ts";
import { assertPlanPossible, type ByPicture, runBatchSample } from "./batch-work.ts";

export interface BatchBoardParts {
  /** Asked anew by each start and resume, so that it sees the settings as they are then. */
  readonly services: () => RunServices;
  readonly byPicture: ByPicture;
}

interface Active {
  readonly id: string;
  readonly store: ProjectStore;
  readonly abort: AbortController;
  readonly pace: Pace;
  current: BatchInfo["current"];
  /** What the stop means, once one was asked for. */
  why: Extract<BatchCommand, "pause" | "cancel"> | "close" | null;
  ended: Promise<void>;
}

/** Progress of a step is for eyes: more often than this nobody sees it. */
const PROGRESS_MS = 150;

const CLOSED: ErrorReport = Object.freeze({
  code: "cancelled",
  message: "The project was closed while this run was under way.",
  cure: "Resume it: finished samples are not run again.",
});

/** Runs over selections of samples, one at a time a project; who waits for their turn, and who wants to hear of it all. */
export class BatchBoard {
  readonly #parts: BatchBoardParts;
  readonly #active = new Map<string, Active>();
  readonly #listeners = new Set<(news: BatchNews) => void>();

  constructor(parts: BatchBoardParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  list(projectId: string, store: ProjectStore): readonly BatchInfo[] {
    return store.batches.list().map((batch) => this.#info(projectId, batch));
  }

  onNews(listener: (news: BatchNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws what no sample of the run could be spared, and `bad-input` for a selection without samples. */
  async start(
    projectId: string,
    store: ProjectStore,
    { selection, plan }: { readonly selection: SampleSelection; readonly plan: BatchPlan },
  ): Promise<BatchInfo> {
    await assertPlanPossible(plan, this.#parts.services());
    const batch = store.batches.create({ id: randomUUID(), selection, plan });
    this.#publish(projectId, batch);
    this.#pump(projectId, store);
    return this.#info(projectId, store.batches.get(batch.id));
  }

  /** Stops at once; the sample under way waits on, and its turn comes again. */
  async pause(projectId: string, store: ProjectStore, id: string): Promise<BatchInfo> {
    return await this.#stop(projectId, store, id, "pause");
  }

  /** Stops for good; what was found stays in the project. */
  async cancel(projectId: string, store: ProjectStore, id: string): Promise<BatchInfo> {
    return await this.#stop(projectId, store, id, "cancel");
  }

  resume(projectId: string, store: ProjectStore, id: string): BatchInfo {
    return this.#goOn(projectId, store, id, "resume");
  }

  /** Runs the failed samples once more. */
  retry(projectId: string, store: ProjectStore, id: string): BatchInfo {
    stateAfter(store.batches.get(id).state, "retry");
    store.batches.requeue(id);
    return this.#goOn(projectId, store, id, "retry");
  }

  /** Pauses what the project has under way and waits until it has let go of the store. */
  async endProject(projectId: string): Promise<void> {
    const active = this.#active.get(projectId);
    if (active === undefined) return;
    active.why ??= "close";
    active.store.batches.pauseInterrupted(CLOSED);
    active.abort.abort();
    await active.ended;
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#active.keys()].map((projectId) => this.endProject(projectId)));
  }

  async #stop(projectId: string, store: ProjectStore, id: string, why: "pause" | "cancel"): Promise<BatchInfo> {
    const active = this.#active.get(projectId);
    if (active?.id === id) {
      active.why ??= why;
      active.abort.abort();
      await active.ended;
    }
    // It may have ended by itself meanwhile, or another window had it stopped otherwise.
    return this.#move(projectId, store, id, stateAfter(store.batches.get(id).state, why));
  }

  #goOn(projectId: string, store: ProjectStore, id: string, command: "resume" | "retry"): BatchInfo {
    const { state } = store.batches.get(id);
    const next = stateAfter(state, command);
    const info = this.#move(projectId, store, id, next);
    this.#pump(projectId, store);
    return info.state === "queued" ? this.#info(projectId, store.batches.get(id)) : info;
  }

  #move(projectId: string, store: ProjectStore, id: string, state: Batch["state"]): BatchInfo {
    const before = store.batches.get(id);
    if (before.state === state) return this.#info(projectId, before);
    const batch = store.batches.setState(id, state);
    this.#publish(projectId, batch);
    return this.#info(projectId, batch);
  }

  /** Gives the longest waiting run of the project its turn, unless another one is under way. */
  #pump(projectId: string, store: ProjectStore): void {
    if (this.#active.has(projectId)) return;
    const next = store.batches.list().findLast(({ state }) => state === "queued");
    if (next === undefined) return;
    const active: Active = {
      ...{ id: next.id, store, abort: new AbortController(), pace: new Pace(), current: null, why: null },
      ended: Promise.resolve(),
    };
    this.#active.set(projectId, active);
    this.#move(projectId, store, next.id, stateAfter(next.state, "begin"));
    active.ended = this.#work(projectId, active, next.plan).then((closed) => {
      if (!closed) this.#pump(projectId, store);
    });
  }

  /** Never rejects. Answers whether the project is being closed. */
  async #work(projectId: string, active: Active, plan: BatchPlan): Promise<boolean> {
    let thrown: unknown = null;
    try {
      await runSelection(this.#loopParts(projectId, active, plan), active.abort.signal);
    } catch (error) {
      thrown = error;
    }
    this.#active.delete(projectId);
    try {
      const batch = this.#settled(active, thrown);
      this.#publish(projectId, batch);
    } catch (error) {
      console.error(`The state of run ${active.id} could not be noted:`, toErrorReport(error).message);
      return true;
    }
    return active.why === "close";
  }

  #settled({ id, store, why }: Active, thrown: unknown): Batch {
    const { batches } = store;
    const { state, problem } = batches.get(id);
    if (thrown === null) return batches.setState(id, stateAfter("running", "finish"));
    const report = toErrorReport(thrown);
    if (report.code !== "cancelled" || why === null) {
      return batches.setState(id, stateAfter("running", "break"), report);
    }
    if (why === "close") return batches.setState(id, "paused", state === "paused" ? problem : CLOSED);
    return batches.setState(id, stateAfter("running", why));
  }

  #loopParts(projectId: string, active: Active, plan: BatchPlan): Parameters<typeof runSelection>[0] {
    const { id, store, pace } = active;
    const services = this.#parts.services();
    const work = { id, projectId, store, plan, services, byPicture: this.#parts.byPicture };
    return {
      window: plan.automatic ? 1 : sampleWindow(plan, services.endpoint?.endpoint ?? null),
      waiting: (place) => store.batches.waiting(id, place),
      run: (sampleId, signal) =>
        runBatchSample(work, sampleId, { signal, onProgress: this.#stepTeller(projectId, active, sampleId) }),
      settle: (sampleId, outcome) => {
        const batch = store.batches.settle(id, sampleId, outcome);
        pace.note();
        this.#publish(projectId, batch, sampleId);
      },
      requeue: (sampleIds) => this.#publish(projectId, store.batches.requeue(id, sampleIds)),
    };
  }

  #stepTeller(projectId: string, active: Active, sampleId: string) {
    let told = 0;
    return ({ step, done, total }: { readonly step: string; readonly done: number; readonly total: number }) => {
      active.current = { sampleId, step, done, total };
      const now = performance.now();
      if (now - told < PROGRESS_MS || active.abort.signal.aborted) return;
      told = now;
      this.#publish(projectId, active.store.batches.get(active.id));
    };
  }

  #info(projectId: string, batch: Batch): BatchInfo {
    const active = this.#active.get(projectId);
    return batchInfo(projectId, batch, active?.id === batch.id ? active : null);
  }

  #publish(projectId: string, batch: Batch, sampleId: string | null = null): void {
    const news = { batch: this.#info(projectId, batch), sampleId };
    for (const listener of this.#listeners) listener(news);
  }
}
