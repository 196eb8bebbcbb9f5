import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { type Observer, observable } from "@trpc/server/observable";
import type { InferrableClientTypes } from "@trpc/server/unstable-core-do-not-import";
import type { PortLike, PortReply, PortRequest } from "./envelope.ts";

type CallObserver<T extends InferrableClientTypes> = Observer<
  { readonly result: { readonly type: "data"; readonly data: unknown } | { readonly type: "started" | "stopped" } },
  TRPCClientError<T>
>;

/**
 * A terminating tRPC link over a message port. Calls are told apart by their ids; aborting a query or
 * unsubscribing posts `stop`, after which a late reply is dropped. A port that closes fails what is open.
 */
export function portLink<T extends InferrableClientTypes>(port: PortLike): TRPCLink<T> {
  const open = new Map<number, CallObserver<T>>();
  let lastId = 0;
  let closed = false;
  const post = (request: PortRequest): void => port.postMessage(request);

  port.addEventListener("message", ({ data }) => settle(open, data as PortReply));
  port.addEventListener("close", () => {
    closed = true;
    for (const observer of [...open.values()]) observer.error(new TRPCClientError(CLOSED));
    open.clear();
  });
  port.start?.();

  return () =>
    ({ op }) =>
      observable((observer) => {
        if (closed) {
          observer.error(new TRPCClientError(CLOSED));
          return;
        }
        // A number of our own: two clients may share the port, and tRPC counts per client.
        const id = ++lastId;
        const stop = (): void => {
          if (open.delete(id) && !closed) post({ id, type: "stop" });
        };
        const abort = (): void => {
          stop();
          observer.error(TRPCClientError.from(new DOMException("The call was cancelled.", "AbortError")));
        };
        if (op.signal?.aborted) {
          abort();
          return;
        }
        open.set(id, observer as CallObserver<T>);
        post({ id, type: op.type, path: op.path, input: op.input });
        if (op.type === "subscription") observer.next({ result: { type: "started" } });
        op.signal?.addEventListener("abort", abort, { once: true });
        return () => {
          op.signal?.removeEventListener("abort", abort);
          stop();
        };
      });
}

const CLOSED = "The connection between the window and the app was closed. Restart the app.";

function settle<T extends InferrableClientTypes>(open: Map<number, CallObserver<T>>, reply: PortReply): void {
  const observer = open.get(reply.id);
  if (!observer) return;
  if (reply.type === "event") {
    observer.next({ result: { type: "data", data: reply.data } });
    return;
  }
  open.delete(reply.id);
  if (reply.type === "error") {
    observer.error(TRPCClientError.from({ error: reply.error }));
    return;
  }
  observer.next({ result: reply.type === "data" ? { type: "data", data: reply.data } : { type: "stopped" } });
  observer.complete();
}
