import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { AppError } from "#core/errors";
import { type ChatMessage, chatImage, createChatClient } from "#native-models/chat";
import type { BehaviourName } from "../../mocks/chat-server.mjs";
import { failure, HELLO, say } from "./client-setup.ts";
import { clientOf, endpointAt, everythingIn, KEY, serve, temporaryDir } from "./support.ts";

describe("what is sent", () => {
  test("messages, pictures as data URLs, the model's settings, and the key in the header alone", async () => {
    const server = await serve({ key: KEY });
    const client = await clientOf(server, { temperature: 0.25, maxTokens: 77 });
    const image = chatImage(new Uint8Array([1, 2, 3]), "image/png");
    await client.complete([
      { role: "system", parts: [{ text: "Be brief." }] },
      { role: "user", parts: [{ text: "What is this?" }, { image }] },
    ]);
    const [request] = server.requests;
    expect(request?.path).toBe("/v1/chat/completions");
    expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(request?.body).toEqual({
      model: "mock-vision",
      temperature: 0.25,
      max_tokens: 77,
      stream: false,
      messages: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
          ],
        },
      ],
    });
  });

  test("no authorisation without a key; a slash at the end and a query of the address are kept apart", async () => {
    const server = await serve();
    const client = await clientOf({ url: `${server.url}/?api-version=2` }, {}, { key: null });
    const error = await failure(client.complete(HELLO));
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
    expect(server.requests[0]?.path).toBe("/v1/chat/completions?api-version=2");
    expect(error.where).toMatch(/^127\.0\.0\.1:\d+\/v1\/chat\/completions$/);
  });

  test.each([
    ["http://me:secret-pass@localhost/v1", KEY],
    ["http://localhost/v1", "sk-a\nb"],
  ])("an address with a password, or a broken key, is refused before anything is sent (%#)", (url, key) => {
    // Settings refuse such an address; a caller may still bring one.
    const endpoint = { ...endpointAt("http://localhost/v1"), url };
    const make = () => createChatClient({ endpoint, key, cacheDir: "/nowhere" });
    expect(make).toThrow(AppError);
    try {
      make();
    } catch (error) {
      expect(JSON.stringify((error as AppError).toReport())).not.toMatch(/secret-pass|sk-a/);
      expect((error as AppError).code).toBe("bad-input");
    }
  });
});

test("a server that knows the limit of tokens by its newer name only is asked by that, from then on", async () => {
  const server = await serve({
    otherwise: ({ body, response, answer }) => {
      const known = "max_completion_tokens" in body;
      response.writeHead(known ? 200 : 400);
      const refused = { error: { message: "'max_tokens' is not supported. Use 'max_completion_tokens' instead." } };
      response.end(JSON.stringify(known ? { choices: [{ message: { content: answer } }] } : refused));
    },
  });
  const client = await clientOf(server, { maxTokens: 50 });
  expect((await client.complete(say("a"))).text).toBe('{"scores":[]}');
  expect((await client.complete(say("b"))).text).toBe('{"scores":[]}');
  const limits = server.requests.map(({ body }) => Object.entries(body).filter(([name]) => name.startsWith("max_")));
  expect(limits).toEqual([[["max_tokens", 50]], [["max_completion_tokens", 50]], [["max_completion_tokens", 50]]]);
});

test("one that refuses both names is not asked for ever", async () => {
  const server = await serve({
    otherwise: ({ response }) => {
      response.writeHead(400);
      response.end('{"error":"max_completion_tokens is too large"}');
    },
  });
  expect((await failure((await clientOf(server)).complete(HELLO))).message).toContain("is too large");
  expect(server.requests.length).toBe(2);
});

describe("what comes back", () => {
  test("text, tokens and cost by the endpoint's price", async () => {
    const server = await serve({
      otherwise: ({ response }) => {
        response.end(
          '{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":2000,"completion_tokens":500}}',
        );
      },
    });
    const priced = await clientOf(server, { price: { input: 3, output: 10 } });
    expect(await priced.complete(HELLO)).toEqual({
      text: "Hi",
      remark: null,
      cached: false,
      usage: { requests: 1, cached: 0, inputTokens: 2000, outputTokens: 500, cost: 0.011 },
    });
    const free = await clientOf(server);
    expect((await free.complete(HELLO)).usage.cost).toBeNull();
  });

  test("parts are joined; missing counts are 0", async () => {
    const server = await serve({ script: ["parts", "no-usage"] });
    const client = await clientOf(server);
    expect((await client.complete(say("a"))).text).toBe('{"scores":[]}');
    expect((await client.complete(say("b"))).usage).toMatchObject({ requests: 1, inputTokens: 0, outputTokens: 0 });
  });

  test.each<[BehaviourName, RegExp]>([
    ["reasoning-content", /only sent its thoughts/],
    ["empty", /is empty/],
    ["cut-off", /cut off at the limit of 2048 tokens/],
  ])("%s is remarked", async (behaviour, remark) => {
    const server = await serve({ script: [behaviour] });
    const client = await clientOf(server);
    expect((await client.complete(HELLO)).remark).toMatch(remark);
  });
});

