import { AppError } from "#core/errors";
import { loadSettings, packDirs, userDirs } from "#electron/config";
import { createPipeline, type Pipeline, type RequestOptions } from "#electron/jobs";
import { withInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

/** Folders of the built app; the entry knows them, the code below is told. */
export interface AppPaths {
  readonly version: string;
  readonly workerFile: string;
  readonly rendererDir: string;
  readonly assetsDir: string;
}

export interface PipelineSession {
  readonly pipeline: Pipeline;
  /** Progress on stderr, and Ctrl-C as cancellation. */
  readonly options: RequestOptions;
}

/**
 * Runs `work` with a pipeline worker, so that a native crash of a model can't take the command down, and ends the
 * worker whatever happened. Ctrl-C cancels.
 */
export async function withPipeline<T>(
  paths: AppPaths,
  terminal: Terminal,
  work: (session: PipelineSession) => Promise<T>,
): Promise<T> {
  const dirs = userDirs();
  const settings = loadSettings(dirs.configDir);
  const pipeline = createPipeline({
    workerFile: paths.workerFile,
    settings: {
      cacheDir: dirs.cacheDir,
      packDirs: packDirs(dirs, paths.assetsDir),
      provider: settings.provider,
      threads: settings.threads,
      embeddingCacheBytes: settings.embeddingCacheBytes,
      memoryCeilingBytes: settings.memoryCeilingBytes,
    },
  });
  return await withInterrupt(terminal, async (signal) => {
    try {
      const options: RequestOptions = { signal, onProgress: (progress) => terminal.progress(progress) };
      const result = await work({ pipeline, options });
      if (signal.aborted) throw cancelled();
      return result;
    } finally {
      await pipeline.stop();
    }
  });
}

function cancelled(): AppError {
  return new AppError({
    code: "cancelled",
    message: "The work was cancelled.",
    cure: "Start it again when you want it.",
  });
}
