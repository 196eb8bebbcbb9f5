import { fork } from "node:child_process";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { fromWorkerSchema } from "./protocol.ts";

/** How a worker process ended, e.g. "signal SIGKILL" or "exit code 1". */
export type WorkerEnd = string;

/** A worker process, whichever way it was started. */
export interface WorkerTransport {
  readonly pid: number | null;
  send(message: ToWorker): void;
  /** Ends the process at once. */
  kill(): void;
}

export interface WorkerEvents {
  onMessage(message: FromWorker): void;
  /** One line that the worker wrote to stdout or stderr. */
  onLog(line: string): void;
  /** Called once, after the last message and the last line. */
  onEnd(end: WorkerEnd): void;
}

export type SpawnWorker = (workerFile: string, events: WorkerEvents) => WorkerTransport;

/** A Node child process. `serialization: "advanced"` carries typed arrays without turning them into text. */
export const forkTransport: SpawnWorker = (workerFile, events) => {
  const child = fork(workerFile, [], {
    serialization: "advanced",
    // The debugger's and the test runner's flags are not the worker's.
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const lines = [lineSplitter(events.onLog), lineSplitter(events.onLog)] as const;
  child.stdout?.on("data", lines[0].feed);
  child.stderr?.on("data", lines[1].feed);
  child.on("message", (message) => deliver(message, events));
  let ended = false;
  const end = (how: WorkerEnd) => {
    if (ended) return;
    ended = true;
    for (const splitter of lines) splitter.flush();
    events.onEnd(how);
  };
  child.once("error", (error) => end(error.message));
  child.once("close", (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
  return {
    pid: child.pid ?? null,
    send: (message) => {
      // A worker that is just dying reports through `close`; a failed send adds nothing.
      if (child.connected) child.send(message, () => {});
    },
    kill: () => {
      child.kill("SIGKILL");
    },
  };
};

/** The part of Electron's utilityProcess that we use; a test passes a fake one. */
export interface UtilityProcessModule {
  fork(file: string, args: string[], options: { stdio: "pipe"; serviceName: string }): UtilityChild;
}
export interface UtilityChild {
  readonly pid?: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  on(event: "message", listener: (message: unknown) => void): unknown;
  once(event: "exit", listener: (code: number) => void): unknown;
  postMessage(message: unknown): void;
  kill(): boolean;
}

/** Inside Electron: the RunAsNode fuse is off there, which disables child_process.fork. */
export function utilityTransport(utilityProcess: UtilityProcessModule): SpawnWorker {
  return (workerFile, events) => {
    const child = utilityProcess.fork(workerFile, [], { stdio: "pipe", serviceName: "Rea2Seg pipeline" });
    const lines = [lineSplitter(events.onLog), lineSplitter(events.onLog)] as const;
    child.stdout?.on("data", lines[0].feed);
    child.stderr?.on("data", lines[1].feed);
    child.on("message", (message) => deliver(message, events));
    let ended = false;
    child.once("exit", (code) => {
      ended = true;
      for (const splitter of lines) splitter.flush();
      events.onEnd(`exit code ${code}`);
    });
    return {
      // Electron tells the pid only after the process was spawned.
      get pid() {
        return child.pid ?? null;
      },
      send: (message) => {
        if (!ended) child.postMessage(message);
      },
      kill: () => {
        child.kill();
      },
    };
  };
}

/** A message that is none of ours is said in the log, and nothing else happens. */
function deliver(message: unknown, events: WorkerEvents): void {
  const parsed = fromWorkerSchema.safeParse(message);
  if (parsed.success) events.onMessage(parsed.data);
  else events.onLog(`The worker sent a message that is not understood: ${parsed.error.issues[0]?.message ?? "?"}`);
}

function lineSplitter(onLine: (line: string) => void): { feed(chunk: unknown): void; flush(): void } {
  let rest = "";
  return {
    feed: (chunk) => {
      const parts = (rest + String(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? "";
      for (const part of parts) if (part.trim()) onLine(part);
    },
    flush: () => {
      if (rest.trim()) onLine(rest);
      rest = "";
    },
  };
}
