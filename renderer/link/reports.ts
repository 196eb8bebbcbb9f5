import { TRPCClientError } from "@trpc/client";
import { type ErrorReport, errorReportSchema, toErrorReport } from "#core/errors";

/** What to show of anything that was thrown by a call: the API's own report where there is one. */
export function reportOf(thrown: unknown): ErrorReport {
  if (isAbort(thrown))
    return { code: "cancelled", message: "The work was cancelled.", cure: "Start it again when you want it." };
  if (thrown instanceof TRPCClientError) {
    const parsed = errorReportSchema.safeParse((thrown.data as { report?: unknown } | null | undefined)?.report);
    if (parsed.success) return parsed.data;
    if (!thrown.data) {
      return {
        code: "worker-failed",
        message: "The app behind this window does not answer.",
        where: thrown.message,
        cure: "If it was closed, start it again (npm start) and open the address that it prints.",
      };
    }
  }
  return toErrorReport(thrown);
}

/** A call that we took back ourselves: nothing to tell anybody. */
export function isAbort(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown.name === "AbortError") return true;
  return thrown.cause instanceof Error && thrown.cause.name === "AbortError";
}
