import pLimit from "p-limit";
import { AppError, type ErrorCode } from "#core/errors";
import type { Exchange, ScoredGroup, Scoring, Usage } from "#core/samples";
import { sumUsage } from "#native-models/chat";
import type { Evaluator, GroupAnswer, MaskToScore, ScoringTask } from "./contract.ts";
import { shuffledGroups } from "./groups.ts";
import { malformedAnswer, malformedExchange } from "./malformed-answer.ts";
import { problemOfScores } from "./scores.ts";

export interface ScoringOptions {
  /** Masks that the evaluator sees at once; cut down to its largest group. */
  readonly groupSize: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Groups that are done, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Tries of a group whose answer is malformed. */
const MOST_ATTEMPTS = 2;

/** What every group would meet alike, so that the scoring as a whole has failed. */
const ENDS_ALL: ReadonlySet<ErrorCode> = new Set([
  "cancelled",
  "unauthorised",
  "usage",
  "bad-input",
  "model-missing",
  "model-broken",
  "image-missing",
  "image-changed",
]);

/**
 * Scores all candidates in shuffled groups (paper 4.3). A malformed answer is retried once; a group that still has none,
 * or that failed in another way, is reported with its error and without scores. Throws what ends the whole scoring
 * (ENDS_ALL above; the groups under way are aborted), and what is no AppError, for that is a bug.
 */
export async function scoreCandidates(
  evaluator: Evaluator,
  task: ScoringTask,
  candidates: readonly MaskToScore[],
  { groupSize, seed, signal, onProgress }: ScoringOptions,
): Promise<Scoring> {
  const size = Math.max(1, Math.min(groupSize, evaluator.largestGroup));
  const groups = shuffledGroups(candidates, size, { seed, question: task.question, imageHash: task.image.hash });
  const limit = pLimit(evaluator.concurrency);
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  let done = 0;
  const scored = await Promise.all(
    groups.map((group) =>
      limit(async () => {
        if (either.aborted) throw cancelled();
        try {
          const outcome = await scoreOne(evaluator, task, group, either);
          onProgress?.(++done, groups.length);
          return outcome;
        } catch (error) {
          stop.abort();
          throw error;
        }
      }),
    ),
  );
  return {
    evaluator: evaluator.name,
    model: evaluator.model,
    usesGroundTruth: evaluator.usesGroundTruth,
    groupSize: size,
    seed,
    cot: evaluator.cot,
    maskStyle: evaluator.maskStyle,
    groups: scored.map(({ group }) => group),
    usage: sumUsage(scored.map(({ usage }) => usage)),
  };
}

interface Outcome {
  readonly group: ScoredGroup;
  readonly usage: Usage | null;
}

/** What the tries of a group have exchanged and used so far. */
interface Spent {
  readonly exchange: Exchange | null;
  readonly usage: Usage | null;
}

async function scoreOne(
  evaluator: Evaluator,
  task: ScoringTask,
  masks: readonly MaskToScore[],
  signal: AbortSignal,
): Promise<Outcome> {
  const start = performance.now();
  let spent: Spent = { exchange: null, usage: null };
  for (let attempt = 1; ; attempt++) {
    const outcome = (part: Pick<ScoredGroup, "scores" | "reasoning" | "error" | "cached">): Outcome => ({
      group: {
        candidates: masks.map(({ id }) => id),
        ...part,
        attempts: attempt,
        milliseconds: performance.now() - start,
        exchange: spent.exchange,
      },
      usage: spent.usage,
    });
    try {
      const answer = await checkedAnswer(evaluator, task, masks, { signal, attempt });
      spent = addSpent(spent, answer);
      return outcome({ scores: [...answer.scores], reasoning: answer.reasoning, error: null, cached: answer.cached });
    } catch (error) {
      if (!(error instanceof AppError) || ENDS_ALL.has(error.code)) throw error;
      spent = addSpent(spent, malformedExchange(error));
      if (error.code === "malformed-answer" && attempt < MOST_ATTEMPTS) continue;
      return outcome({ scores: null, reasoning: null, error: inWords(error), cached: false });
    }
  }
}

/** The evaluator's answer, if it is one; whoever made it, it is checked here. */
async function checkedAnswer(
  evaluator: Evaluator,
  task: ScoringTask,
  masks: readonly MaskToScore[],
  options: { readonly signal: AbortSignal; readonly attempt: number },
): Promise<GroupAnswer> {
  const answer = await evaluator.scoreGroup(task, masks, options);
  const problem = problemOfScores(answer.scores, masks.length);
  if (problem === null) return answer;
  const exchange = answer.exchange ?? { prompt: "", images: [], answers: [] };
  throw malformedAnswer(`The evaluator's answer is unusable: ${problem}.`, evaluator.model, exchange, answer.usage);
}

function addSpent(spent: Spent, more: { exchange: Exchange | null; usage: Usage | null } | null): Spent {
  if (more === null) return spent;
  const { exchange } = spent;
  const answers = [...(exchange?.answers ?? []), ...(more.exchange?.answers ?? [])];
  return {
    // The last try's prompt, which holds what the others held; the answers of all.
    exchange: more.exchange === null ? exchange : { ...more.exchange, answers },
    usage: sumUsage([spent.usage, more.usage]),
  };
}

function inWords({ message, where, cure }: AppError): string {
  return [message, where === undefined ? null : `(${where})`, cure].filter(Boolean).join(" ");
}

function cancelled(): AppError {
  return new AppError({
    code: "cancelled",
    message: "The scoring was cancelled.",
    cure: "Start it again when you want it; answers of an endpoint that had arrived are kept.",
  });
}
