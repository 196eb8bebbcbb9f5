import { TRPCClientError } from "@trpc/client";
import { type ErrorReport, errorReportSchema, toErrorReport } from "#core/errors";
import { textNow } from "#renderer/language";

/** What to show of anything that was thrown by a call: the API's own report where there is one. */
export function reportOf(thrown: unknown): ErrorReport {
  const words = textNow().notices;
  if (isAbort(thrown)) return { code: "cancelled", message: words.cancelled, cure: words.cancelledCure };
  if (thrown instanceof TRPCClientError) {
    const parsed = errorReportSchema.safeParse((thrown.data as { report?: unknown } | null | undefined)?.report);
    if (parsed.success) return parsed.data;
    if (!thrown.data) {
      return {
        code: "worker-failed",
        // The browser's own words ("Failed to fetch") differ by browser and help nobody.
        message: words.silent,
        cure: words.silentCure,
      };
    }
  }
  return toErrorReport(thrown);
}

/**
 * What a failed call says of the process behind the page: it refused the call for a reason of its own (`answers`),
 * it does not answer at all (`silent`), or it was started anew and does not know this page (`stranger`).
 */
export type Connection = "answers" | "silent" | "stranger";

export function connectionOf(thrown: unknown): Connection {
  if (!(thrown instanceof TRPCClientError)) return "answers";
  const response = thrown.meta?.response;
  if (response instanceof Response && response.status === 401) return "stranger";
  if (!thrown.data) return "silent";
  return reportOf(thrown).code === "unauthorised" ? "stranger" : "answers";
}

/** A call that we took back ourselves: nothing to tell anybody. */
export function isAbort(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown.name === "AbortError") return true;
  return thrown.cause instanceof Error && thrown.cause.name === "AbortError";
}
