import { join } from "node:path";
import { createTRPCClient } from "@trpc/client";
import { afterEach, vi } from "vitest";
import { PORT_MESSAGE, type PortLike, portLink } from "#core/link";
import type { ApiRouter } from "#electron/api";
import { APP_URL, startDesktop } from "#electron/hosts/desktop";
import { app, contextBridge, resetElectron } from "../../mocks/electron.ts";
import type { Connect } from "./links.ts";
import { describeApi } from "./suite.ts";

vi.mock("electron", () => import("../../mocks/electron.ts"));

afterEach(() => resetElectron());

/** The whole way of the desktop: window, preload, bridge, sender check, port. */
const connectDesktop: Connect = async (services, root) => {
  await startDesktop({
    rendererDir: join(root, "no-renderer"),
    preload: "preload.cjs",
    configDir: join(root, "config"),
    ...{ logsDir: join(root, "logs"), files: [], updates: null },
    createServices: () => services,
  });
  const port = new Promise<PortLike>((resolve) => {
    const postMessage = (message: unknown, _origin: string, ports: readonly PortLike[]) => {
      if (message === PORT_MESSAGE) resolve(ports[0] as PortLike);
    };
    vi.stubGlobal("window", { location: { origin: APP_URL.slice(0, -1) }, postMessage });
  });
  await import("../../../electron/preload.ts");
  (contextBridge.exposed.get("rea2seg") as { connect(): void }).connect();
  const client = createTRPCClient<ApiRouter>({ links: [portLink(await port)] });
  const close = () =>
    new Promise<void>((resolve) => {
      if (app.exitCode !== undefined) return resolve();
      app.once("fake-exit", () => resolve());
      app.quit();
    });
  return { client, close };
};

describeApi("the desktop's bridge", connectDesktop);
