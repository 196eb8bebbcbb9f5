import { fork } from "node:child_process";
import type { FromWorker, ToWorker } from "./messages.ts";

export interface ReadingProcess {
  send(message: ToWorker): void;
  /** Ends it at once; resolves when it has ended. */
  end(): Promise<void>;
}

export interface ReadingProcessEvents {
  onMessage(message: FromWorker): void;
  /** Once, with how it ended and the last that it wrote to stderr. */
  onEnd(how: string, lastWords: string): void;
}

/** Characters of stderr that are kept: V8 says there that memory ran out. */
const LAST_WORDS = 8_000;

/**
 * A process of its own, not a thread: running out of memory inside a native call (JSON.parse of a hostile file) takes
 * a thread's whole process down, `resourceLimits` or not.
 */
export async function startReadingProcess(
  file: string,
  memoryMb: number,
  events: ReadingProcessEvents,
): Promise<ReadingProcess> {
  const execArgv = [`--max-old-space-size=${memoryMb}`];
  return process.versions.electron === undefined
    ? forked(file, execArgv, events)
    : await utility(file, execArgv, events);
}

function forked(file: string, execArgv: string[], events: ReadingProcessEvents): ReadingProcess {
  const child = fork(file, [], { serialization: "advanced", execArgv, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const words = keepLastWords(child.stderr);
  const ended = new Promise<void>((done) => {
    child.once("close", (code, signal) => {
      events.onEnd(signal ? `signal ${signal}` : `exit code ${code}`, words());
      done();
    });
    child.once("error", (error) => {
      events.onEnd(error.message, words());
      done();
    });
  });
  child.on("message", (message) => events.onMessage(message as FromWorker));
  return {
    send: (message) => {
      // One that is just dying reports through `close`.
      if (child.connected) child.send(message, () => {});
    },
    end: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/** Inside Electron: the RunAsNode fuse is off there, which disables child_process.fork. */
async function utility(file: string, execArgv: string[], events: ReadingProcessEvents): Promise<ReadingProcess> {
  const { utilityProcess } = await import("electron");
  const child = utilityProcess.fork(file, [], { execArgv, stdio: "pipe", serviceName: "Rea2Seg datasets" });
  const words = keepLastWords(child.stderr);
  child.stdout?.resume();
  let hasEnded = false;
  const ended = new Promise<void>((done) => {
    child.once("exit", (code) => {
      hasEnded = true;
      events.onEnd(`exit code ${code}`, words());
      done();
    });
  });
  child.on("message", (message) => events.onMessage(message as FromWorker));
  return {
    send: (message) => {
      if (!hasEnded) child.postMessage(message);
    },
    end: () => {
      if (!hasEnded) child.kill();
      return ended;
    },
  };
}

function keepLastWords(stream: NodeJS.ReadableStream | null): () => string {
  let words = "";
  stream?.on("data", (piece) => {
    words = (words + String(piece)).slice(-LAST_WORDS);
  });
  return () => words;
}
