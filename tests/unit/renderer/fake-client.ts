import { AppError } from "#core/errors";
import { type Bitmap, createBitmap, encodeRle, type Rle } from "#core/masks";
import {
  type Candidate,
  emptySampleState,
  type Pointed,
  type Pointing,
  type Prompts,
  plainRules,
  type ReviewRules,
  type SampleDetail,
  type SampleState,
  type SampleStatus,
  type SegmentResult,
} from "#core/samples";
import type { ChangeInfo, JobUpdate } from "#electron/api";
import type { Api } from "#renderer/link";
import type { Preferences } from "#renderer/session";

/** Settings that start nothing by themselves. */
export const plainPreferences: Preferences = {
  autoAdvance: false,
  autoDiscover: false,
  run: { pack: null, attention: "grid", evaluator: "predicted-iou", groupSize: 5, cot: null, automatic: false },
};

/** A mask of a box in a 40 x 30 picture. */
export function boxMask(x: number, y: number, width: number, height: number): Rle {
  const bitmap: Bitmap = createBitmap(40, 30);
  for (let row = y; row < y + height; row++) bitmap.data.fill(1, row * 40 + x, row * 40 + x + width);
  return encodeRle(bitmap);
}

export function candidate(rank: number, x = rank): Candidate {
  return {
    id: `c${rank}`,
    source: "amg",
    rle: boxMask(x, 2, 10, 8),
    area: 80,
    bbox: [x, 2, 10, 8],
    predictedIou: 0.9,
    stability: 0.95,
    score: null,
    rank,
  };
}

interface Refined {
  readonly prompts: Prompts;
  readonly mask: Rle;
  readonly candidateId: string | null;
}

interface Held {
  detail: SampleDetail;
  history: SampleState[];
  at: number;
}

const statusOf = (question: string, state: SampleState): SampleStatus =>
  question === "" ? "needs-question" : decidedOf(state);

const decidedOf = (state: SampleState): SampleStatus =>
  state.verdict?.decision ?? (state.mask || state.prompts.points.length > 0 ? "started" : "todo");

function detailOf(index: number, candidates: readonly Candidate[]): SampleDetail {
  const id = `s${index}`;
  const imageId = String(index).padStart(64, "0");
  return {
    id,
    ordinal: index,
    question: `Question ${index}?`,
    category: "",
    imageId,
    imageName: `${id}.png`,
    status: "todo",
    image: {
      id: imageId,
      path: `/images/${id}.png`,
      stored: "referenced",
      width: 40,
      height: 30,
      bytes: 1,
      format: "png",
      mtimeMs: 0,
    },
    imageStatus: "ok",
    groundTruth: null,
    ignore: null,
    kind: [],
    split: "",
    isProved: false,
    stale: false,
    questionVersion: 0,
    staleness: null,
    state: emptySampleState,
    undoDepth: 0,
    redoDepth: 0,
    pointing: null,
    readings: null,
    assignees: [],
    candidates: [...candidates],
    run: null,
  };
}

/** A failure as the link tells it. */
export function failure(code: string, message = code): Error {
  return Object.assign(new Error(message), { name: "Failed", code });
}

/**
 * The API in memory: samples with a history each, SAM that answers a mask the size of the prompts' number, and a
 * switch for each way of failing. Asynchronous like the real one.
 */
export class FakeApi {
  readonly samples: Held[];
  readonly calls: string[] = [];
  readonly segmented: Prompts[] = [];
  /** Of those, the masks that SAM was to start from. */
  readonly refined: Omit<Refined, "prompts">[] = [];
  /** What runs were asked for, in order. */
  readonly requests: unknown[] = [];
  failCommit: Error | null = null;
  /** What the store makes of a state. */
  storedAs: (state: SampleState) => SampleState = (state) => state;
  /** A host that was killed and started again has no project open. */
  isProjectOpen = true;
  /** While set, nothing is answered but this failure. */
  failAll: Error | null = null;
  failSegment: Error | null = null;
  /** While set, SAM's answers wait for it. */
  segmentGate: Promise<void> | null = null;
  jobs: JobUpdate[] = [];
  rules: ReviewRules = plainRules;
  #listeners = new Set<(job: JobUpdate) => void>();
  #windows = new Set<(change: ChangeInfo) => void>();
  /** The log's clock. */
  mark = 0;

  constructor(count: number, candidates: readonly Candidate[] = [candidate(1), candidate(2, 20)]) {
    this.samples = Array.from({ length: count }, (_, i) => ({
      detail: detailOf(i, candidates),
      history: [emptySampleState],
      at: 0,
    }));
  }

