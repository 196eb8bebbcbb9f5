import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { AppError } from "#core/errors";
import { type ChatMessage, chatImage, createChatClient, type EndpointWait } from "#native-models/chat";
import type { Behaviour, BehaviourName } from "../../mocks/chat-server.mjs";
import { clientOf, endpointAt, everythingIn, instantTiming, KEY, serve, temporaryDir } from "./support.ts";

const HELLO: readonly ChatMessage[] = [{ role: "user", parts: [{ text: "Hello" }] }];
const say = (text: string): readonly ChatMessage[] => [{ role: "user", parts: [{ text }] }];

/** The error of a call that must fail; its whole text must be free of the key. */
async function failure(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(JSON.stringify((error as AppError).toReport())).not.toContain(KEY);
  expect(String((error as AppError).cause ?? "")).not.toContain(KEY);
  expect((error as AppError).cure).not.toBe("");
  return error as AppError;
}

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

describe("retries", () => {
  test.each<BehaviourName>(["rate-limited", "server-error", "unavailable", "break", "reset"])(
    "%s is tried again",
    async (behaviour) => {
      const server = await serve({ script: [behaviour, behaviour] });
      const timing = instantTiming();
      const client = await clientOf(server, {}, { timing });
      expect((await client.complete(HELLO)).text).toBe('{"scores":[]}');
      expect(server.requests.length).toBe(3);
      expect(timing.waits).toEqual(behaviour === "rate-limited" ? [0, 0] : [750, 1500]);
    },
  );

  test("waits as long as the server asks, in seconds or until a date, at most a minute", async () => {
    const server = await serve({ otherwise: "rate-limited" });
    const timing = instantTiming();
    const asked = ["7", "Thu, 01 Jan 2026 00:00:20 GMT", "86400", "Wed, 01 Jan 2025 00:00:00 GMT", "soon"];
    server.retryAfter = asked[0] as string;
    const client = await clientOf(
      server,
      { retries: asked.length },
      {
        timing: {
          ...timing,
          wait: async (ms) => {
            timing.waits.push(ms);
            server.retryAfter = asked[timing.waits.length] ?? "0";
          },
        },
      },
    );
    await failure(client.complete(HELLO));
    expect(timing.waits).toEqual([7000, 20_000, 60_000, 0, 12_000]);
  });

  test("every wait is told as it begins, in words that hold neither the key nor what the server said", async () => {
    const server = await serve({ retryAfter: "3600" });
    const busy: Behaviour = ({ response }) => {
      response.writeHead(503, { "retry-after": "2" });
      response.end(KEY);
    };
    server.script = ["rate-limited", "unavailable", busy, "reset", "hang"];
    const told: EndpointWait[] = [];
    const onWait = (wait: EndpointWait) => told.push(wait);
    const client = await clientOf(server, { retries: 5, timeoutSeconds: 0.3 }, { onWait });
    await client.complete(HELLO);
    const { host } = new URL(server.url);
    expect(told).toEqual([
      { host, seconds: 60, reason: "asks to wait", nextTry: 2, tries: 6 },
      { host, seconds: 1.5, reason: "failed (HTTP 503)", nextTry: 3, tries: 6 },
      { host, seconds: 2, reason: "asks to wait", nextTry: 4, tries: 6 },
      { host, seconds: 6, reason: "could not be reached (the connection broke)", nextTry: 5, tries: 6 },
      { host, seconds: 12, reason: "did not answer within 0.3 seconds", nextTry: 6, tries: 6 },
    ]);
  });

  test("who is not waited for again is not told of: neither a success nor the last failure", async () => {
    const server = await serve({ script: ["ok"], otherwise: "server-error" });
    const told: EndpointWait[] = [];
    const client = await clientOf(server, { retries: 1 }, { onWait: (wait) => told.push(wait) });
    await client.complete(HELLO);
    await failure(client.complete(say("again")));
    expect(told.map(({ nextTry }) => nextTry)).toEqual([2]);
  });

  test("gives up after the retries, with the last error in words", async () => {
    const server = await serve({ otherwise: "server-error" });
    const client = await clientOf(server, { retries: 2 });
    const error = await failure(client.complete(HELLO));
    expect(server.requests.length).toBe(3);
    expect(error.code).toBe("endpoint-failed");
    expect(error.message).toContain("HTTP 500");
    expect(error.message).toContain('"The model crashed."');
  });

  test("silence is ended by the time limit, and tried again", async () => {
    const server = await serve({ script: ["hang"] });
    const client = await clientOf(server, { timeoutSeconds: 0.2, retries: 1 });
    expect((await client.complete(HELLO)).cached).toBe(false);
    server.script = ["hang", "hang"];
    const error = await failure(client.complete(say("again")));
    expect(error).toMatchObject({ code: "endpoint-failed" });
    expect(error.message).toContain("0.2 seconds");
  });

  test("nobody there", async () => {
    const server = await serve();
    await server.close();
    const client = await clientOf(server, { retries: 1 });
    const error = await failure(client.complete(HELLO));
    expect(error.message).toBe("The chat endpoint could not be reached: nothing listens there.");
  });
});

describe("failures that another try would not mend", () => {
  test.each<[BehaviourName, string, RegExp]>([
    ["unauthorised", "unauthorised", /refused the key \(HTTP 401\)/],
    ["forbidden", "unauthorised", /HTTP 403/],
    ["no-model", "endpoint-failed", /no such address or model.*does not exist/],
    ["too-long", "endpoint-failed", /HTTP 400.*maximum context length/],
    ["html", "endpoint-failed", /a web page/],
    ["partial-json", "endpoint-failed", /something else/],
    ["not-a-completion", "endpoint-failed", /something else/],
    ["huge", "endpoint-failed", /larger than 4 MB/],
    ["redirect", "endpoint-failed", /a redirect/],
    ["echo-key", "endpoint-failed", /Bearer \[key\]/],
  ])("%s", async (behaviour, code, message) => {
    const server = await serve({ otherwise: behaviour });
    const cacheDir = await temporaryDir();
    const client = await clientOf(server, {}, { cacheDir });
    const error = await failure(client.complete(HELLO));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.where).toBe(`${new URL(server.url).host}/v1/chat/completions`);
    // One request: nothing was repeated, and no redirect was followed with the key.
    expect(server.requests.length).toBe(1);
    expect(await everythingIn(cacheDir)).toBe("");
  });

  test("a port that fetch blocks: refused at once, by name", async () => {
    const timing = instantTiming();
    const client = await clientOf({ url: "http://127.0.0.1:9/v1" }, {}, { timing });
    expect(await failure(client.complete(HELLO))).toMatchObject({
      code: "usage",
      message: expect.stringMatching(/port 9 is one of those that no client may use/),
      where: "127.0.0.1:9/v1/chat/completions",
      cure: expect.stringContaining("another port"),
    });
    expect(timing.waits).toEqual([]);
  });

  test("without a key, 401 says that one is wanted", async () => {
    const server = await serve({ key: KEY });
    const client = await clientOf(server, {}, { key: null });
    expect((await failure(client.complete(HELLO))).message).toMatch(/wants a key/);
  });

  test("the server's words are quoted, shortened, and the key is out of them even at the cut", async () => {
    const words = `${"x".repeat(290)}${KEY}${"y".repeat(500)}`;
    const server = await serve({
      otherwise: ({ response }) => {
        response.writeHead(400);
        response.end(words);
      },
    });
    const client = await clientOf(server);
    const { message } = await failure(client.complete(HELLO));
    expect(message).not.toContain(KEY.slice(0, 6));
    expect(message.length).toBeLessThan(400);
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
