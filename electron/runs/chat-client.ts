import type { Endpoint } from "#core/samples";
import { type ChatClient, createChatClient } from "#native-models/chat";
import type { RunServices } from "./contract.ts";

/** A client counts what is under way at its endpoint, so all samples that are asked of one endpoint share it. */
const clients = new WeakMap<Endpoint, { readonly key: string | null; readonly client: ChatClient }>();

/** The client of the services' endpoint; the same endpoint object and key, the same client. Null without an endpoint. */
export function chatClientOf({ endpoint, cacheDir }: Pick<RunServices, "endpoint" | "cacheDir">): ChatClient | null {
  if (endpoint === null) return null;
  const { key } = endpoint;
  const known = clients.get(endpoint.endpoint);
  if (known !== undefined && known.key === key) return known.client;
  const client = createChatClient({ endpoint: endpoint.endpoint, key, cacheDir });
  clients.set(endpoint.endpoint, { key, client });
  return client;
}
