// A local server that speaks the OpenAI-style chat protocol over real HTTP, for tests and for trying the command without
// a model. Its answers are made from the pictures' pixels, not from what they show: its scores mean nothing.
//
// `node tests/mocks/chat-server.mjs --help` says how it is started; its first line is its base address (up to /v1).
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";

/** Behaviours by name; each answers one request. `context` is { body, response, server, answer }. */
const BEHAVIOURS = {
  ok: (context) => complete(context, context.answer),
  "no-usage": (context) => complete(context, context.answer, { usage: undefined }),
  /** The content as a list of text parts, as some servers send it. */
  parts: (context) => complete(context, [{ type: "text", text: context.answer }]),
  fenced: (context) => complete(context, `Here is my answer.\n\`\`\`json\n${context.answer}\n\`\`\`\nThat is all.`),
  "reasoning-content": (context) =>
    complete(context, "", { message: { content: null, reasoning_content: "I was still thinking." } }),
  "cut-off": (context) => complete(context, context.answer.slice(0, -2), { finishReason: "length" }),
  empty: (context) => complete(context, ""),
  "not-json": (context) => complete(context, "The second mask looks best to me."),
  "partial-answer": (context) => complete(context, '{"scores": [0.5, 0.2'),
  "wrong-count": (context) => complete(context, JSON.stringify({ scores: [0.5], regions: "none" })),
  "too-many": (context) => complete(context, JSON.stringify({ scores: new Array(99).fill(0.5) })),
  nan: (context) => complete(context, scoresText(context, "NaN")),
  strings: (context) => complete(context, scoresText(context, '"0.5"')),
  nulls: (context) => complete(context, scoresText(context, "null")),
  percent: (context) => complete(context, scoresText(context, "87")),
  negative: (context) => complete(context, scoresText(context, "-0.2")),
  "no-regions": (context) => complete(context, '{"regions": []}'),

  /** Answers, but only when `release()` is called. */
  slow: async (context) => {
    await context.server.released();
    await complete(context, context.answer);
  },
  /** Takes the request and says nothing for as long as the connection lives. */
  hang: () => undefined,
  break: ({ response }) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "4000" });
    response.write('{"choices":[{"message":{"content":"', () => response.destroy());
  },
  /** Closes the connection before any answer. */
  reset: ({ response }) => response.destroy(),
  "partial-json": ({ response }) => send(response, 200, '{"choices":[{"message":{"content":"{\\"sco'),
  "not-a-completion": ({ response }) => send(response, 200, '{"object":"list","data":[]}'),
  huge: ({ response }) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"choices":[{"message":{"content":"');
    const piece = "x".repeat(1 << 20);
    const pump = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", pump);
    pump();
  },
  html: ({ response }) =>
    send(response, 200, "<!doctype html><title>Welcome</title><p>A proxy's page", { "content-type": "text/html" }),
  redirect: ({ response, server }) => send(response, 307, "", { location: `${server.url}/elsewhere` }),
  "rate-limited": ({ response, server }) =>
    send(response, 429, errorText("Rate limit reached."), { "retry-after": server.retryAfter }),
  "server-error": ({ response }) => send(response, 500, errorText("The model crashed.")),
  unavailable: ({ response }) => send(response, 503, errorText("Loading the model.")),
  unauthorised: ({ response }) => send(response, 401, errorText("Incorrect API key.")),
  forbidden: ({ response }) => send(response, 403, errorText("This key may not use that model.")),
  "no-model": ({ response }) => send(response, 404, errorText("The model does not exist.")),
  "too-long": ({ response }) => send(response, 400, errorText("This model's maximum context length is 4096 tokens.")),
  /** An error that repeats the request's headers, as a careless proxy would. */
  "echo-key": ({ response, request }) =>
    send(response, 400, errorText(`Bad request with Authorization: ${request.headers.authorization}`)),
};

/**
 * Starts the server on 127.0.0.1. `script` holds behaviours for the first requests, one each; `otherwise` answers all
 * later ones. A behaviour is a name above, `{ text }` for an answer word for word, or a function of the context.
 */
export async function startChatServer(options = {}) {
  const { port = 0, script = [], otherwise = "ok", key = null, retryAfter = "0", onRequest } = options;
  const requests = [];
  const waiting = [];
  let released = false;
  let underWay = 0;
  let arrivals = [];
  const server = {
    requests,
    script: [...script],
    otherwise,
    retryAfter: String(retryAfter),
    mostAtOnce: 0,
    url: "",
    /** Lets every `slow` request go on, those under way and all later ones. */
    release() {
      released = true;
      for (const go of waiting.splice(0)) go();
    },
    released: () => (released ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    /** Resolves once `count` requests have arrived. */
    arrived: (count) =>
      requests.length >= count ? Promise.resolve() : new Promise((resolve) => arrivals.push({ count, resolve })),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };

  const http = createServer(async (request, response) => {
    try {
      const body = await readBody(request);
      if (request.method === "GET" && request.url === "/v1/models") {
        send(response, 200, JSON.stringify({ object: "list", data: [{ id: "mock-vision", object: "model" }] }));
        return;
      }
      const record = { method: request.method, path: request.url, headers: request.headers, body };
      requests.push(record);
      onRequest?.(record);
      arrivals = arrivals.filter(({ count, resolve }) => requests.length < count || resolve());
      if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
        send(response, 404, errorText(`Unknown address ${request.method} ${request.url}.`));
        return;
      }
      server.mostAtOnce = Math.max(server.mostAtOnce, ++underWay);
      response.once("close", () => underWay--);
      if (key !== null && request.headers.authorization !== `Bearer ${key}`) {
        BEHAVIOURS.unauthorised({ response });
        return;
      }
      const behaviour = server.script.shift() ?? server.otherwise;
      const context = { body, request, response, server, answer: await answerOf(body) };
      if (typeof behaviour === "function") await behaviour(context);
      else if (typeof behaviour === "object") await complete(context, behaviour.text, behaviour);
      else await BEHAVIOURS[behaviour](context);
    } catch (error) {
      if (!response.headersSent) send(response, 400, errorText(String(error)));
    }
  });
  await new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, "127.0.0.1", resolve);
  });
  server.url = `http://127.0.0.1:${http.address().port}/v1`;
  return server;
}

