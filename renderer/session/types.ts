import type { ErrorReport } from "#core/errors";
import type { Rle } from "#core/masks";
import type {
  Checks,
  Prompts,
  Reason,
  ReviewRules,
  RunRequest,
  SampleDetail,
  SampleFilter,
  SampleState,
  SampleStatus,
  SegmentResult,
} from "#core/samples";
import type { JobUpdate } from "#electron/api";
import type { Effect } from "#renderer/editing";
import type { Connection } from "#renderer/link";
import type { Layer } from "./layers.ts";
import type { PaceState } from "./pace.ts";
import type { SaveStatus } from "./save-queue.ts";

/** What the queue shows; what is left out shuts nobody out. */
export interface QueueFilter extends Readonly<Omit<SampleFilter, "search" | "status">> {
  readonly search: string;
  /** Empty: all. */
  readonly status: readonly SampleStatus[];
}

/** A sample as it is on the screen; the disk follows through the save queue. */
export interface OpenSample {
  readonly detail: SampleDetail;
  readonly state: SampleState;
  readonly status: SampleStatus;
  readonly stale: boolean;
  readonly undoDepth: number;
  readonly redoDepth: number;
  /** Prompts that were clicked and that SAM has not answered yet. */
  readonly draft: Prompts | null;
}

/** The verdict's points as they are on the screen. */
export interface Card {
  readonly checks: Checks;
  readonly reasons: readonly Reason[];
}

export interface Preview {
  readonly rle: Rle;
  readonly predictedIou: number;
}

export interface SessionState {
  readonly projectId: string;
  readonly title: string;
  readonly dir: string;
  readonly sample: OpenSample | null;
  /** The sample that is being opened, or that could not be. */
  readonly loading: string | null;
  readonly loadProblem: ErrorReport | null;
  /** The image that the next sample of the queue shows, as far as that was looked up. */
  readonly nextImageId: string | null;
  /** The project has no samples. */
  readonly empty: boolean;
  readonly save: SaveStatus;
  /** Whether the process behind the page answers, as far as saving has shown. */
  readonly connection: Connection;
  readonly preview: Preview | null;
  /** What the tools paint; the mask again with every other sample. */
  readonly layer: Layer;
  /** `waiting`: the image's embedding is being made or was never asked for. */
  readonly embedding: "unknown" | "waiting" | "ready";
  /** SAM's last answer, for the timings. */
  readonly lastSegment: SegmentResult | null;
  /** How near the mask is to the reference since it was edited by hand, and how near it was before. */
  readonly effect: { readonly now: Effect; readonly before: Effect | null } | null;
  /** The open sample has no candidates and a run is about to start by itself. */
  readonly discoverSoon: boolean;
  /** Newest job by sample. */
  readonly jobs: Readonly<Record<string, JobUpdate>>;
  /** Key of the evaluation whose ranks the candidates have, where a sample has it; null: the newest run's. */
  readonly rankedBy: string | null;
  readonly filter: QueueFilter;
  readonly pace: PaceState;
  /** The comment as typed; it goes to the disk with the verdict. */
  readonly comment: string;
  /** Checks and reasons as ticked; they go to the disk with the verdict. */
  readonly card: Card;
  /** How the project wants its samples judged. */
  readonly rules: ReviewRules;
  /** This person points first in every project. */
  readonly ownBlind: boolean;
  /** The open sample's question is being changed. */
  readonly rewording: boolean;
}

export type NoticeKind = "problem" | "info" | "done";

/** What a notice speaks of: the open sample, with which it goes, or anything that still matters when that is left. */
export type NoticeOf = "sample" | "studio";

/** What the session asks of the settings between two clicks. */
export interface Preferences {
  readonly autoAdvance: boolean;
  readonly autoDiscover: boolean;
  /** What a run uses; a pack of null is mobilesam. `automatic`: the picture may choose a pack in the place of all that. */
  readonly run: Pick<RunRequest, "attention" | "evaluator" | "groupSize" | "cot"> & {
    readonly pack: string | null;
    readonly automatic: boolean;
  };
}

/** What the session wants to tell; the screen decides how. */
export interface SessionHost {
  readonly notify: (
    kind: NoticeKind,
    report: Pick<ErrorReport, "message" | "where" | "cure"> & Partial<ErrorReport>,
    of?: NoticeOf,
  ) => void;
  /** Another sample is on the screen: what was told of the one before is over. */
  readonly onOtherSample?: () => void;
  readonly preferences: () => Preferences;
  /** The key for the sample before, as buttons write it now; null where it has none. */
  readonly keyOfPrevious?: () => string | null;
  /** A sample's status is another one now, or what was said of it is stale, or no longer. */
  readonly onStatus: (sampleId: string, status: SampleStatus, stale: boolean) => void;
  /** Another window or a run changed these samples (null: more than single ones). */
  readonly onChanged?: (sampleIds: readonly string[] | null) => void;
}