  held(sampleId: string): Held {
    const held = this.samples.find((sample) => sample.detail.id === sampleId);
    if (!held) throw failure("not-found");
    return held;
  }

  stateOf(sampleId: string): SampleState {
    const { history, at } = this.held(sampleId);
    return history[at] as SampleState;
  }

  /** Another window's change is told. */
  tell(change: Pick<ChangeInfo, "sampleIds">, isStart = false): void {
    this.mark++;
    for (const listener of this.#windows) listener({ ...change, mark: this.mark, isStart });
  }

  publish(job: JobUpdate): void {
    for (const listener of this.#listeners) listener(job);
  }

  #detail(held: Held): SampleDetail {
    const state = held.history[held.at] as SampleState;
    const depths = { undoDepth: held.at, redoDepth: held.history.length - 1 - held.at };
    return { ...held.detail, ...depths, state, status: statusOf(held.detail.question, state) };
  }

  #result(sampleId: string) {
    const { state, status, stale, undoDepth, redoDepth } = this.#detail(this.held(sampleId));
    return { state, status, stale, undoDepth, redoDepth, mark: ++this.mark };
  }

  #move(sampleId: string, by: 1 | -1) {
    const held = this.held(sampleId);
    held.at = Math.min(held.history.length - 1, Math.max(0, held.at + by));
    return this.#result(sampleId);
  }

  async #segment(prompts: Prompts, signal: AbortSignal | undefined): Promise<SegmentResult> {
    this.segmented.push(prompts);
    await this.segmentGate;
    if (signal?.aborted) throw new DOMException("aborted", "AbortError");
    if (this.failSegment) throw this.failSegment;
    const rle = boxMask(0, 0, prompts.points.length + 1, prompts.box ? 2 : 1);
    const timings = { encode: 0, decode: 1, total: 1 };
    const area = (prompts.points.length + 1) * (prompts.box ? 2 : 1);
    return {
      rle,
      area,
      bbox: [0, 0, prompts.points.length + 1, 1],
      predictedIou: 0.8,
      stability: null,
      maskIndex: 0,
      pack: "mobilesam@1.0.0",
      provider: "cpu",
      embedding: "memory",
      timings,
    };
  }

  #page(query: { offset: number; limit: number; search?: string; status?: SampleStatus[] }) {
    const all = this.samples
      .map((held) => this.#detail(held))
      .filter((one) => !query.status || query.status.includes(one.status))
      .filter((one) => !query.search || one.question.includes(query.search));
    return { total: all.length, items: all.slice(query.offset, query.offset + query.limit) };
  }

  #nextOpen(after: number) {
    const all = this.samples.map((held) => this.#detail(held));
    const open = all.filter((one) => one.status === "todo" || one.status === "started");
    return open.find((one) => one.ordinal > after) ?? open[0] ?? null;
  }

  /** Typed as the real client; only what the session uses is there. */
  client(): Api {
    const later = <T>(name: string, work: () => T): Promise<T> => {
      this.calls.push(name);
      return Promise.resolve().then(() => {
        if (this.failAll) throw this.failAll;
        return work();
      });
    };
    type Target = { sampleId: string };
    const inProject = <T>(work: () => T): (() => T) => {
      return () => {
        if (!this.isProjectOpen)
          throw new AppError({ code: "not-found", message: "This project is not open any more.", cure: "Open it." });
        return work();
      };
    };
    const api = {
      app: { info: { query: () => later("info", () => ({})) } },
      judging: {
        rules: { query: () => later("rules", () => this.rules) },
        changeRules: {
          mutate: ({ rules }: { rules: Partial<ReviewRules> }) =>
            later("change rules", () => {
              this.rules = { ...this.rules, ...rules };
              return this.rules;
            }),
        },
        point: {
          mutate: ({ sampleId, pointed }: Target & { pointed: Pointed }) =>
            later(`point ${sampleId}`, () => {
              if (this.failCommit) throw this.failCommit;
              const held = this.held(sampleId);
              const pointing: Pointing = { ...pointed, author: "ada", at: "", questionVersion: 0, relation: null };
              held.detail = { ...held.detail, pointing };
              return pointing;
            }),
        },
      },
      projects: {
        watch: {
          subscribe: (_input: unknown, { onData }: { onData: (change: ChangeInfo) => void }) => {
            this.#windows.add(onData);
            return { unsubscribe: () => this.#windows.delete(onData) };
          },
        },
        open: {
          mutate: ({ dir }: { dir: string }) =>
            later(`open ${dir}`, () => {
              this.isProjectOpen = true;
            }),
        },
      },
      samples: {
        get: {
          query: ({ sampleId }: Target) =>
            later(
              `get ${sampleId}`,
              inProject(() => this.#detail(this.held(sampleId))),
            ),
        },
        page: { query: (query: Parameters<FakeApi["pageFor"]>[0]) => later("page", () => this.pageFor(query)) },
        counts: {
          query: () =>
            later("counts", () => {
              const counts = {
                todo: 0,
                started: 0,
                accepted: 0,
                fixed: 0,
                rejected: 0,
                skipped: 0,
                "needs-question": 0,
              };
              for (const held of this.samples) counts[this.#detail(held).status]++;
              return counts;
            }),
        },
        writeQuestion: {
          mutate: ({ sampleId, question }: Target & { question: string }) =>
            later(`question ${sampleId}`, () => {
              if (this.failCommit) throw this.failCommit;
              const held = this.held(sampleId);
              held.detail = { ...held.detail, question };
              return this.#detail(held);
            }),
        },
        editQuestion: {
          mutate: ({ sampleId, question, version }: Target & { question: string; version: number }) =>
            later(`edit question ${sampleId}`, () => {
              const held = this.held(sampleId);
              if (held.detail.questionVersion !== version) throw failure("conflict", "It was changed since.");
              const isJudged = this.stateOf(sampleId).verdict !== null;
              held.history = [...held.history.slice(0, held.at), { ...this.stateOf(sampleId), verdict: null }];
              held.detail = { ...held.detail, question, questionVersion: version + 1, stale: isJudged };
              return this.#detail(held);
            }),
        },
        nextOpen: {
          query: ({ afterOrdinal }: { afterOrdinal: number }) => later("nextOpen", () => this.#nextOpen(afterOrdinal)),
        },
      },
      review: {
        commit: {
          mutate: (input: Target & { state: SampleState; action: string; basedOn?: number }) =>
            later(
              `commit ${input.sampleId} ${input.action}`,
              inProject(() => {
                if (this.failCommit) throw this.failCommit;
                const { sampleId, state, basedOn } = input;
                const held = this.held(sampleId);
                if (basedOn !== undefined && basedOn !== held.at) {
                  throw new AppError({ code: "conflict", message: "Another window was quicker.", cure: "Try again." });
                }
                const kept = this.storedAs(state);
                held.history = [...held.history.slice(0, held.at + 1), kept];
                held.at++;
                // As the host does: what was sent does not come back.
                const { state: stored, ...result } = this.#result(sampleId);
                return kept === state ? result : { ...result, state: stored };
              }),
            ),
        },
        undo: { mutate: ({ sampleId }: Target) => later(`undo ${sampleId}`, () => this.#move(sampleId, -1)) },
        redo: { mutate: ({ sampleId }: Target) => later(`redo ${sampleId}`, () => this.#move(sampleId, 1)) },
      },
      sam: {
        segment: {
          query: ({ prompts }: { prompts: Prompts }, options?: { signal?: AbortSignal }) =>
            this.#segment(prompts, options?.signal),
        },
        refine: {
          mutate: (input: Refined, options?: { signal?: AbortSignal }) => {
            this.refined.push({ mask: input.mask, candidateId: input.candidateId });
            return this.#segment(input.prompts, options?.signal);
          },
        },
        prefetch: {
          mutate: ({ sampleIds }: { sampleIds: string[] }) => later(`prefetch ${sampleIds.join(" ")}`, () => undefined),
        },
      },
      runs: {
        start: {
          mutate: ({ sampleId, request }: Target & { request: unknown }) =>
            later(`start ${sampleId}`, () => {
              this.requests.push(request);
              const job: JobUpdate = {
                id: `j${this.jobs.length}`,
                projectId: "p",
                sampleId,
                kind: "run",
                state: "queued",
                step: "queued",
                done: 0,
                total: 1,
                error: null,
                sample: null,
              };
              this.jobs.push(job);
              return job;
            }),
        },
        cancel: { mutate: ({ jobId }: { jobId: string }) => later(`cancel ${jobId}`, () => undefined) },
        watch: {
          subscribe: (_input: unknown, { onData }: { onData: (job: JobUpdate) => void }) => {
            this.#listeners.add(onData);
            return { unsubscribe: () => this.#listeners.delete(onData) };
          },
        },
      },
    };
    return api as unknown as Api;
  }

  pageFor(query: { offset: number; limit: number; search?: string; status?: SampleStatus[] }) {
    return this.#page(query);
  }
}
