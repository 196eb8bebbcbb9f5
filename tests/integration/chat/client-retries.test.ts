import { describe, expect, test } from "vitest";
import type { EndpointWait } from "#native-models/chat";
import type { Behaviour, BehaviourName } from "../../mocks/chat-server.mjs";
import { failure, HELLO, say } from "./client-setup.ts";
import { clientOf, everythingIn, instantTiming, KEY, serve, temporaryDir } from "./support.ts";

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
