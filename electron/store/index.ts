export { type Backup, listBackups } from "./backups.ts";
export type {
  AddReport,
  ChainReport,
  Identity,
  ImageProbe,
  JobRecord,
  NewSample,
  ProjectStore,
  ReviewResult,
  SampleQuery,
  VerifyReport,
} from "./contract.ts";
export { damageOf } from "./damage.ts";
export { isProject } from "./folder.ts";
export { createProject, openProject, rebuildProjection, restoreBackup, verifyProject } from "./project.ts";
export type { StoreOptions } from "./project-store.ts";
