import {
  loadSettings,
  packDirs,
  type Settings,
  type SettingsPatch,
  saveSettings,
  settingsSchema,
  type UserDirs,
  userDirs,
} from "#electron/config";
import { datasetsWorkerBeside } from "#electron/datasets/transfer";
import { createPipeline, type Pipeline, type PipelineSettings } from "#electron/jobs";
import { createKeyStore, type Encryption, type KeyStore } from "#electron/keys";
import { type Identity, type VerifyReport, verifyProjectInThread } from "#electron/store";
import { BatchBoard } from "./batch-board.ts";
import { endpointOf } from "./configured-endpoint.ts";
import { requestByPicture } from "./default-choice.ts";
import { definedOnly } from "./defined-only.ts";
import { DesktopBoard } from "./desktop-board.ts";
import { JobBoard } from "./job-board.ts";
import { ProjectRegistry } from "./project-registry.ts";
import { TransferBoard } from "./transfer-board.ts";
import { WindowBoard } from "./windows.ts";

export type HostKind = "desktop" | "web";

/** Everything that the API stands on. One object a process, made by the host and closed by it. */
export interface Services {
  readonly host: HostKind;
  readonly version: string;
  readonly dirs: UserDirs;
  readonly assetsDir: string;
  readonly pipeline: Pipeline;
  /** Keys of endpoints; no procedure answers one. */
  readonly keys: KeyStore;
  readonly projects: ProjectRegistry;
  readonly jobs: JobBoard;
  readonly batches: BatchBoard;
  readonly transfers: TransferBoard;
  readonly windows: WindowBoard;
  readonly desktop: DesktopBoard;
  /** The built thread that reads datasets; null where it has not been built: then this thread reads. */
  readonly datasetsWorkerFile: string | null;
  /** Replays a project's log beside the work that goes on in it. */
  verify(dir: string): Promise<VerifyReport>;
  settings(): Settings;
  changeSettings(patch: SettingsPatch): Settings;
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly host: HostKind;
  readonly version: string;
  /** The built pipeline worker. */
  readonly workerFile: string;
  /** The repository's assets/ folder, or the packaged copy of it. */
  readonly assetsDir: string;
  readonly dirs?: UserDirs;
  /** Electron's safeStorage; the web host has no keychain. */
  readonly encryption?: Encryption;
  /** Receives what the worker writes, and why one was replaced. */
  readonly log?: (line: string) => void;
  /** Tests hand in their own. */
  readonly pipeline?: Pipeline;
}

/** Starts nothing yet: the worker comes up with the first request, a project with its opening. */
export function createServices(options: ServicesOptions): Services {
  const dirs = options.dirs ?? userDirs();
  let settings = loadSettings(dirs.configDir);
  const pipeline =
    options.pipeline ??
    createPipeline({
      workerFile: options.workerFile,
      settings: pipelineSettings(settings, dirs, options.assetsDir),
      ...(options.log && { log: options.log }),
    });
  // Asked anew by every change: a name that is changed in the settings signs from then on, in open projects too.
  const identity: Identity = {
    get author() {
      return settings.author;
    },
    get device() {
      return settings.device;
    },
  };
  const projects = new ProjectRegistry(dirs.configDir, () => identity);
  const transfers = new TransferBoard();
  const keys = createKeyStore({ configDir: dirs.configDir, encryption: options.encryption ?? null });
  const runServices = () => ({
    pipeline,
    version: options.version,
    packDirs: packDirs(dirs, options.assetsDir),
    cacheDir: dirs.cacheDir,
    endpoint: endpointOf({ settings: () => settings, keys }),
  });
  const jobs = new JobBoard(runServices);
  const places = { projects, dirs, assetsDir: options.assetsDir };
  const batches = new BatchBoard({
    services: runServices,
    byPicture: (projectId, sampleId, request) => requestByPicture(places, projectId, sampleId, request),
  });
  return {
    host: options.host,
    version: options.version,
    dirs,
    assetsDir: options.assetsDir,
    pipeline,
    keys,
    projects,
    jobs,
    batches,
    transfers,
    windows: new WindowBoard(),
    desktop: new DesktopBoard(),
    datasetsWorkerFile: datasetsWorkerBeside(options.workerFile),
    verify: (dir) => verifyProjectInThread(dir, options.workerFile),
    settings: () => settings,
    changeSettings(patch) {
      const before = pipelineSettings(settings, dirs, options.assetsDir);
      settings = settingsSchema.parse({ ...settings, ...definedOnly(patch) });
      saveSettings(dirs.configDir, settings);
      const after = pipelineSettings(settings, dirs, options.assetsDir);
      // Themes change often; a worker should not lose its models over one.
      if (JSON.stringify(before) !== JSON.stringify(after)) pipeline.configure(after);
      return settings;
    },
    async close() {
      // A run that is told to pause loses nothing; one whose models are taken away would note failures.
      await batches.endAll();
      await Promise.all([pipeline.stop(), transfers.endAll()]);
      projects.closeAll();
    },
  };
}

function pipelineSettings(settings: Settings, dirs: UserDirs, assetsDir: string): PipelineSettings {
  return {
    cacheDir: dirs.cacheDir,
    packDirs: packDirs(dirs, assetsDir),
    provider: settings.provider,
    threads: settings.threads,
    embeddingCacheBytes: settings.embeddingCacheBytes,
    memoryCeilingBytes: settings.memoryCeilingBytes,
  };
}
