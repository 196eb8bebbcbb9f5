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
});
