import type { FromWorker } from "./protocol.ts";

export interface WorkerChannel {
  send(message: FromWorker): void;
}

export interface ChannelEvents {
  onMessage(message: unknown): void;
  /** The parent is gone. */
  onClose(): void;
}

/** Electron's parentPort, as far as we use it. */
interface ParentPort {
  on(event: "message", listener: (event: { data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** The worker's end of the line: a utility process has a parentPort, a forked child process its IPC channel. */
export function connectToParent(events: ChannelEvents): WorkerChannel {
  const parentPort = (process as { parentPort?: ParentPort }).parentPort;
  if (parentPort) {
    // Electron itself ends utility processes together with the app.
    parentPort.on("message", (event) => events.onMessage(event.data));
    return { send: (message) => parentPort.postMessage(message) };
  }
  if (!process.send) throw new Error("The pipeline worker is started by Rea2Seg itself, not by hand.");
  process.on("message", (message) => events.onMessage(message));
  process.once("disconnect", () => events.onClose());
  return {
    send: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
  };
}
