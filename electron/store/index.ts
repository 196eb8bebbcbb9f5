export { type Backup, databaseProblem, listBackups } from "./backups.ts";
export type { BatchStore, NewBatch, SampleOutcome, WaitingSample } from "./batch-contract.ts";
export type {
  AddReport,
  ChainReport,
  ForeignMask,
  Identity,
  ImageProbe,
  ImportBatchReport,
  JobRecord,
  NewSample,
  ProjectJudging,
  ProjectStore,
  ReviewResult,
  SampleImport,
  SampleQuery,
  StoreChange,
  StoredReview,
  StoredSampleExport,
  VerifyReport,
} from "./contract.ts";
export { damageOf } from "./damage.ts";
export { DATABASE_FILE, isProject } from "./folder.ts";
export { createProject, openProject, rebuildProjection, restoreBackup, verifyProject } from "./project.ts";
export type { StoreOptions } from "./project-store.ts";
export { isTakenOver, takenIgnore } from "./taken-over.ts";
export { verifyProjectInThread } from "./verify-thread.ts";
