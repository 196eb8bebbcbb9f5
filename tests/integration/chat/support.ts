import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import { type Endpoint, endpointSchema } from "#core/samples";
import { type ChatClient, type ChatClientSettings, createChatClient, type RetryTiming } from "#native-models/chat";
import { type ChatServer, type ChatServerOptions, startChatServer } from "../../mocks/chat-server.mjs";

export const KEY = "sk-secret-3f9a77c1d2";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0).reverse()) await clean();
});

export async function serve(options: ChatServerOptions = {}): Promise<ChatServer> {
  const server = await startChatServer(options);
  cleanUps.push(() => server.close());
  return server;
}

export async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "rea2seg-chat-"));
  cleanUps.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Retries without waiting; the waits that were asked for are kept. */
export function instantTiming(): RetryTiming & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    random: () => 0.5,
    now: () => Date.parse("2026-01-01T00:00:00Z"),
  };
}

export function endpointAt(url: string, more: Partial<Endpoint> = {}): Endpoint {
  return { ...endpointSchema.parse({ url, model: "mock-vision" }), ...more };
}

export async function clientOf(
  server: Pick<ChatServer, "url">,
  endpoint: Partial<Endpoint> = {},
  settings: Partial<ChatClientSettings> = {},
): Promise<ChatClient> {
  return createChatClient({
    endpoint: endpointAt(server.url, endpoint),
    key: KEY,
    cacheDir: settings.cacheDir ?? (await temporaryDir()),
    timing: instantTiming(),
    ...settings,
  });
}

/** Every byte of every file below a folder, as one text. */
export async function everythingIn(dir: string): Promise<string> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(path.join(file.parentPath, file.name), "utf8"));
  return [...files.map(({ name }) => name), ...(await Promise.all(texts))].join("\n");
}