async function readBody(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString("utf8");
  return text === "" ? null : JSON.parse(text);
}

function send(response, status, text, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(text);
}

const errorText = (message) => JSON.stringify({ error: { message, type: "mock" } });

function complete({ body, response }, content, options = {}) {
  const prompt = JSON.stringify(body).length;
  const answer = {
    id: "chatcmpl-mock",
    object: "chat.completion",
    model: body.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, ...options.message },
        finish_reason: options.finishReason ?? "stop",
      },
    ],
    usage:
      "usage" in options
        ? options.usage
        : { prompt_tokens: Math.ceil(prompt / 1000), completion_tokens: String(content).length },
  };
  send(response, 200, JSON.stringify(answer));
}

/** The parts of all user messages, in order, as { text } or { image: Buffer }. */
function partsOf(body) {
  const parts = [];
  for (const message of body.messages) {
    if (message.role !== "user") continue;
    const content = typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
    for (const part of content) {
      if (part.type === "text") parts.push({ text: part.text });
      else parts.push({ image: Buffer.from(part.image_url.url.replace(/^data:[^,]*,/, ""), "base64") });
    }
  }
  return parts;
}

/** Pictures that follow a text that ends in "Mask <number>:". */
function masksOf(body) {
  const parts = partsOf(body);
  return parts.filter((part, index) => part.image && /Mask \d+:\s*$/.test(parts[index - 1]?.text ?? ""));
}

function scoresText({ body }, value) {
  return `{"scores": [${masksOf(body).map(() => value)}]}`;
}

/** The well-formed answer: the same for the same pictures. */
async function answerOf(body) {
  // The form of the answer is told in the system message; a question may hold any word.
  const asked = JSON.stringify(body.messages.filter(({ role }) => role === "system"));
  if (asked.includes('\\"regions\\"')) return regionsText(body);
  const scores = [];
  for (const { image } of masksOf(body)) {
    const { channels } = await sharp(image).removeAlpha().greyscale().stats();
    scores.push(Number((channels[0].mean / 255).toFixed(4)));
  }
  const reasoning = asked.includes('\\"reasoning\\"') ? { reasoning: `I looked at ${scores.length} masks.` } : {};
  return JSON.stringify({ ...reasoning, scores });
}

/** A box around the picture's middle half, and a point to the left of its middle. */
async function regionsText(body) {
  const picture = partsOf(body).find((part) => part.image);
  const { width, height } = await sharp(picture.image).metadata();
  return JSON.stringify({
    regions: [
      { box: [width / 4, height / 4, (width * 3) / 4, (height * 3) / 4], confidence: 0.9 },
      { point: [width * 0.4, height / 2], confidence: 0.5 },
    ],
  });
}

const USAGE = `usage: node tests/mocks/chat-server.mjs [options]

Starts the server on 127.0.0.1 and prints its base address (up to /v1).

  --port PORT             0, the default, takes a free one
  --key SECRET            refuse requests without this bearer key
  --script NAME,NAME,...  behaviours for the first requests, one each
  --otherwise NAME        behaviour for all later ones (ok)
  --retry-after SECONDS   what rate-limited asks for (0)
  --requests FILE         append one JSON line a request
  --help                  print this

behaviours: ${Object.keys(BEHAVIOURS).join(", ")}
`;

const OPTIONS = {
  port: { type: "string", default: "0" },
  script: { type: "string", default: "" },
  otherwise: { type: "string", default: "ok" },
  key: { type: "string" },
  requests: { type: "string" },
  "retry-after": { type: "string", default: "0" },
  help: { type: "boolean", default: false },
};

/** The command line's options, checked; throws an error with a message for people. */
function readOptions() {
  const { values } = parseArgs({ options: OPTIONS });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`"${values.port}" is no port.`);
  const script = values.script.split(",").filter(Boolean);
  const strange = [...script, values.otherwise].find((name) => !Object.hasOwn(BEHAVIOURS, name));
  if (strange !== undefined) throw new Error(`There is no behaviour "${strange}".`);
  return { ...values, port, script };
}

async function main() {
  let values;
  try {
    values = readOptions();
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const server = await startChatServer({
    port: values.port,
    script: values.script,
    otherwise: values.otherwise,
    key: values.key ?? null,
    retryAfter: values["retry-after"],
    onRequest: (record) => {
      if (values.requests !== undefined) appendFileSync(values.requests, `${JSON.stringify(record)}\n`);
    },
  });
  process.stdout.write(`${server.url}\n`);
  const stop = () => server.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
