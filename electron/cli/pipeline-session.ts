import { AppError } from "#core/errors";
import { loadSettings, userDirs } from "#electron/config";
import { createPipeline, type Pipeline, type RequestOptions } from "#electron/jobs";
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
 * worker whatever happened. The first Ctrl-C cancels, the second leaves at once.
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
      provider: settings.provider,
      threads: settings.threads,
      embeddingCacheBytes: settings.embeddingCacheBytes,
      memoryCeilingBytes: settings.memoryCeilingBytes,
    },
  });
  const abort = new AbortController();
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(5);
    terminal.note("Cancelling; press Ctrl-C again to leave at once.");
    abort.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    const options: RequestOptions = { signal: abort.signal, onProgress: (progress) => terminal.progress(progress) };
    const result = await work({ pipeline, options });
    if (abort.signal.aborted) throw cancelled();
    return result;
  } finally {
    await pipeline.stop();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

function cancelled(): AppError {
  return new AppError({
    code: "cancelled",
    message: "The work was cancelled.",
    cure: "Start it again when you want it.",
  });
}
