export { isEmptyCard } from "./cards.ts";
export { keepQuestion, loadQuestion } from "./comments.ts";
export { SessionProvider, useSession, useSessionState } from "./context.tsx";
export { emptyFilter, isFiltered, pageQuery, queueFilterOf } from "./filter.ts";
export { type Layer, layerOf } from "./layers.ts";
export { neighbourOf } from "./neighbours.ts";
export { PAUSE_MINUTES, Pace, type PaceState } from "./pace.ts";
export { isEmpty, noPrompts, untouchedCandidate, withoutPoint, withPoint } from "./prompts.ts";
export { needsQuestion } from "./questions.ts";
export { inRunOrder, rankedAs, rankingEvaluation } from "./ranking.ts";
export { isRunning } from "./runs.ts";
export { type SaveOp, SaveQueue, type SaveStatus } from "./save-queue.ts";
export { ReviewSession } from "./session.ts";
export type {
  Card,
  NoticeKind,
  NoticeOf,
  OpenSample,
  Preferences,
  Preview,
  QueueFilter,
  SessionHost,
  SessionState,
} from "./types.ts";
export { areScoresHidden, asSeen, isVeiled } from "./veil.ts";
