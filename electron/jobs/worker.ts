import { AppError, toErrorReport } from "#core/errors";
import { createEngine, type Engine, type EngineCallOptions, type EngineSettings } from "#native-models/engine";
import { malformedExchange } from "#native-models/evaluator";
import type { PipelineRequestKind, PipelineRequests, ScoreOutcome } from "./contract.ts";
import { type FromWorker, toWorkerSchema } from "./protocol.ts";
import { connectToParent } from "./worker-channel.ts";

/** The pipeline worker's process: it owns every ONNX session and ends with its parent. */

let settings: EngineSettings | null = null;
let engine: Promise<Engine> | null = null;
/** What is under way: at most a click beside a longer job, which the supervisor sees to. */
const underWay = new Set<Promise<void>>();
const aborts = new Map<number, AbortController>();

// Ctrl-C reaches the whole process group; it is the parent that decides when the worker ends.
process.on("SIGINT", () => {});

const channel = connectToParent({
  onMessage: (raw) => {
    const message = toWorkerSchema.parse(raw);
    switch (message.type) {
      case "start":
        settings = message.settings;
        channel.send({ type: "ready" });
        break;
      case "job": {
        const { id, kind, input } = message;
        aborts.set(id, new AbortController());
        const done = runJob(id, kind, input);
        underWay.add(done);
        void done.then(() => underWay.delete(done));
        break;
      }
      case "cancel":
        aborts.get(message.id)?.abort();
        break;
      case "stop":
        for (const abort of aborts.values()) abort.abort();
        void Promise.all(underWay).then(end);
        break;
    }
  },
  onClose: () => process.exit(0),
});

async function runJob(id: number, kind: PipelineRequestKind, input: unknown): Promise<void> {
  const send = (message: FromWorker) => channel.send(message);
  const signal = aborts.get(id)?.signal;
  try {
    const options: EngineCallOptions = { signal, onProgress: (progress) => send({ type: "progress", id, progress }) };
    const output = await perform(await loadEngine(), kind, input, options);
    send({ type: "done", id, output, rss: process.memoryUsage.rss() });
  } catch (error) {
    // What nobody foresaw goes to the log with its stack; the parent keeps the last lines.
    if (!(error instanceof AppError)) console.error(error);
    send({ type: "failed", id, error: toErrorReport(error), rss: process.memoryUsage.rss() });
  } finally {
    aborts.delete(id);
  }
}

/** The parent validated the input at its own border; the kind says its type. */
function perform(loaded: Engine, kind: PipelineRequestKind, input: unknown, options: EngineCallOptions) {
  switch (kind) {
    case "encode":
      return loaded.encode(input as PipelineRequests["encode"]["input"], options);
    case "segment":
      return loaded.segment(input as PipelineRequests["segment"]["input"], options);
    case "discover": {
      const { image, request } = input as PipelineRequests["discover"]["input"];
      return loaded.discover(image, request, options);
    }
    case "score": {
      const { image, request } = input as PipelineRequests["score"]["input"];
      return loaded.score(image, request, options).catch(asOutcome);
    }
    case "describe":
      return loaded.describe();
    case "providers":
      return loaded.providers();
  }
}

function asOutcome(error: unknown): ScoreOutcome {
  const malformed = malformedExchange(error);
  if (malformed === null) throw error;
  return { malformed: { message: malformed.message, exchange: malformed.exchange, usage: malformed.usage } };
}

/** A failed load is not kept: the next job tries again, after the user has mended what was missing. */
function loadEngine(): Promise<Engine> {
  if (settings === null) throw new Error("A job came before the settings.");
  const loading = engine ?? Promise.resolve(createEngine(settings));
  engine = loading;
  loading.catch(() => {
    engine = null;
  });
  return loading;
}

async function end(): Promise<void> {
  await engine?.then((loaded) => loaded.dispose()).catch(() => {});
  process.exit(0);
}
