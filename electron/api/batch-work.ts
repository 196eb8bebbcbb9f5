import type { ErrorCode, ErrorReport } from "#core/errors";
import { createBitmap, encodeRle } from "#core/masks";
import type { BatchPlan, RunRequest, RunResult, SampleDetail } from "#core/samples";
import type { RequestOptions } from "#electron/jobs";
import {
  assertPossible,
  candidatesKept,
  failureOfScoring,
  packOfRequest,
  type RunServices,
  runSample,
} from "#electron/runs";
import type { ProjectStore } from "#electron/store";
import { intactImage } from "./intact-image.ts";
import { sampleToRun } from "./sample-to-run.ts";

/** The request with the pack that fits the sample's picture. */
export type ByPicture = (projectId: string, sampleId: string, request: RunRequest) => Promise<RunRequest>;

export interface BatchWork {
  readonly id: string;
  readonly projectId: string;
  readonly store: ProjectStore;
  readonly plan: BatchPlan;
  readonly services: RunServices;
  readonly byPicture: ByPicture;
}

/** Below what a person starts on the sample that is open, beside the pictures that are encoded ahead for them. */
const PRIORITY = -1;

/** Refuses before anything is written what no sample of the run could be spared. */
export async function assertPlanPossible(plan: BatchPlan, services: RunServices): Promise<void> {
  if (plan.automatic) return;
  const request = requestOf(plan, "?");
  // Each sample brings its own ground truth or none; whose it is does not matter here.
  const groundTruth = { mask: encodeRle(createBitmap(1, 1)), ignore: null };
  assertPossible({ request, groundTruth }, services, await packOfRequest(plan.pack, services));
}

/**
 * One sample of a run over many: its result, with what kept every mask from being scored. Null where the sample has a
 * run by now and the plan wants only those without.
 */
export async function runBatchSample(
  work: BatchWork,
  sampleId: string,
  options: RequestOptions,
): Promise<{ readonly result: RunResult; readonly failure: ErrorReport | null } | null> {
  const { store, plan, services } = work;
  const sample = store.sample(sampleId);
  if (plan.onlyNew && sample.run !== null && sample.run.batch !== work.id) return null;
  const file = intactImage(store, sample.imageId);
  const toRun = sampleToRun(sample, file, await requestFor(work, sample));
  const found = keptOf(plan, sample, toRun.image);
  const withFound = found === null ? toRun : { ...toRun, found };
  const result = await runSample(services, withFound, { ...options, priority: PRIORITY });
  return { result, failure: failureOf(result, sampleId, file.path) };
}

async function requestFor({ plan, projectId, byPicture }: BatchWork, sample: SampleDetail): Promise<RunRequest> {
  const request = requestOf(plan, sample.question);
  return plan.automatic ? await byPicture(projectId, sample.id, request) : request;
}

function requestOf({ attention, pack, evaluator, groupSize, cot, seed }: BatchPlan, question: string): RunRequest {
  return {
    ...{ question, attention, evaluator, groupSize, cot, seed },
    ...{ points: [], scribbles: [], without: [], overrides: {} },
    ...(pack === null ? {} : { pack }),
  };
}

/** The candidates of the newest run, where the plan wants to keep them and they answer the present wording. */
function keptOf({ candidates }: BatchPlan, sample: SampleDetail, image: Parameters<typeof candidatesKept>[1]) {
  const { run } = sample;
  if (candidates === "discover" || run === null || run.question !== sample.question) return null;
  const found = sample.candidates.filter(({ source }) => source !== "imported" && source !== "human");
  if (found.length === 0) return null;
  const { id: _, at: __, ...result } = run;
  return candidatesKept({ ...result, candidates: found }, image);
}

/** A result in which no mask has a score has failed, though its candidates are kept. */
function failureOf(result: RunResult, id: string, where: string): ErrorReport | null {
  const failure = failureOfScoring(result, { id, where });
  if (failure === null || failure.partly === true) return null;
  const { code, message } = failure;
  return { code: code as ErrorCode, message, where, cure: "Its candidates are kept. Retry it to have them scored." };
}
