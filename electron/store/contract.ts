import type { Rle } from "#core/masks";
import type {
  ImageRecord,
  ImageStatus,
  RunResult,
  SampleDetail,
  SampleState,
  SampleStatus,
  SampleSummary,
} from "#core/samples";

/** Who works where; an event chain belongs to one author on one device. */
export interface Identity {
  readonly author: string;
  readonly device: string;
}

export interface NewSample {
  readonly imagePath: string;
  readonly question: string;
  readonly category?: string;
  readonly groundTruth?: Rle | null;
  /** A dataset's own id; made up when left out. */
  readonly id?: string;
}

export interface SampleQuery {
  readonly offset: number;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly status?: readonly SampleStatus[] | undefined;
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
  readonly undoDepth: number;
  readonly redoDepth: number;
}

/** One open project. Every method that changes something has committed to disk when it returns. */
export interface ProjectStore {
  readonly dir: string;
  readonly title: string;
  counts(): Readonly<Record<SampleStatus, number>>;
  samples(query: SampleQuery): { readonly total: number; readonly items: readonly SampleSummary[] };
  sample(id: string): SampleDetail;
  /** The first sample after `ordinal` (wrapping round) that is `todo` or `started`; null when all are done. */
  nextOpen(afterOrdinal: number): SampleSummary | null;
  /** Checks the file behind an image: by size and time, and by hash where those differ. */
  imageStatus(imageId: string): ImageStatus;
  /** Absolute path of the image's file. */
  imageFile(imageId: string): { readonly record: ImageRecord; readonly file: string };
  addSamples(
    samples: readonly NewSample[],
    options: { readonly copy: boolean; readonly probe: ImageProbe },
  ): Promise<AddReport>;
  /** Appends an edit; redo beyond it is dropped. `action` names it for people, e.g. "accept". */
  commit(sampleId: string, state: SampleState, action: string): ReviewResult;
  undo(sampleId: string): ReviewResult;
  redo(sampleId: string): ReviewResult;
  recordRun(sampleId: string, result: RunResult): { readonly runId: string };
  recordJob(job: JobRecord): void;
  jobs(): readonly JobRecord[];
  backup(): { readonly file: string };
  backups(): readonly { readonly file: string; readonly at: string; readonly bytes: number }[];
  verify(): VerifyReport;
  close(): void;
}
