import { type AnyTRPCRouter, callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from "@trpc/server";
import { z } from "zod";
import type { PortCall, PortErrorShape, PortLike, PortReply } from "#core/link";
import { logInternalError } from "./log-error.ts";

/** The far side is a sandboxed page: what it sends is checked like anything from outside. */
const requestSchema = z.discriminatedUnion("type", [
  z.object({ id: z.number().int(), type: z.literal("stop") }),
  ...(["query", "mutation", "subscription"] as const).map((type) =>
    z.object({ id: z.number().int(), type: z.literal(type), path: z.string().max(200), input: z.unknown() }),
  ),
]);

export interface PortServerOptions<Context> {
  readonly router: AnyTRPCRouter;
  readonly createContext: () => Context;
}

/**
 * Answers a tRPC router's calls over a message port, with the same error shapes as over HTTP. `stop` aborts one
 * call's signal, the port's closing those of all. Returns the function that ends serving and closes the port.
 */
export function servePort<Context>(port: PortLike, options: PortServerOptions<Context>): () => void {
  const open = new Map<number, AbortController>();
  let closed = false;
  const post = (reply: PortReply): void => {
    if (!closed) port.postMessage(reply);
  };
  const end = (): void => {
    closed = true;
    for (const call of open.values()) call.abort();
    open.clear();
  };

  port.addEventListener("message", ({ data }) => {
    const parsed = requestSchema.safeParse(data);
    if (!parsed.success) {
      console.warn("The page sent a message that is no call; it was dropped.");
      return;
    }
    const request = parsed.data;
    if (request.type === "stop") {
      open.get(request.id)?.abort();
      open.delete(request.id);
      return;
    }
    if (open.has(request.id)) return;
    const abort = new AbortController();
    open.set(request.id, abort);
    void answerCall(request as PortCall, abort.signal, options, post).finally(() => {
      if (open.get(request.id) === abort) open.delete(request.id);
    });
  });
  port.addEventListener("close", end);
  port.start?.();
  return () => {
    end();
    port.close();
  };
}

/** Never rejects; says nothing more once the call was stopped. */
async function answerCall<Context>(
  call: PortCall,
  signal: AbortSignal,
  { router, createContext }: PortServerOptions<Context>,
  post: (reply: PortReply) => void,
): Promise<void> {
  const { id, type, path, input } = call;
  try {
    const data: unknown = await callTRPCProcedure({
      router,
      path,
      type,
      getRawInput: async () => input,
      ctx: createContext() as object,
      signal,
      batchIndex: 0,
    });
    if (type !== "subscription") {
      if (!signal.aborted) post({ id, type: "data", data });
      return;
    }
    for await (const value of data as AsyncIterable<unknown>) {
      if (signal.aborted) return;
      post({ id, type: "event", data: value });
    }
    if (!signal.aborted) post({ id, type: "complete" });
  } catch (thrown) {
    if (signal.aborted) return;
    const error = getTRPCErrorFromUnknown(thrown);
    logInternalError(error, path);
    const config = router._def._config;
    const shape = getTRPCErrorShape({ config, error, type, path, input, ctx: undefined });
    post({ id, type: "error", error: shape as PortErrorShape });
  }
}