describe("cancelling", () => {
  test("before, while waiting for a free place, and under way", async () => {
    const server = await serve({ otherwise: "hang" });
    const client = await clientOf(server, { concurrency: 1 });
    expect((await failure(client.complete(HELLO, { signal: AbortSignal.abort() }))).code).toBe("cancelled");
    expect(server.requests.length).toBe(0);
    const controller = new AbortController();
    const first = failure(client.complete(say("first"), { signal: controller.signal }));
    const second = failure(client.complete(say("second"), { signal: controller.signal }));
    await server.arrived(1);
    controller.abort();
    expect((await first).code).toBe("cancelled");
    expect((await second).code).toBe("cancelled");
    expect(server.requests.length).toBe(1);
  });

  test("while waiting for the next try, with the real clock", async () => {
    const server = await serve({ otherwise: "rate-limited", retryAfter: "50" });
    const { timing: _, ...settings } = {
      endpoint: endpointAt(server.url),
      key: KEY,
      cacheDir: await temporaryDir(),
      timing: null,
    };
    const client = createChatClient(settings);
    const controller = new AbortController();
    const call = failure(client.complete(HELLO, { signal: controller.signal }));
    await server.arrived(1);
    controller.abort();
    expect((await call).code).toBe("cancelled");
    expect(server.requests.length).toBe(1);
  });
});

test("never more requests at once than the endpoint allows", async () => {
  const server = await serve({ otherwise: "slow" });
  const client = await clientOf(server, { concurrency: 3 });
  const calls = Array.from({ length: 10 }, (_, index) => client.complete(say(`number ${index}`)));
  await server.arrived(3);
  server.release();
  await Promise.all(calls);
  expect(server.requests.length).toBe(10);
  expect(server.mostAtOnce).toBe(3);
});

describe("answers kept on disk", () => {
  const priced = { price: { input: 1, output: 1 } };

  test("the same question is asked once, also by the next process", async () => {
    const server = await serve();
    const cacheDir = await temporaryDir();
    const first = await (await clientOf(server, priced, { cacheDir })).complete(HELLO);
    const second = await (await clientOf(server, priced, { cacheDir })).complete(HELLO);
    expect(server.requests.length).toBe(1);
    expect(second).toEqual({
      text: first.text,
      remark: null,
      cached: true,
      usage: { requests: 0, cached: 1, inputTokens: 0, outputTokens: 0, cost: 0 },
    });
  });

  test("any other model, setting, address, version, word or picture is another question", async () => {
    const server = await serve();
    const cacheDir = await temporaryDir();
    const ask = async (endpoint = {}, messages = HELLO, version = "1") =>
      (await clientOf(server, endpoint, { cacheDir })).complete(messages, { version });
    const picture = (byte: number): readonly ChatMessage[] => [
      { role: "user", parts: [{ image: chatImage(new Uint8Array([byte]), "image/png") }] },
    ];
    await ask();
    await ask({ model: "other" });
    await ask({ temperature: 1 });
    await ask({ maxTokens: 99 });
    await ask({ url: `${server.url}/` });
    await ask({}, HELLO, "2");
    await ask({}, say("Hello!"));
    await ask({}, [{ role: "assistant", parts: [{ text: "Hello" }] }]);
    await ask({}, [...HELLO, ...HELLO]);
    await ask({}, picture(1)).catch(() => undefined);
    await ask({}, picture(2)).catch(() => undefined);
    expect(server.requests.length).toBe(11);
    await ask();
    expect(server.requests.length).toBe(11);
  });

  test("a fresh question is asked again, and its answer replaces the old one", async () => {
    const server = await serve({ script: [{ text: "old" }, { text: "new" }] });
    const client = await clientOf(server);
    await client.complete(HELLO);
    expect(await client.complete(HELLO, { fresh: true })).toMatchObject({ text: "new", cached: false });
    expect(await client.complete(HELLO)).toMatchObject({ text: "new", cached: true });
  });

  test.each<[string, (entry: string) => string]>([
    ["empty", () => ""],
    ["cut off", (entry) => entry.slice(0, -9)],
    ["changed", (entry) => entry.replace("scores", "SCORES")],
    ["of another format", (entry) => entry.replace('"format":1', '"format":2')],
  ])("an entry that is %s counts as missing and is written anew", async (_, damage) => {
    const server = await serve();
    const cacheDir = await temporaryDir();
    const client = await clientOf(server, {}, { cacheDir });
    const { text } = await client.complete(HELLO);
    const [name] = await readdir(path.join(cacheDir, "chat"));
    const file = path.join(cacheDir, "chat", name as string);
    await writeFile(file, damage(await readFile(file, "utf8")));
    expect(await client.complete(HELLO)).toMatchObject({ text, cached: false });
    expect(await client.complete(HELLO)).toMatchObject({ text, cached: true });
  });

  test("a cache that cannot be written costs the entry, not the answer", async () => {
    const server = await serve();
    const cacheDir = path.join(await temporaryDir(), "file");
    await writeFile(cacheDir, "in the way");
    const client = await clientOf(server, {}, { cacheDir });
    expect((await client.complete(HELLO)).cached).toBe(false);
  });

  test("the key is in no file, even if the answer repeats it", async () => {
    const server = await serve({ otherwise: { text: `Your key is ${KEY}, thank you.` } });
    const cacheDir = await temporaryDir();
    const client = await clientOf(server, {}, { cacheDir });
    expect((await client.complete(HELLO)).text).toBe("Your key is [key], thank you.");
    const kept = await everythingIn(cacheDir);
    expect(kept).toContain("thank you");
    expect(kept).not.toContain(KEY);
    expect(kept).not.toContain(Buffer.from(KEY).toString("base64").slice(0, 12));
  });
});
