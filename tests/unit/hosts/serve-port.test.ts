import { once } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { initTRPC } from "@trpc/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PortLike, PortReply } from "#core/link";
import { servePort } from "#electron/hosts";

const t = initTRPC.context<{ who: string }>().create();
/** Signals of the calls that hang, by what they were asked with. */
const hanging = new Map<unknown, AbortSignal>();
const untilAborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
const router = t.router({
  who: t.procedure.query(({ ctx }) => ctx.who),
  echo: t.procedure.input((value) => value).query(({ input }) => input),
  change: t.procedure.mutation(() => "changed"),
  functionInside: t.procedure.query(() => ({ f: () => 1 }) as unknown as string),
  hang: t.procedure
    .input((value) => value)
    .query(async ({ input, signal }) => {
      if (signal) hanging.set(input, signal);
      await untilAborted(signal);
      return "too late";
    }),
  count: t.procedure.subscription(async function* () {
    yield 1;
    yield 2;
  }),
  broken: t.procedure.subscription(async function* () {
    yield 1;
    throw new Error("broke in the middle");
  }),
});

let page: MessagePort;
let stop: () => void;
beforeEach(() => {
  hanging.clear();
  const { port1, port2 } = new MessageChannel();
  page = port2;
  stop = servePort(port1 as unknown as PortLike, { router, createContext: () => ({ who: "ada" }) });
});
afterEach(() => {
  stop();
  page.close();
});

/** Posts messages and answers the replies, up to and with the one that has the id 99. */
async function talk(...messages: unknown[]): Promise<PortReply[]> {
  const replies: PortReply[] = [];
  const done = new Promise<void>((resolve) => {
    page.on("message", (reply: PortReply) => {
      replies.push(reply);
      if (reply.id === 99 && reply.type !== "event") resolve();
    });
  });
  for (const message of messages) page.postMessage(message);
  await done;
  page.removeAllListeners("message");
  return replies;
}
const query = (id: number, path: string, input?: unknown) => ({ id, type: "query", path, input });

describe("servePort", () => {
  it("answers by the caller's ids, with the context that it was given", async () => {
    expect(await talk(query(7, "who"), query(99, "echo", { a: [1, "ü"] }))).toEqual([
      { id: 7, type: "data", data: "ada" },
      { id: 99, type: "data", data: { a: [1, "ü"] } },
    ]);
  });

  it("streams a subscription and says that it is complete", async () => {
    expect(await talk({ id: 99, type: "subscription", path: "count", input: undefined })).toEqual([
      { id: 99, type: "event", data: 1 },
      { id: 99, type: "event", data: 2 },
      { id: 99, type: "complete" },
    ]);
  });

  it("reports what breaks in the middle of a subscription", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const replies = await talk({ id: 99, type: "subscription", path: "broken", input: undefined });
    expect(replies.map((reply) => reply.type)).toEqual(["event", "error"]);
    expect(replies[1]).toMatchObject({ error: { message: "broke in the middle" } });
    log.mockRestore();
  });

  it("reports an answer that cannot be sent", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    expect((await talk(query(99, "functionInside")))[0]).toMatchObject({ type: "error" });
    log.mockRestore();
  });

  it.each(["nope", "change", "", "constructor", "__proto__", "who.who", "_def"])(
    "answers a query for %j, which is none, with an error",
    async (path) => expect((await talk(query(99, path)))[0]).toMatchObject({ id: 99, type: "error" }),
  );

  it("drops what is no call, and goes on", async () => {
    const log = vi.spyOn(console, "warn").mockImplementation(() => {});
    const nonsense = [
      null,
      1,
      "query",
      [],
      {},
      { id: "1", type: "query", path: "who" },
      { id: 1.5, type: "query", path: "who" },
      { id: 1, type: "eval", path: "who" },
      { id: 1, type: "query" },
      { id: 1, type: "query", path: 5 },
      { id: 1, type: "query", path: "x".repeat(201) },
    ];
    expect(await talk(...nonsense, query(99, "who"))).toEqual([{ id: 99, type: "data", data: "ada" }]);
    expect(log).toHaveBeenCalledTimes(nonsense.length);
    log.mockRestore();
  });

  it("does not let a call take the id of one that is open", async () => {
    const replies = await talk(query(1, "hang", "first"), query(1, "who"), query(99, "who"));
    expect(replies).toEqual([{ id: 99, type: "data", data: "ada" }]);
    expect(hanging.get("first")?.aborted).toBe(false);
  });

  it("stops one call, which then says nothing more", async () => {
    await talk(query(1, "hang", "first"), query(2, "hang", "second"), query(99, "who"));
    const stopped = untilAborted(hanging.get("first"));
    page.postMessage({ id: 1, type: "stop" });
    await stopped;
    expect(hanging.get("second")?.aborted).toBe(false);
    expect(await talk({ id: 1, type: "stop" }, { id: 4711, type: "stop" }, query(99, "who"))).toEqual([
      { id: 99, type: "data", data: "ada" },
    ]);
  });

  it("aborts everything when the page's end closes", async () => {
    await talk(query(1, "hang", "first"), query(2, "hang", "second"), query(99, "who"));
    const all = Promise.all([...hanging.values()].map(untilAborted));
    page.close();
    await all;
  });

  it("aborts everything and closes the page's end when serving stops", async () => {
    await talk(query(1, "hang", "first"), query(99, "who"));
    const closed = once(page, "close");
    const aborted = untilAborted(hanging.get("first"));
    stop();
    await Promise.all([closed, aborted]);
  });
});
