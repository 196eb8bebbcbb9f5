import { createTRPCClient } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { initTRPC } from "@trpc/server";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type PortLike, type PortReply, type PortRequest, portLink } from "#core/link";

const t = initTRPC.create();
const router = t.router({
  echo: t.procedure.input(z.string()).query(({ input }) => input),
  change: t.procedure.input(z.number()).mutation(({ input }) => input + 1),
  ticks: t.procedure.subscription(async function* () {
    yield 1;
  }),
});

/** The server's side, played by hand: the test sees each request and says each reply. */
function pair() {
  const { port1, port2 } = new MessageChannel();
  const requests: PortRequest[] = [];
  let waiting: (() => void)[] = [];
  port2.onmessage = ({ data }) => {
    requests.push(data as PortRequest);
    for (const wake of waiting) wake();
    waiting = [];
  };
  const client = createTRPCClient<typeof router>({ links: [portLink<AnyRouter>(port1 as unknown as PortLike)] });
  return {
    client,
    requests,
    reply: (reply: PortReply) => port2.postMessage(reply),
    close: () => port2.close(),
    async request(count: number): Promise<PortRequest> {
      while (requests.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return requests[count - 1] as PortRequest;
    },
  };
}

let current: ReturnType<typeof pair> | null = null;
const open = () => {
  current = pair();
  return current;
};
afterEach(() => current?.close());

describe("portLink", () => {
  it("answers queries by id, in whatever order the replies come", async () => {
    const link = open();
    const first = link.client.echo.query("a");
    const second = link.client.echo.query("b");
    const one = await link.request(1);
    const two = await link.request(2);
    expect(one).toMatchObject({ type: "query", path: "echo", input: "a" });
    link.reply({ id: two.id, type: "data", data: "second" });
    link.reply({ id: one.id, type: "data", data: "first" });
    expect(await first).toBe("first");
    expect(await second).toBe("second");
  });

  it("carries a typed error with its report", async () => {
    const link = open();
    const answer = link.client.change.mutate(1);
    const { id } = await link.request(1);
    const report = { code: "disk-full", message: "The disk is full.", cure: "Free some space." };
    link.reply({ id, type: "error", error: { code: -32603, message: report.message, data: { report } } });
    await expect(answer).rejects.toMatchObject({ message: "The disk is full.", data: { report } });
  });

  it("posts stop when a query is aborted, and drops the late reply", async () => {
    const link = open();
    const abort = new AbortController();
    const answer = link.client.echo.query("slow", { signal: abort.signal });
    const { id } = await link.request(1);
    abort.abort();
    await expect(answer).rejects.toThrow();
    expect(await link.request(2)).toEqual({ id, type: "stop" });
    link.reply({ id, type: "data", data: "late" });
    const next = link.client.echo.query("next");
    link.reply({ id: (await link.request(3)).id, type: "data", data: "in time" });
    expect(await next).toBe("in time");
  });

  it("streams a subscription's events until it completes, and stops it when unsubscribed", async () => {
    const link = open();
    const seen: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      link.client.ticks.subscribe(undefined, { onData: (value) => seen.push(value), onComplete: resolve });
    });
    const { id } = await link.request(1);
    link.reply({ id, type: "event", data: 1 });
    link.reply({ id, type: "event", data: 2 });
    link.reply({ id, type: "complete" });
    await done;
    expect(seen).toEqual([1, 2]);

    const second = link.client.ticks.subscribe(undefined, { onData: (value) => seen.push(value) });
    const call = await link.request(2);
    second.unsubscribe();
    expect(await link.request(3)).toEqual({ id: call.id, type: "stop" });
  });

  it("fails what is open, and what comes later, when the port closes", async () => {
    const link = open();
    const answer = link.client.echo.query("a");
    await link.request(1);
    link.close();
    await expect(answer).rejects.toThrow("closed");
    await expect(link.client.echo.query("b")).rejects.toThrow("closed");
  });
});
