import { AppError } from "#core/errors";

/** A write that failed: it ends the export, whatever sample it came with. */
export class WriteError extends AppError {}

/** What the file system said to a write, in our words. AppErrors and cancellations pass through. */
export function writeFailure(thrown: unknown, where: string): unknown {
  if (thrown instanceof AppError || (thrown instanceof Error && thrown.name === "AbortError")) return thrown;
  const { code } = thrown as NodeJS.ErrnoException;
  const report = (() => {
    switch (code) {
      case "ENOSPC":
      case "EDQUOT":
        return {
          code: "disk-full",
          message: "The disk is full.",
          cure: "Free some space there, then repeat it.",
        } as const;
      case "EACCES":
      case "EPERM":
      case "EROFS":
        return {
          code: "read-only",
          message: "This place cannot be written to.",
          cure: "Name another folder.",
        } as const;
      case "ENAMETOOLONG":
        return { code: "bad-input", message: "This path is too long.", cure: "Name a shorter one." } as const;
      case "ENOENT":
      case "ENOTDIR":
        return {
          code: "not-found",
          message: "There is no such folder.",
          cure: "Make it first, or name another.",
        } as const;
      default:
        return null;
    }
  })();
  return report === null ? thrown : new WriteError({ ...report, where }, { cause: thrown });
}
