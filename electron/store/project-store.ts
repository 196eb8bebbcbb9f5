import type { ErrorReport } from "#core/errors";
import type {
  Facets,
  ImageRecord,
  ImageStatus,
  RunResult,
  SampleDetail,
  SampleFilter,
  SampleHistory,
  SampleState,
  SampleStatus,
  SampleSummary,
  SavedView,
} from "#core/samples";
import { addSamples, beginImport } from "./add-samples.ts";
import { assigneesOf } from "./assignments.ts";
import { BackupSchedule } from "./backup-schedule.ts";
import { listBackups, makeBackup } from "./backups.ts";
import { Batches } from "./batches.ts";
import type {
  AddReport,
  ForeignMask,
  Identity,
  ImagePlace,
  ImageProbe,
  ImportBatchReport,
  JobRecord,
  NewSample,
  ProjectStore,
  ReviewResult,
  SampleImport,
  SampleQuery,
  StoreChange,
  StoredSampleExport,
  VerifyReport,
} from "./contract.ts";
import type { Database, Row } from "./database.ts";
import { commitEdit, redoEdit, review, undoEdit } from "./edits.ts";
import { evaluationsOf } from "./evaluations.ts";
import { detailsOf, exportSamples } from "./export-samples.ts";
import { facetsOf } from "./facets.ts";
import { addForeignMasks } from "./foreign-masks.ts";
import { historyOf, stalenessOf } from "./history.ts";
import { imageNameOf } from "./image-names.ts";
import { Images } from "./images.ts";
import { listJobs, recordJob } from "./jobs.ts";
import { Judging } from "./judging.ts";
import { Ledger } from "./ledger.ts";
import type { ProjectLock } from "./lock.ts";
import { pointingOf } from "./pointings.ts";
import { isAsItCame } from "./question-versions.ts";
import { editQuestion, writeQuestion } from "./questions.ts";
import { countByStatus, nextOpenSample, noSuchSample, querySamples, type Source, samplesSeen } from "./queue.ts";
import { readingsOf } from "./readings.ts";
import { candidatesOf, newestRun, recordRun, withoutCandidates } from "./runs.ts";
import { verifyDatabase } from "./verify.ts";
import { deleteView, listViews, renameView, saveView } from "./views.ts";

export interface StoreOptions {
  /** Told what went wrong beside the work itself, such as a backup that could not be made. */
  readonly onWarning?: (warning: ErrorReport) => void;
  /** Events between two automatic backups; 200 by default. */
  readonly backupEvery?: number;
  readonly now?: () => Date;
}

type DetailRow = Row &
  Omit<SampleSummary, "imageName" | "stale"> & {
    readonly kind: string;
    readonly split: string;
    readonly groundTruth: string | null;
    readonly ignore: string | null;
    readonly program: string | null;
    readonly questionVersion: number;
  };

/** A project whose database is open and whose lock is held. */
export class SqliteProjectStore implements ProjectStore {
  readonly dir: string;
  readonly title: string;
  readonly judging: Judging;
  readonly batches: Batches;
  readonly #db: Database;
  readonly #lock: ProjectLock;
  readonly #ledger: Ledger;
  readonly #schedule: BackupSchedule;
  readonly #images: Images;
  readonly #now: () => Date;
  #closed = false;

  constructor(dir: string, db: Database, lock: ProjectLock, identity: Identity, options: StoreOptions) {
    this.dir = dir;
    this.#db = db;
    this.#lock = lock;
    this.#now = options.now ?? (() => new Date());
    this.#ledger = new Ledger(db, identity, this.#now);
    this.judging = new Judging(this.#ledger);
    this.batches = new Batches(this.#ledger, this.#now);
    this.#images = new Images(db, dir);
    this.#images.removePartialCopies();
    this.title = String(db.value("SELECT value FROM meta WHERE key = 'title'") ?? "");
    this.#schedule = new BackupSchedule(this.#ledger, dir, {
      every: options.backupEvery ?? 200,
      now: this.#now,
      onWarning: options.onWarning ?? (() => {}),
    });
    this.#ledger.onChange = (events, by) => this.#schedule.changed(events, by);
    this.#schedule.opened();
  }

