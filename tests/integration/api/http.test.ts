import { describe, expect, it } from "vitest";
import { startWebHost } from "#electron/hosts";
import { eventSourceWith } from "../../mocks/event-source.ts";
import { testServices } from "../../mocks/services.ts";
import { connectHttp } from "./links.ts";
import { describeApi } from "./suite.ts";

describeApi("HTTP and server-sent events", connectHttp);

describe("a subscription over server-sent events", () => {
  it("tells the page after what silence to connect anew", async () => {
    const test = await testServices();
    const host = await startWebHost({ services: test.services, rendererDir: test.root });
    const entry = await fetch(host.url, { redirect: "manual" });
    const cookie = entry.headers.get("set-cookie")?.split(";")[0] ?? "";
    const EventSource = eventSourceWith({ cookie });
    const source = new EventSource(`http://127.0.0.1:${host.port}/trpc/app.watchPipeline`);
    const connected = await new Promise<Event>((resolve) => source.addEventListener("connected", resolve));
    const { reconnectAfterInactivityMs } = JSON.parse((connected as MessageEvent<string>).data);
    expect(reconnectAfterInactivityMs).toBeGreaterThan(10_000);
    source.close();
    await test.pipeline.listeners(0);
    await host.close();
    await test.dispose();
  });

  it("makes room when a browser's connections run out, the oldest first", async () => {
    const test = await testServices();
    const host = await startWebHost({ services: test.services, rendererDir: test.root });
    const entry = await fetch(host.url, { redirect: "manual" });
    const cookie = entry.headers.get("set-cookie")?.split(";")[0] ?? "";
    const EventSource = eventSourceWith({ cookie });
    const open = async () => {
      const source = new EventSource(`http://127.0.0.1:${host.port}/trpc/app.watchPipeline`);
      const ended = new Promise((resolve) => source.addEventListener("error", resolve));
      await new Promise((resolve) => source.addEventListener("message", resolve));
      return { source, ended };
    };
    const streams = [];
    for (let i = 0; i < 4; i++) streams.push(await open());
    expect(test.pipeline.statusListeners.size).toBe(4);
    streams.push(await open());
    await streams[0]?.ended;
    await test.pipeline.listeners(4);
    expect(streams.map(({ source }) => source.readyState)).toEqual([2, 1, 1, 1, 1]);
    // One that its page closed leaves its place to the next.
    streams[1]?.source.close();
    await test.pipeline.listeners(3);
    streams.push(await open());
    expect(streams.map(({ source }) => source.readyState)).toEqual([2, 2, 1, 1, 1, 1]);
    for (const { source } of streams) source.close();
    await test.pipeline.listeners(0);
    await host.close();
    await test.dispose();
  });
});
