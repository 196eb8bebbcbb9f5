import type { Endpoint } from "#core/samples";
import { type ChatClient, createChatClient } from "#native-models/chat";
import type { RunServices } from "./contract.ts";

/** A client counts what is under way at its endpoint, so all samples that are asked of one endpoint share it. */
const clients = new WeakMap<Endpoint, Shared>();

interface Shared {
  readonly key: string | null;
  readonly client: ChatClient;
  readonly listener: { onWait: RunServices["onWait"] };
}

/** The client of the services' endpoint; the same endpoint object and key, the same client. Null without an endpoint. */
export function chatClientOf({
  endpoint,
  cacheDir,
  onWait,
}: Pick<RunServices, "endpoint" | "cacheDir" | "onWait">): ChatClient | null {
  if (endpoint === null) return null;
  const { key } = endpoint;
  const known = clients.get(endpoint.endpoint);
  if (known !== undefined && known.key === key) {
    if (onWait !== undefined) known.listener.onWait = onWait;
    return known.client;
  }
  const listener = { onWait };
  const settings = { endpoint: endpoint.endpoint, key, cacheDir };
  const client = createChatClient({ ...settings, onWait: (wait) => listener.onWait?.(wait) });
  clients.set(endpoint.endpoint, { key, client, listener });
  return client;
}
