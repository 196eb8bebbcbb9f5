import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError, z } from "zod";
import { AppError, type ErrorCode, type ErrorReport, toErrorReport } from "#core/errors";
import type { Services } from "./services.ts";

/** What every procedure gets; the same for both hosts. */
export interface ApiContext {
  readonly services: Services;
}

const statusOf: Readonly<Partial<Record<ErrorCode, TRPCError["code"]>>> = Object.freeze({
  "bad-input": "BAD_REQUEST",
  usage: "BAD_REQUEST",
  "not-found": "NOT_FOUND",
  conflict: "CONFLICT",
  "project-locked": "CONFLICT",
  unauthorised: "UNAUTHORIZED",
  "read-only": "FORBIDDEN",
  "too-large": "PAYLOAD_TOO_LARGE",
  cancelled: "CLIENT_CLOSED_REQUEST",
  "image-missing": "NOT_FOUND",
  unsupported: "NOT_IMPLEMENTED",
  "endpoint-failed": "BAD_GATEWAY",
  "malformed-answer": "BAD_GATEWAY",
});

/** What the client gets to see of a failure: a code, a message for people and a cure; never a stack. */
function reportOf(error: TRPCError): ErrorReport {
  const { cause } = error;
  if (cause instanceof ZodError && error.code === "BAD_REQUEST") {
    return {
      code: "bad-input",
      message: `The request is not of the right form: ${z.prettifyError(cause)}`,
      cure: "Correct the values named and try again.",
    };
  }
  if (cause !== undefined) return toErrorReport(cause);
  if (error.code === "NOT_FOUND") {
    return { code: "not-found", message: error.message, cure: "Reload the page: the app may have been updated." };
  }
  return toErrorReport(error);
}

const t = initTRPC.context<ApiContext>().create({
  // A subscription can be quiet for hours; the pings show both ends whether the other is still there.
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: reportOf(error).message,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, report: reportOf(error) },
  }),
});

const statusFromReport = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof AppError) {
    const { cause } = result.error;
    throw new TRPCError({ code: statusOf[cause.code] ?? "INTERNAL_SERVER_ERROR", message: cause.message, cause });
  }
  return result;
});

export const router = t.router;
export const procedure = t.procedure.use(statusFromReport);

/** A project is named by the id that `projects.open` answered. */
export const projectInput = z.object({ projectId: z.string().min(1).max(100) });
export const sampleInput = projectInput.extend({ sampleId: z.string().min(1).max(500) });
