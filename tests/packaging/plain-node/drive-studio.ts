import { createRequire } from "node:module";
import { join } from "node:path";
import type { MessagePort } from "node:worker_threads";
import { createTRPCClient } from "@trpc/client";
import { type PortLike, portLink } from "#core/link";
import type { ApiRouter } from "#electron/api";
import { CONNECT_CHANNEL, PORT_CHANNEL } from "#electron/hosts/bridge";

/**
 * Starts the packaged app's main process under plain Node and does what its page does: fetches the interface, opens the
 * demo, asks for one mask. Prints one JSON document.
 */
const appDir = process.env.APP_DIR as string;
const require = createRequire(join(appDir, "package.json"));
const electron = require("electron") as typeof import("../../mocks/electron.ts");

const fetchPage = async (url: string) => {
  const answer = await electron.protocol.handlers.get("rea2seg")?.({ url, method: "GET" });
  const bytes = new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
  return { status: answer?.status ?? 0, type: answer?.headers.get("content-type") ?? "", bytes };
};

async function started(): Promise<InstanceType<typeof electron.BrowserWindow>> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const window = electron.BrowserWindow.all[0];
    if (window?.webContents.mainFrame.url === "rea2seg://app/") return window;
    if (electron.dialog.errors.length > 0) throw new Error(JSON.stringify(electron.dialog.errors));
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("No window came up.");
}

function connect(window: Awaited<ReturnType<typeof started>>): PortLike {
  let port: MessagePort | undefined;
  electron.ipcRenderer.once(PORT_CHANNEL, (event: { ports: MessagePort[] }) => {
    port = event.ports[0];
  });
  const { webContents } = window;
  electron.ipcMain.emit(CONNECT_CHANNEL, { sender: webContents, senderFrame: webContents.mainFrame });
  if (port === undefined) throw new Error("The page got no port.");
  return port as unknown as PortLike;
}

async function drive(): Promise<void> {
  Object.assign(electron.app, { isPackaged: true, appPath: appDir });
  process.argv = [join(appDir, "..", "rea2seg")];
  require(join(appDir, ".vite", "build", "main.cjs"));
  const window = await started();
  const client = createTRPCClient<ApiRouter>({ links: [portLink(connect(window))] });
  const page = await fetchPage("rea2seg://app/");
  const html = new TextDecoder().decode(page.bytes);
  const script = /src="\.\/([^"]+\.js)"/.exec(html)?.[1] ?? "";
  const info = await client.app.info.query();
  const { projectId } = await client.projects.openDemo.mutate();
  const samples = await client.samples.page.query({ projectId, offset: 0, limit: 100 });
  const coffee = samples.items.find(({ imageName }) => imageName.includes("coffee")) ?? samples.items[0];
  const sample = await client.samples.get.query({ projectId, sampleId: coffee?.id ?? "" });
  const image = await fetchPage(`rea2seg://app/media/image/${projectId}/${sample.imageId}?width=64`);
  const prompts = { points: [{ x: 290, y: 150, label: 1 as const }], box: null };
  const mask = await client.sam.segment.query({ projectId, sampleId: sample.id, prompts });
  const packs = await client.packs.list.query();
  const ended = new Promise<number>((done) => electron.app.once("fake-exit", done));
  electron.app.quit();
  const answer = {
    ...{ page: page.status, script: (await fetchPage(`rea2seg://app/${script}`)).status, host: info.host },
    ...{ version: info.version, samples: samples.total, image: { status: image.status, type: image.type } },
    ...{ area: mask.area, packs: packs.map(({ id }) => id), exit: await ended },
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
}

drive().catch((thrown: unknown) => {
  console.error(thrown);
  process.exit(1);
});
