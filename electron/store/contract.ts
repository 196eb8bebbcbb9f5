import type { Rle } from "#core/masks";
import type {
  AssignReport,
  AssignRequest,
  Facets,
  ImageRecord,
  ImageStatus,
  Pointed,
  Pointing,
  ReviewRules,
  RunResult,
  SampleDetail,
  SampleFilter,
  SampleHistory,
  SampleState,
  SampleStatus,
  SampleSummary,
  SavedView,
  Verdict,
} from "#core/samples";
import type { BatchStore } from "./batch-contract.ts";

/** Who works where; an event chain belongs to one author on one device. */
export interface Identity {
  readonly author: string;
  readonly device: string;
}

export interface NewSample {
  readonly imagePath: string;
  /** Empty: the sample waits as `needs-question`. */
  readonly question: string;
  readonly category?: string;
  readonly groundTruth?: Rle | null;
  /** A dataset's own id; made up when left out. */
  readonly id?: string;
  readonly kind?: readonly string[];
  readonly split?: string;
  /** Pixels that count nowhere. Same size as the image. */
  readonly ignore?: Rle | null;
  /** A mask of another model that is to be judged: what is chosen before any edit. Same size as the image. */
  readonly proposal?: { readonly model: string; readonly rle: Rle } | null;
  /** Everything else that the source says of the sample, kept unchanged for its export. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An import that goes on over many batches and remembers the images it has seen. */
export interface SampleImport {
  /** On the disk when it returns. Samples whose id the project has already are counted as `present`, not refused. */
  add(samples: readonly NewSample[]): Promise<ImportBatchReport>;
}

export interface ImportBatchReport {
  readonly added: number;
  readonly present: number;
  /** `index` in the batch. */
  readonly refused: readonly { readonly index: number; readonly message: string; readonly cure: string }[];
}

/** A mask of another model, to be reviewed and scored beside ours. */
export interface ForeignMask {
  readonly sampleId: string;
  readonly rle: Rle;
}

/** A sample with everything that an export may need. */
export interface StoredSampleExport {
  readonly id: string;
  readonly ordinal: number;
  readonly image: ImageRecord;
  readonly imageName: string;
  readonly question: string;
  readonly category: string;
  readonly kind: readonly string[];
  readonly split: string;
  readonly groundTruth: Rle | null;
  /** The dataset's. */
  readonly ignore: Rle | null;
  /** A person's; null where it is as the dataset has it. */
  readonly ownIgnore: Rle | null;
  /** The mask that came to be judged. */
  readonly proposal: Rle | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly status: SampleStatus;
  /** The mask as a person has it now; null before anything was chosen. */
  readonly mask: Rle | null;
  readonly comment: string;
  /** Null without a verdict. */
  readonly review: StoredReview | null;
}

/** A verdict with who gave it and when. */
export interface StoredReview extends Verdict {
  readonly author: string;
  readonly at: string;
}

export interface SampleQuery extends SampleFilter {
  readonly offset: number;
  readonly limit: number;
}

/** Facts about an image file, read by the importer; the store trusts them. */
export type ImageProbe = (path: string) => Promise<Omit<ImageRecord, "stored" | "path">>;

export interface AddReport {
  readonly added: number;
  readonly sampleIds: readonly string[];
  readonly refused: readonly { readonly imagePath: string; readonly message: string; readonly cure: string }[];
}

export interface ChainReport {
  readonly author: string;
  readonly device: string;
  readonly events: number;
  readonly head: string;
  readonly ok: boolean;
  readonly problem: string | null;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly events: number;
  readonly chains: readonly ChainReport[];
  /** Result of SQLite's own check. */
  readonly database: string;
  /** Where the tables differ from what the log says. */
  readonly projection: readonly string[];
}

export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  readonly sampleId: string | null;
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly attempts: number;
  readonly error: string | null;
  readonly at: string;
}

/** What the review screen learns after a change: enough to redraw without another question. */
export interface ReviewResult {
  readonly state: SampleState;
  readonly status: SampleStatus;
  /** See `SampleSummary`. */
  readonly stale: boolean;
  readonly undoDepth: number;
  readonly redoDepth: number;
  /** The log's clock: grows with every change of the project. */
  readonly mark: number;
}

/** What a change on the disk touched. */
export interface StoreChange {
  /** Null: more than single samples, such as the project's rules or an import. */
  readonly sampleIds: readonly string[] | null;
  /** As `ReviewResult.mark`: who made the change knows it again by this. */
  readonly mark: number;
}

