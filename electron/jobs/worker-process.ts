import type { EngineSettings } from "#native-models/engine";
import type { FromWorker, ToWorker } from "./protocol.ts";
import type { SpawnWorker, WorkerEnd } from "./transport.ts";

/** How many of the worker's last lines are kept for the message that explains its death. */
const KEPT_LINES = 12;

/** Node prints dozens of these on abort(); they would push out the line that says what happened. */
const NATIVE_FRAME = /^\s*\d+: 0x[0-9a-f]+|^-+ .* stack trace -+$/;

export interface WorkerProcessOptions {
  readonly workerFile: string;
  readonly settings: EngineSettings;
  readonly spawn: SpawnWorker;
  readonly handshakeMs: number;
  readonly onMessage: (message: FromWorker) => void;
  readonly log: (line: string) => void;
}

/** One worker process from its start to its end. */
export interface WorkerProcess {
  readonly pid: number | null;
  readonly alive: boolean;
  /** Settles once: null when the worker is ready, or the words for why it did not get ready. */
  readonly ready: Promise<string | null>;
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<WorkerEnd>;
  send(message: ToWorker): void;
  lastLines(): readonly string[];
  /** Asks it to end, and ends it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const lines: string[] = [];
  const ready = deferred<string | null>();
  const ended = deferred<WorkerEnd>();
  let alive = true;
  const transport = options.spawn(options.workerFile, {
    onMessage: (message) => {
      if (message.type === "ready") ready.resolve(null);
      else options.onMessage(message);
    },
    onLog: (line) => {
      if (!NATIVE_FRAME.test(line)) lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.log(line);
    },
    onEnd: (end) => {
      alive = false;
      ready.resolve(`it ended before it was ready (${end})`);
      ended.resolve(end);
    },
  });
  const timer = setTimeout(() => {
    ready.resolve(`it did not answer within ${options.handshakeMs / 1000} s`);
  }, options.handshakeMs);
  void ready.promise.then((problem) => {
    clearTimeout(timer);
    if (problem !== null && alive) transport.kill();
  });
  const { cacheDir, packDirs, provider, threads, embeddingCacheBytes } = options.settings;
  const settings = { cacheDir, packDirs: [...packDirs], provider, threads, embeddingCacheBytes };
  transport.send({ type: "start", settings });
  return {
    get pid() {
      return transport.pid;
    },
    get alive() {
      return alive;
    },
    ready: ready.promise,
    ended: ended.promise,
    send: (message) => transport.send(message),
    lastLines: () => [...lines],
    async stop(graceMs) {
      if (!alive) return;
      transport.send({ type: "stop" });
      const grace = setTimeout(() => transport.kill(), graceMs);
      await ended.promise;
      clearTimeout(grace);
    },
  };
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
