import { contextBridge, ipcRenderer } from "electron";
import { CONNECT_CHANNEL, PORT_CHANNEL, PORT_MESSAGE } from "#electron/hosts/bridge";

/** The whole bridge: the page learns where it runs and can ask for a port to the API. */
export interface DesktopBridge {
  readonly host: "desktop";
  /** The port arrives as a `message` event whose data is `PORT_MESSAGE`. */
  connect(): void;
}

ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage(PORT_MESSAGE, window.location.origin, [...event.ports]);
});

const bridge: DesktopBridge = { host: "desktop", connect: () => ipcRenderer.send(CONNECT_CHANNEL) };
contextBridge.exposeInMainWorld("rea2seg", bridge);
