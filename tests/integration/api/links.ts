import { join } from "node:path";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import { type PortLike, portLink } from "#core/link";
import { type ApiRouter, apiRouter, type Services } from "#electron/api";
import { servePort, startWebHost } from "#electron/hosts";
import { eventSourceWith } from "../../mocks/event-source.ts";

export interface Connection {
  readonly client: TRPCClient<ApiRouter>;
  /** Ends the host's side. */
  close(): Promise<void>;
}

export type Connect = (services: Services, root: string) => Promise<Connection>;

/** What the web host's page does: the token becomes a cookie, then HTTP and server-sent events. */
export const connectHttp: Connect = async (services, root) => {
  const host = await startWebHost({ services, rendererDir: join(root, "no-renderer") });
  const entry = await fetch(host.url, { redirect: "manual" });
  const cookie = entry.headers.get("set-cookie")?.split(";")[0] ?? "";
  const origin = `http://127.0.0.1:${host.port}`;
  const url = `${origin}/trpc`;
  const client = createTRPCClient<ApiRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url, EventSource: eventSourceWith({ cookie }) }),
        false: httpLink({ url, headers: { cookie, origin } }),
      }),
    ],
  });
  return { client, close: () => host.close() };
};

/** What the desktop's page does, with Node's message ports in place of Electron's. */
export const connectPort: Connect = async (services) => {
  const { port1, port2 } = new MessageChannel();
  const stop = servePort(asPortLike(port1), { router: apiRouter, createContext: () => ({ services }) });
  const client = createTRPCClient<ApiRouter>({ links: [portLink(asPortLike(port2))] });
  return { client, close: async () => stop() };
};

/** Node types its port's events more loosely than it sends them. */
const asPortLike = (port: MessagePort): PortLike => port as unknown as PortLike;
