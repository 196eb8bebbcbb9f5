import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endpointSchema } from "#core/samples";
import { type ChatServer, startChatServer } from "../../mocks/chat-server.mjs";
import { type TestServices, testServices } from "../../mocks/services.ts";
import { type Connection, connectHttp } from "./links.ts";

const SECRET = "sk-0123456789-secret";
let test: TestServices;
let link: Connection;
let server: ChatServer;

beforeEach(async () => {
  test = await testServices();
  link = await connectHttp(test.services, test.root);
  server = await startChatServer({ key: SECRET });
});
afterEach(async () => {
  await link.close();
  await test.dispose();
  await server.close();
});

const configure = (url = server.url) =>
  link.client.settings.set.mutate({ endpoint: endpointSchema.parse({ url, model: "tiny" }) });

function filesBelow(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const file = join(dir, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [file];
  });
}

describe("the endpoint of the settings", () => {
  it("is not there until somebody configures it, and then nothing was sent yet", async () => {
    await expect(link.client.endpoint.test.mutate()).rejects.toThrow("No endpoint is configured.");
    await expect(link.client.endpoint.setKey.mutate({ key: SECRET })).rejects.toThrow("No endpoint is configured.");
    await configure();
    expect(server.requests).toHaveLength(0);
  });

  it("tells where its key is, never the key, and keeps it out of every file", async () => {
    await configure();
    expect((await link.client.endpoint.key.query()).from).toBeNull();
    const state = await link.client.endpoint.setKey.mutate({ key: SECRET });
    expect(state).toMatchObject({ from: "session", place: { kind: "session" } });
    expect(JSON.stringify([state, await link.client.settings.get.query()])).not.toContain(SECRET);
    const holders = filesBelow(test.root).filter((file) => readFileSync(file, "latin1").includes(SECRET));
    expect(holders).toEqual([]);
    expect((await link.client.endpoint.setKey.mutate({ key: null })).from).toBeNull();
  });

  it("is tried with one short text and no picture", async () => {
    await configure();
    await expect(link.client.endpoint.test.mutate()).rejects.toThrow(/key/);
    await link.client.endpoint.setKey.mutate({ key: SECRET });
    const answer = await link.client.endpoint.test.mutate();
    expect(answer.text).not.toBe("");
    const sent = server.requests.at(-1);
    expect(sent?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(JSON.stringify(sent?.body)).not.toContain("image_url");
  });

  it("gives its key to no other address", async () => {
    await configure();
    await link.client.endpoint.setKey.mutate({ key: SECRET });
    const other = await startChatServer();
    try {
      await configure(other.url);
      expect((await link.client.endpoint.key.query()).from).toBeNull();
      await link.client.endpoint.test.mutate();
      expect(other.requests[0]?.headers.authorization).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  it.each([
    ["a file", "file:///etc/passwd"],
    ["no address", "not a url"],
    ["a password", "http://me:secret@x.test/v1"],
  ])("refuses %s as an address", async (_, url) => {
    const endpoint = { ...endpointSchema.parse({ url: "http://x.test/v1", model: "m" }), url };
    await expect(link.client.settings.set.mutate({ endpoint })).rejects.toThrow(/not of the right form/);
  });
});
