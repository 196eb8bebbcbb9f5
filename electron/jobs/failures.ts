import { AppError } from "#core/errors";

/** The worker could not be brought up at all. */
export function startFailure(
  workerFile: string,
  problem: string,
  attempts: number,
  lines: readonly string[],
): AppError {
  return new AppError({
    code: "worker-failed",
    message: `The pipeline worker could not be started (${attempts} attempts): ${problem}.${quote(lines)}`,
    where: workerFile,
    cure: "Run `rea2seg doctor` to see which part is missing, mend it, then ask again: the next request starts a new worker.",
  });
}

export function missingWorkerFile(workerFile: string): AppError {
  return new AppError({
    code: "worker-failed",
    message: "The pipeline worker's file is missing.",
    where: workerFile,
    cure: "In a checkout run `npm run build -- --force`; in an installed app reinstall it.",
  });
}

/** The worker died under a job, and again when the job was tried a second time. */
export function diedTwice(kind: string, end: string, lines: readonly string[]): AppError {
  const killed = /SIGKILL/.test(end);
  return new AppError({
    code: "worker-failed",
    message: `The pipeline worker died twice while it did "${kind}" (${end}).${quote(lines)}`,
    where: `job "${kind}"`,
    cure: killed
      ? "The system may have been short of memory: close other programs, then try again."
      : "Try again with the provider `cpu` (settings); if that dies too, report this with the output of `rea2seg doctor`.",
  });
}

export function cancelledJob(kind: string): AppError {
  return new AppError({
    code: "cancelled",
    message: `The job "${kind}" was cancelled.`,
    cure: "Start it again when you want it.",
  });
}

export function pipelineStopped(kind: string): AppError {
  return new AppError({
    code: "cancelled",
    message: `The pipeline was stopped before the job "${kind}" ended.`,
    cure: "Open the studio again, then repeat it.",
  });
}

/** The worker's last lines; an error's own line comes first, where a short space shows nothing else. */
export function quote(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const telling = lines.find((line) => /^\s*(?:\[?\w*Error\b|Cannot |error:)/.test(line));
  const said = telling === undefined ? "" : ` It said: ${telling.trim()}`;
  return `${said}\nIts last lines:\n${lines.join("\n")}`;
}
