import { z } from "zod";

/** Every way in which Rea2Seg refuses or fails. The code is for programs, the message and the cure for people. */
export const errorCodeSchema = z.enum([
  "bad-input",
  "not-found",
  "conflict",
  "usage",
  "unauthorised",
  "model-missing",
  "model-broken",
  "project-locked",
  "project-damaged",
  "read-only",
  "disk-full",
  "image-missing",
  "image-changed",
  "image-damaged",
  "too-large",
  "worker-failed",
  "endpoint-failed",
  "malformed-answer",
  "cancelled",
  "unsupported",
  "internal",
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** What travels over a link and what a screen or a terminal shows: what, where and how to mend it. */
export const errorReportSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  where: z.string().optional(),
  cure: z.string(),
});
export type ErrorReport = z.infer<typeof errorReportSchema>;

/** The one error class that crosses a folder's door. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly cure: string;

  constructor(report: ErrorReport, options?: { cause?: unknown }) {
    super(report.message, options);
    this.name = "AppError";
    this.code = report.code;
    this.where = report.where;
    this.cure = report.cure;
  }

  toReport(): ErrorReport {
    const report: ErrorReport = { code: this.code, message: this.message, cure: this.cure };
    return this.where === undefined ? report : { ...report, where: this.where };
  }
}

/** Turns anything that was thrown into a report; an unknown error keeps its own message and asks for a bug report. */
export function toErrorReport(thrown: unknown): ErrorReport {
  if (thrown instanceof AppError) return thrown.toReport();
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return { code: "cancelled", message: "The work was cancelled.", cure: "Start it again when you want it." };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const known = thrown instanceof Error ? systemReport(thrown) : null;
  if (known) return known;
  return {
    code: "internal",
    message: message || "Something went wrong without saying what.",
    cure: "Please report this together with the output of `rea2seg doctor`.",
  };
}

/** What the operating system or Node says by a code that people can do something about; null for all others. */
function systemReport(error: Error & { readonly code?: unknown; readonly path?: unknown }): ErrorReport | null {
  const { code } = error;
  const where = typeof error.path === "string" ? { where: error.path } : {};
  if (code === "ENOSPC" || code === "EDQUOT") {
    return {
      code: "disk-full",
      message: "The disk is full.",
      ...where,
      cure: "Free some space there, then try again.",
    };
  }
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") {
    const message = "This place may not be read or written.";
    const cure = "Give yourself the permission, or name another folder (REA2SEG_CONFIG_DIR, REA2SEG_CACHE_DIR).";
    return { code: "read-only", message, ...where, cure };
  }
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
    const message = `A part of the installation is missing: ${error.message.split("\n", 1)[0]}`;
    return { code: "internal", message, cure: "Run `npm ci` again; reinstall an installed app." };
  }
  return null;
}

/** Rebuilds the error on the other side of a link. */
export function fromErrorReport(report: ErrorReport): AppError {
  return new AppError(report);
}

/** Exhaustiveness: the compiler refuses a call that can happen. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
