import { TRPCError } from "@trpc/server";
import { AppError } from "#core/errors";

/** Writes failures that are our own fault to stderr, with the stack that no client gets to see. */
export function logInternalError(error: unknown, path: string | undefined): void {
  if (error instanceof TRPCError && error.code !== "INTERNAL_SERVER_ERROR") return;
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
  if (cause instanceof AppError || (cause instanceof Error && cause.name === "AbortError")) return;
  console.error(path === undefined ? "Request failed:" : `API call ${path} failed:`, cause);
}