  get #open(): Database {
    this.#ledger.assertOpen();
    return this.#db;
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    return this.#ledger.listen(listener);
  }

  get mark(): number {
    this.#ledger.assertOpen();
    return this.#ledger.log.clock();
  }

  get #source(): Source {
    return samplesSeen(this.#ledger);
  }

  counts(): ReturnType<ProjectStore["counts"]> {
    return countByStatus(this.#open, this.#source);
  }

  samples(query: SampleQuery): ReturnType<ProjectStore["samples"]> {
    return querySamples(this.#open, query, this.#source);
  }

  facets(): Facets {
    return facetsOf(this.#open, this.judging.rules().readers);
  }

  views(): readonly SavedView[] {
    return listViews(this.#open);
  }

  saveView(name: string, filter: SampleFilter): readonly SavedView[] {
    return saveView(this.#ledger, name, filter);
  }

  renameView(from: string, to: string): readonly SavedView[] {
    return renameView(this.#ledger, from, to);
  }

  deleteView(name: string): readonly SavedView[] {
    return deleteView(this.#ledger, name);
  }

  sample(id: string): SampleDetail {
    const db = this.#open;
    const found = db.get<DetailRow>(
      `SELECT id, ordinal, question, category, image_id AS imageId, status, kind, split,
         ground_truth AS groundTruth, ignore_mask AS ignore,
         question_version AS questionVersion,
         (SELECT json_type(body, '$.own.program') FROM document WHERE hash = sample.details) AS program
       FROM sample WHERE id = ?`,
      id,
    );
    if (found === undefined) throw noSuchSample(id);
    const { program, ...row } = found;
    const { contents } = this.#ledger;
    const image = this.#images.record(row.imageId);
    const { author } = this.#ledger;
    const { mark: _, ...reviewed } = review(this.#ledger, id);
    const newest = newestRun(db, id);
    return {
      ...row,
      imageName: imageNameOf(image.path),
      image,
      imageStatus: this.#images.status(image),
      groundTruth: row.groundTruth === null ? null : contents.mask(row.groundTruth),
      ignore: row.ignore === null ? null : contents.mask(row.ignore),
      kind: JSON.parse(row.kind) as string[],
      isProved: program !== null && program !== "null" && isAsItCame(db, id, row.question),
      ...reviewed,
      staleness: stalenessOf(db, id, author, reviewed.stale),
      pointing: pointingOf(db, id, author),
      readings: readingsOf(db, id),
      assignees: assigneesOf(db, id),
      candidates: candidatesOf(db, id, newest),
      run: withoutCandidates(newest),
      evaluations: newest === null ? [] : evaluationsOf(db, id),
    };
  }

  nextOpen(afterOrdinal: number, filter: SampleFilter = {}): SampleSummary | null {
    return nextOpenSample(this.#open, afterOrdinal, filter, this.#source);
  }

  imageStatus(imageId: string): ImageStatus {
    this.#ledger.assertOpen();
    return this.#images.status(this.#images.record(imageId));
  }

  imageFile(imageId: string): { readonly record: ImageRecord; readonly file: string } {
    this.#ledger.assertOpen();
    const record = this.#images.record(imageId);
    return { record, file: record.path };
  }

  async addSamples(
    samples: readonly NewSample[],
    options: { readonly copy: boolean; readonly probe: ImageProbe },
  ): Promise<AddReport> {
    return await addSamples(this.#ledger, this.#images, options, samples);
  }

  beginImport(options: { readonly copy: boolean; readonly probe: ImageProbe }): SampleImport {
    return beginImport(this.#ledger, this.#images, options);
  }

  addForeignMasks(name: string, masks: readonly ForeignMask[]): ImportBatchReport {
    return addForeignMasks(this.#ledger, name, masks);
  }

  details(sampleId: string): Readonly<Record<string, unknown>> {
    return detailsOf(this.#ledger, sampleId);
  }

  exportSamples(status?: readonly SampleStatus[]): Generator<StoredSampleExport> {
    return exportSamples(this.#ledger, this.#images, status);
  }

  imagePlaces(): readonly ImagePlace[] {
    this.#ledger.assertOpen();
    return this.#images.places();
  }

  writeQuestion(sampleId: string, question: string): SampleSummary {
    return writeQuestion(this.#ledger, sampleId, question);
  }

  editQuestion(sampleId: string, question: string, version: number): SampleSummary {
    return editQuestion(this.#ledger, sampleId, question, version);
  }

  history(sampleId: string): SampleHistory {
    return historyOf(this.#open, sampleId, this.#ledger.author);
  }

  commit(sampleId: string, state: SampleState, action: string, basedOn?: number): ReviewResult {
    return commitEdit(this.#ledger, sampleId, state, action, basedOn);
  }

  undo(sampleId: string): ReviewResult {
    return undoEdit(this.#ledger, sampleId);
  }

  redo(sampleId: string): ReviewResult {
    return redoEdit(this.#ledger, sampleId);
  }

  recordRun(sampleId: string, result: RunResult): { readonly runId: string } {
    return recordRun(this.#ledger, sampleId, result);
  }

  recordJob(job: JobRecord): void {
    recordJob(this.#open, job);
  }

  jobs(): readonly JobRecord[] {
    return listJobs(this.#open);
  }

  backup(): { readonly file: string } {
    return makeBackup(this.#open, this.dir, this.#now());
  }

  backups(): ReturnType<ProjectStore["backups"]> {
    return listBackups(this.dir);
  }

  verify(): VerifyReport {
    return verifyDatabase(this.#open);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#schedule.closing();
    this.#ledger.close();
    closeAll(this.#db, this.#lock);
  }
}

/** Closes the database, whole in its one file so that the folder can be copied as it lies, and lets go of the project. */
export function closeAll(db: Database, lock: ProjectLock): void {
  try {
    db.close();
  } finally {
    lock.release();
  }
}
