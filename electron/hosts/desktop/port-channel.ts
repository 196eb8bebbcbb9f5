import { type IpcMainEvent, ipcMain, MessageChannelMain, type MessagePortMain } from "electron";
import type { PortLike } from "#core/link";
import { apiRouter, type Services } from "#electron/api";
import { servePort } from "#electron/hosts";
import { CONNECT_CHANNEL, PORT_CHANNEL } from "#electron/hosts/bridge";
import { isAppUrl } from "./app-url.ts";

/**
 * Gives the studio's page one end of a message port on which the API is served; returns the function that ends it all.
 * Frames within the page, other pages and pages that have gone are refused: they get no answer.
 */
export function offerPort(services: Services): () => void {
  const servers = new Set<() => void>();
  const connect = (event: IpcMainEvent): void => {
    if (!isOurMainFrame(event)) {
      console.warn("A frame that is not the studio's page asked for the API and was refused.");
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    const stop = servePort(asPortLike(port1), { router: apiRouter, createContext: () => ({ services }) });
    servers.add(stop);
    port1.on("close", () => servers.delete(stop));
    event.senderFrame?.postMessage(PORT_CHANNEL, null, [port2]);
  };
  ipcMain.on(CONNECT_CHANNEL, connect);
  return () => {
    ipcMain.off(CONNECT_CHANNEL, connect);
    for (const stop of [...servers]) stop();
  };
}

export function isOurMainFrame(event: Pick<IpcMainEvent, "sender" | "senderFrame">): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isAppUrl(frame.url);
}

/** Electron's port in the main process is an event emitter, not an event target. */
function asPortLike(port: MessagePortMain): PortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener: (type: "message" | "close", listener: (event: { readonly data: unknown }) => void) => {
      if (type === "message") port.on("message", ({ data }) => listener({ data }));
      else port.on("close", () => listener({ data: undefined }));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}
