import type { ErrorCode } from "#core/errors";

/** What no further sample would be spared. Everything else is told of its sample, and the run goes on. */
export const FATAL: ReadonlySet<ErrorCode> = new Set([
  "unauthorised",
  "model-missing",
  "model-broken",
  "usage",
  "unsupported",
  "disk-full",
  "read-only",
  "project-damaged",
  "conflict",
  "cancelled",
]);

/** So many samples in a row that failed like that are no longer a matter of single samples: the server is down, say. */
export const PATIENCE = 5;
export const SYSTEMIC: ReadonlySet<string> = new Set(["endpoint-failed", "malformed-answer", "worker-failed"]);