/** How the samples of an open project are judged, and by whom. */
export interface ProjectJudging {
  /** Who works here now. */
  readonly author: string;
  rules(): ReviewRules;
  changeRules(patch: Partial<ReviewRules>): ReviewRules;
  /** Where the present person expects the target; once a wording: who points again gets the first answer. */
  pointAt(sampleId: string, pointed: Pointed): Pointing;
  /** Gives the samples that a filter lets through to people, all as many. */
  assign(filter: SampleFilter, request: AssignRequest): AssignReport;
  /** Everybody who has worked in the project or was given something in it. */
  annotators(): readonly string[];
}

export interface ImagePlace {
  readonly path: string;
  /** Within the project's folder, with slashes; null for a file elsewhere. */
  readonly relative: string | null;
}

/** One open project. Every method that changes something has committed to disk when it returns. */
export interface ProjectStore {
  readonly dir: string;
  readonly title: string;
  readonly judging: ProjectJudging;
  /** The log's clock, as in `ReviewResult`. */
  readonly mark: number;
  /** Tells of every change once it is on the disk, until the answer is called. */
  onChange(listener: (change: StoreChange) => void): () => void;
  counts(): Readonly<Record<SampleStatus, number>>;
  samples(query: SampleQuery): { readonly total: number; readonly items: readonly SampleSummary[] };
  /** What there is to filter by. */
  facets(): Facets;
  /** Filters that were named, by name. */
  views(): readonly SavedView[];
  saveView(name: string, filter: SampleFilter): readonly SavedView[];
  renameView(from: string, to: string): readonly SavedView[];
  deleteView(name: string): readonly SavedView[];
  sample(id: string): SampleDetail;
  /** Everything else that the sample's source said of it, as it was imported; empty where it said nothing. */
  details(sampleId: string): Readonly<Record<string, unknown>>;
  /**
   * The first sample after `ordinal` (wrapping round) that is `todo` or `started`, of those that a filter lets through;
   * null when all are done.
   */
  nextOpen(afterOrdinal: number, filter?: SampleFilter): SampleSummary | null;
  /** Checks the file behind an image: by size and time, and by hash where those differ. */
  imageStatus(imageId: string): ImageStatus;
  /** Absolute path of the image's file. */
  imageFile(imageId: string): { readonly record: ImageRecord; readonly file: string };
  addSamples(
    samples: readonly NewSample[],
    options: { readonly copy: boolean; readonly probe: ImageProbe },
  ): Promise<AddReport>;
  /** For datasets: batch after batch, each in a transaction of its own. Images whose facts are known are not read again. */
  beginImport(options: { readonly copy: boolean; readonly probe: ImageProbe }): SampleImport;
  /**
   * Masks of the model `name` as candidates of source `imported`; a later import under the same name takes the place
   * of the earlier one on the samples that it names. Masks of unknown samples or of another size are refused.
   */
  addForeignMasks(name: string, masks: readonly ForeignMask[]): ImportBatchReport;
  /** Every sample in the queue's order, read as it goes; of these statuses where they are given. */
  exportSamples(status?: readonly SampleStatus[]): Generator<StoredSampleExport>;
  /** The files of all images that samples have, without a look at any sample. */
  imagePlaces(): readonly ImagePlace[];
  /** Gives a sample that waits for a question its first one. Throws `conflict` where it has one already. */
  writeQuestion(sampleId: string, question: string): SampleSummary;
  /**
   * Another wording of a question that is there. `version` is the one that the person read: throws `conflict` where the
   * question was changed since. What was said of the earlier wording stays in the history and no longer counts.
   */
  editQuestion(sampleId: string, question: string, version: number): SampleSummary;
  /** All wordings of the question and all verdicts, from the first. */
  history(sampleId: string): SampleHistory;
  /** Appends an edit; redo beyond it is dropped. `action` names it for people, e.g. "accept". */
  /** `basedOn`: the undo depth that the person saw; throws `conflict` where it is another one by now. */
  commit(sampleId: string, state: SampleState, action: string, basedOn?: number): ReviewResult;
  undo(sampleId: string): ReviewResult;
  redo(sampleId: string): ReviewResult;
  recordRun(sampleId: string, result: RunResult): { readonly runId: string };
  /** Runs over many samples. */
  readonly batches: BatchStore;
  recordJob(job: JobRecord): void;
  jobs(): readonly JobRecord[];
  backup(): { readonly file: string };
  backups(): readonly { readonly file: string; readonly at: string; readonly bytes: number }[];
  verify(): VerifyReport;
  close(): void;
}
