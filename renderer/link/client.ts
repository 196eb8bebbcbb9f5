import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import { PORT_MESSAGE, type PortLike, portLink } from "#core/link";
import type { ApiRouter } from "#electron/api";

export type Api = TRPCClient<ApiRouter>;

declare global {
  interface Window {
    /** The preload's bridge; only there on the desktop. */
    readonly rea2seg?: { connect(): void };
  }
}

/** Over a MessagePort on the desktop, over HTTP and server-sent events on the web. */
export async function connectApi(): Promise<Api> {
  if (window.rea2seg) return createTRPCClient<ApiRouter>({ links: [portLink(await receivePort(window.rea2seg))] });
  const url = "/trpc";
  return createTRPCClient<ApiRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url }),
        // Not batched: a click's mask must not wait for a slow answer beside it.
        false: httpLink({ url }),
      }),
    ],
  });
}

function receivePort(bridge: { connect(): void }): Promise<PortLike> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent): void => {
      const port = event.ports[0];
      // Only our own preload can post into this window from this window.
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener("message", receive);
      resolve(port as PortLike);
    };
    window.addEventListener("message", receive);
    bridge.connect();
  });
}
